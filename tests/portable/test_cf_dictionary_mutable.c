/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "portable/portable_tests.h"

#include <signal.h>

COUNTED_SUITE(cf_dictionary_mutable);

static CFMutableDictionaryRef make_dictionary(void)
{
    return CFDictionaryCreateMutable(NULL, 0, &kCFTypeDictionaryKeyCallBacks,
                                     &kCFTypeDictionaryValueCallBacks);
}

static void assert_value(CFDictionaryRef dictionary, CFStringRef key, const char *expected)
{
    assert_text((CFStringRef)CFDictionaryGetValue(dictionary, key), expected);
}

Test(cf_dictionary_mutable, add_set_and_replace_differ)
{
    const CFMutableDictionaryRef dictionary = make_dictionary();
    CFDictionaryReplaceValue(dictionary, CFSTR("k"), CFSTR("0"));
    cr_assert_eq(CFDictionaryGetCount(dictionary), 0);
    CFDictionaryAddValue(dictionary, CFSTR("k"), CFSTR("1"));
    CFDictionaryAddValue(dictionary, CFSTR("k"), CFSTR("2"));
    assert_value(dictionary, CFSTR("k"), "1");
    CFDictionaryReplaceValue(dictionary, CFSTR("k"), CFSTR("3"));
    assert_value(dictionary, CFSTR("k"), "3");
    CFDictionarySetValue(dictionary, CFSTR("k"), CFSTR("4"));
    CFDictionarySetValue(dictionary, CFSTR("l"), CFSTR("5"));
    assert_value(dictionary, CFSTR("k"), "4");
    assert_value(dictionary, CFSTR("l"), "5");
    CFDictionaryRemoveValue(dictionary, CFSTR("absent"));
    CFDictionaryRemoveValue(dictionary, CFSTR("k"));
    cr_assert_null(CFDictionaryGetValue(dictionary, CFSTR("k")));
    assert_value(dictionary, CFSTR("l"), "5");
    CFDictionaryRemoveAllValues(dictionary);
    cr_assert_eq(CFDictionaryGetCount(dictionary), 0);
    CFRelease(dictionary);
}

/** Entries as a plain table says, through additions and removals, are what the dictionary has. */
Test(cf_dictionary_mutable, many_entries_come_and_go)
{
    enum { KEYS = 300, STEPS = 5000 };
    int model[KEYS] = {0}; /* 0: not there */
    uint32_t random = 1;
    const CFMutableDictionaryRef dictionary = make_dictionary();
    for (int step = 1; step <= STEPS; step++) {
        random = random * 1664525 + 1013904223;
        const int slot = (int)((random >> 8) % KEYS);
        const CFStringRef key = CFStringCreateWithFormat(NULL, NULL, CFSTR("key %d"), slot);
        const CFNumberRef value = make_int(step);
        const bool removes = (random >> 30) == 0;
        if (removes)
            CFDictionaryRemoveValue(dictionary, key);
        else
            CFDictionarySetValue(dictionary, key, value);
        model[slot] = removes ? 0 : step;
        CFRelease(key);
        CFRelease(value);
    }
    CFIndex count = 0;
    for (int slot = 0; slot < KEYS; slot++) {
        const CFStringRef key = CFStringCreateWithFormat(NULL, NULL, CFSTR("key %d"), slot);
        const CFNumberRef value = CFDictionaryGetValue(dictionary, key);
        int found = 0;
        if (value)
            cr_assert(CFNumberGetValue(value, kCFNumberIntType, &found));
        cr_assert_eq(found, model[slot]);
        count += model[slot] != 0;
        CFRelease(key);
    }
    cr_assert_eq(CFDictionaryGetCount(dictionary), count);
    CFRelease(dictionary);
}

Test(cf_dictionary_mutable, a_value_is_set_over_itself)
{
    const CFMutableDictionaryRef dictionary = make_dictionary();
    const CFStringRef value = make("v");
    CFDictionarySetValue(dictionary, CFSTR("k"), value);
    CFRelease(value);
    CFDictionarySetValue(dictionary, CFSTR("k"), value);
    assert_value(dictionary, CFSTR("k"), "v");
    CFRelease(dictionary);
}

Test(cf_dictionary_mutable, string_keys_may_be_copied)
{
    const CFMutableDictionaryRef dictionary = CFDictionaryCreateMutable(
        NULL, 0, &kCFCopyStringDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
    const CFMutableStringRef key = CFStringCreateMutableCopy(NULL, 0, CFSTR("k"));
    CFDictionarySetValue(dictionary, key, CFSTR("v"));
    CFStringAppend(key, CFSTR("changed"));
    assert_value(dictionary, CFSTR("k"), "v");
    CFRelease(key);
    CFRelease(dictionary);
}

static Boolean same_letter(const void *a, const void *b)
{
    return *(const char *)a == *(const char *)b;
}

Test(cf_dictionary_mutable, keys_may_be_equal_without_a_hash)
{
    const CFDictionaryKeyCallBacks callbacks = {.equal = same_letter};
    const CFMutableDictionaryRef dictionary = CFDictionaryCreateMutable(NULL, 0, &callbacks, NULL);
    CFDictionarySetValue(dictionary, "apple", "1");
    CFDictionarySetValue(dictionary, "avocado", "2");
    CFDictionarySetValue(dictionary, "banana", "3");
    cr_assert_eq(CFDictionaryGetCount(dictionary), 2);
    cr_assert_str_eq(CFDictionaryGetValue(dictionary, "almond"), "2");
    CFRelease(dictionary);
}

Test(cf_dictionary_mutable, an_immutable_dictionary_cannot_change, .signal = SIGABRT)
{
    const CFDictionaryRef dictionary = CFDictionaryCreate(NULL, NULL, NULL, 0, NULL, NULL);
    CFDictionarySetValue(changeable(dictionary), "a", "b");
}
