/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "portable/portable_tests.h"

#include <signal.h>

COUNTED_SUITE(cf_array_mutable);

/** Assert the values, each a string of one letter. */
static void assert_letters(CFArrayRef array, const char *letters)
{
    cr_assert_eq(CFArrayGetCount(array), (CFIndex)strlen(letters));
    for (CFIndex i = 0; letters[i]; i++) {
        const char letter[] = {letters[i], 0};
        assert_text((CFStringRef)CFArrayGetValueAtIndex(array, i), letter);
    }
}

static CFMutableArrayRef make_array(void)
{
    return CFArrayCreateMutable(NULL, 0, &kCFTypeArrayCallBacks);
}

Test(cf_array_mutable, values_come_and_go)
{
    const CFMutableArrayRef array = make_array();
    CFArrayAppendValue(array, CFSTR("b"));
    CFArrayInsertValueAtIndex(array, 0, CFSTR("a"));
    CFArrayInsertValueAtIndex(array, 2, CFSTR("d"));
    CFArrayInsertValueAtIndex(array, 2, CFSTR("c"));
    assert_letters(array, "abcd");
    CFArraySetValueAtIndex(array, 1, CFSTR("x"));
    CFArraySetValueAtIndex(array, 4, CFSTR("e"));
    assert_letters(array, "axcde");
    CFArrayRemoveValueAtIndex(array, 0);
    CFArrayRemoveValueAtIndex(array, 3);
    assert_letters(array, "xcd");
    CFArrayRemoveAllValues(array);
    assert_letters(array, "");
    CFRelease(array);
}

Test(cf_array_mutable, an_index_out_of_range_changes_nothing)
{
    const CFMutableArrayRef array = make_array();
    CFArrayAppendValue(array, CFSTR("a"));
    CFArrayInsertValueAtIndex(array, 2, CFSTR("x"));
    CFArrayInsertValueAtIndex(array, -1, CFSTR("x"));
    CFArraySetValueAtIndex(array, 2, CFSTR("x"));
    CFArraySetValueAtIndex(array, -1, CFSTR("x"));
    CFArrayRemoveValueAtIndex(array, 1);
    CFArrayRemoveValueAtIndex(array, -1);
    assert_letters(array, "a");
    CFRelease(array);
}

Test(cf_array_mutable, arrays_are_appended_also_to_themselves)
{
    const CFMutableArrayRef array = make_array();
    CFArrayAppendValue(array, CFSTR("a"));
    CFArrayAppendValue(array, CFSTR("b"));
    CFArrayAppendArray(array, array, CFRangeMake(0, 2));
    CFArrayAppendArray(array, array, CFRangeMake(1, 1));
    assert_letters(array, "ababb");
    CFArrayAppendArray(array, array, CFRangeMake(4, 2));
    assert_letters(array, "ababb");
    CFRelease(array);
}

Test(cf_array_mutable, a_value_is_set_over_itself)
{
    const CFMutableArrayRef array = make_array();
    const CFStringRef value = make("v");
    CFArrayAppendValue(array, value);
    CFRelease(value);
    CFArraySetValueAtIndex(array, 0, value);
    assert_letters(array, "v");
    CFRelease(array);
}

Test(cf_array_mutable, arrays_grow)
{
    const CFMutableArrayRef array = make_array();
    for (int i = 0; i < 1000; i++) {
        const CFNumberRef number = make_int(i);
        CFArrayAppendValue(array, number);
        CFRelease(number);
    }
    const CFArrayRef copy = CFArrayCreateCopy(NULL, array);
    CFRelease(array);
    for (int i = 0; i < 1000; i++) {
        int value = -1;
        cr_assert(CFNumberGetValue(CFArrayGetValueAtIndex(copy, i), kCFNumberIntType, &value));
        cr_assert_eq(value, i);
    }
    CFRelease(copy);
}

Test(cf_array_mutable, an_immutable_array_cannot_change, .signal = SIGABRT)
{
    const CFArrayRef array = CFArrayCreate(NULL, NULL, 0, &kCFTypeArrayCallBacks);
    CFArrayAppendValue(changeable(array), CFSTR("a"));
}
