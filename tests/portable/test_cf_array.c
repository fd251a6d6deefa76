/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "portable/portable_tests.h"

COUNTED_SUITE(cf_array);

#define EVERYTHING                                                                                 \
    (CFRange)                                                                                      \
    {                                                                                              \
        0, 1000                                                                                    \
    }

/** An array of the strings a, b, a. */
static CFArrayRef make_aba(void)
{
    const CFStringRef a = make("a");
    const CFStringRef b = make("b");
    const void *values[] = {a, b, a};
    const CFArrayRef array = CFArrayCreate(NULL, values, 3, &kCFTypeArrayCallBacks);
    CFRelease(a);
    CFRelease(b);
    return array;
}

Test(cf_array, values_are_retained_and_released)
{
    const CFArrayRef array = make_aba();
    cr_assert_eq(portable_live_object_count(), 3);
    cr_assert_eq(CFGetRetainCount(CFArrayGetValueAtIndex(array, 0)), 2);
    cr_assert_eq(CFGetRetainCount(CFArrayGetValueAtIndex(array, 1)), 1);
    CFRelease(array);
}

Test(cf_array, an_index_out_of_range_is_null)
{
    const CFArrayRef array = make_aba();
    cr_assert_eq(CFArrayGetCount(array), 3);
    assert_text((CFStringRef)CFArrayGetValueAtIndex(array, 1), "b");
    cr_assert_null(CFArrayGetValueAtIndex(array, 3));
    cr_assert_null(CFArrayGetValueAtIndex(array, -1));
    CFRelease(array);
}

Test(cf_array, values_are_found)
{
    const CFArrayRef array = make_aba();
    cr_assert_eq(CFArrayGetFirstIndexOfValue(array, EVERYTHING, CFSTR("a")), 0);
    cr_assert_eq(CFArrayGetFirstIndexOfValue(array, CFRangeMake(1, 2), CFSTR("a")), 2);
    cr_assert_eq(CFArrayGetLastIndexOfValue(array, EVERYTHING, CFSTR("a")), 2);
    cr_assert_eq(CFArrayGetLastIndexOfValue(array, CFRangeMake(0, 2), CFSTR("a")), 0);
    cr_assert_eq(CFArrayGetFirstIndexOfValue(array, EVERYTHING, CFSTR("c")), kCFNotFound);
    cr_assert_eq(CFArrayGetCountOfValue(array, EVERYTHING, CFSTR("a")), 2);
    cr_assert(CFArrayContainsValue(array, CFRangeMake(1, 1), CFSTR("b")));
    cr_assert_not(CFArrayContainsValue(array, CFRangeMake(0, 1), CFSTR("b")));
    cr_assert_not(CFArrayContainsValue(array, CFRangeMake(-1, 3), CFSTR("b")));
    CFRelease(array);
}

static void count_value(const void *value, void *context)
{
    int *const counts = context;
    counts[CFEqual(value, CFSTR("a"))]++;
}

Test(cf_array, a_function_sees_each_value)
{
    const CFArrayRef array = make_aba();
    int counts[2] = {0};
    CFArrayApplyFunction(array, CFRangeMake(0, 3), count_value, counts);
    cr_assert_eq(counts[0], 1);
    cr_assert_eq(counts[1], 2);
    const void *values[2] = {NULL, NULL};
    CFArrayGetValues(array, CFRangeMake(1, 2), values);
    cr_assert_eq(values[0], CFArrayGetValueAtIndex(array, 1));
    cr_assert_eq(values[1], CFArrayGetValueAtIndex(array, 2));
    CFRelease(array);
}

Test(cf_array, arrays_equal_by_their_values)
{
    const CFArrayRef one = make_aba();
    const CFArrayRef other = make_aba();
    const CFMutableArrayRef changed = CFArrayCreateMutableCopy(NULL, 0, one);
    cr_assert(CFEqual(one, other));
    cr_assert(CFEqual(one, changed));
    cr_assert_eq(CFHash(one), CFHash(other));
    CFArraySetValueAtIndex(changed, 0, CFSTR("b"));
    cr_assert_not(CFEqual(one, changed));
    CFArrayRemoveValueAtIndex(changed, 0);
    cr_assert_not(CFEqual(one, changed));
    CFRelease(one);
    CFRelease(other);
    CFRelease(changed);
}

Test(cf_array, without_callbacks_values_are_pointers)
{
    char a = 0;
    char b = 0;
    const void *values[] = {&a, &b, NULL};
    const CFArrayRef array = CFArrayCreate(NULL, values, 3, NULL);
    cr_assert_eq(CFArrayGetFirstIndexOfValue(array, EVERYTHING, &b), 1);
    cr_assert_eq(CFArrayGetFirstIndexOfValue(array, EVERYTHING, NULL), 2);
    CFRelease(array);
}

Test(cf_array, a_copy_of_what_cannot_change_is_itself)
{
    const CFArrayRef array = make_aba();
    const CFArrayRef copy = CFArrayCreateCopy(NULL, array);
    cr_assert_eq(copy, array);
    CFRelease(copy);
    CFRelease(array);
}

Test(cf_array, descriptions_tell_strings_from_numbers)
{
    const CFNumberRef number = make_int(1);
    const void *values[] = {number, CFSTR("1")};
    const CFArrayRef array = CFArrayCreate(NULL, values, 2, &kCFTypeArrayCallBacks);
    assert_made(CFCopyDescription(array), "(1, \"1\")");
    CFRelease(array);
    CFRelease(number);
}
