/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "portable/portable_tests.h"

COUNTED_SUITE(cf_dictionary);

static CFDictionaryRef make_pair(void)
{
    const CFNumberRef one = make_int(1);
    const CFStringRef key = make("one");
    const void *keys[] = {key, CFSTR("two"), CFSTR("one")};
    const void *values[] = {one, CFSTR("2"), CFSTR("again")};
    const CFDictionaryRef dictionary = CFDictionaryCreate(
        NULL, keys, values, 3, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
    CFRelease(one);
    CFRelease(key);
    return dictionary;
}

Test(cf_dictionary, keys_are_found_by_what_they_are)
{
    const CFDictionaryRef dictionary = make_pair();
    const CFStringRef key = make("two");
    const void *value = NULL;
    cr_assert_eq(CFDictionaryGetCount(dictionary), 2);
    assert_text((CFStringRef)CFDictionaryGetValue(dictionary, key), "2");
    cr_assert(CFDictionaryGetValueIfPresent(dictionary, CFSTR("one"), &value));
    cr_assert_eq(CFGetTypeID(value), CFNumberGetTypeID()); /* of equal keys, the first */
    cr_assert(CFDictionaryContainsKey(dictionary, key));
    cr_assert_eq(CFDictionaryGetCountOfKey(dictionary, key), 1);
    CFRelease(key);
    CFRelease(dictionary);
}

Test(cf_dictionary, what_is_not_there_is_not_found)
{
    const CFDictionaryRef dictionary = make_pair();
    const void *value = CFSTR("untouched");
    cr_assert_null(CFDictionaryGetValue(dictionary, CFSTR("three")));
    cr_assert_not(CFDictionaryGetValueIfPresent(dictionary, CFSTR("three"), &value));
    assert_text((CFStringRef)value, "untouched");
    cr_assert_not(CFDictionaryContainsKey(dictionary, kCFNull));
    cr_assert_eq(CFDictionaryGetCountOfKey(dictionary, CFSTR("three")), 0);
    CFRelease(dictionary);
    const CFDictionaryRef empty = CFDictionaryCreate(NULL, NULL, NULL, 0, NULL, NULL);
    cr_assert_null(CFDictionaryGetValue(empty, CFSTR("x")));
    CFRelease(empty);
}

Test(cf_dictionary, values_are_found_too)
{
    const CFDictionaryRef dictionary = make_pair();
    const CFStringRef two = make("2");
    cr_assert(CFDictionaryContainsValue(dictionary, two));
    cr_assert_not(CFDictionaryContainsValue(dictionary, CFSTR("3")));
    cr_assert_eq(CFDictionaryGetCountOfValue(dictionary, two), 1);
    CFRelease(two);
    CFRelease(dictionary);
}

static void append_key(const void *key, const void *value, void *context)
{
    CFStringAppendFormat(context, NULL, CFSTR("%@=%@;"), key, value);
}

Test(cf_dictionary, entries_come_in_the_order_they_were_added)
{
    const CFDictionaryRef dictionary = make_pair();
    const void *keys[2] = {NULL, NULL};
    const void *values[2] = {NULL, NULL};
    CFDictionaryGetKeysAndValues(dictionary, keys, values);
    assert_text((CFStringRef)keys[0], "one");
    assert_text((CFStringRef)values[1], "2");
    CFDictionaryGetKeysAndValues(dictionary, NULL, NULL);
    const CFMutableStringRef text = CFStringCreateMutable(NULL, 0);
    CFDictionaryApplyFunction(dictionary, append_key, text);
    assert_made(text, "one=1;two=2;");
    assert_made(CFCopyDescription(dictionary), "{\"one\" = 1, \"two\" = \"2\"}");
    CFRelease(dictionary);
}

Test(cf_dictionary, dictionaries_equal_whatever_the_order)
{
    const void *keys[] = {CFSTR("two"), CFSTR("one")};
    const CFNumberRef one = make_int(1);
    const void *values[] = {CFSTR("2"), one};
    const CFDictionaryRef other = CFDictionaryCreate(
        NULL, keys, values, 2, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
    const CFDictionaryRef dictionary = make_pair();
    const CFMutableDictionaryRef changed = CFDictionaryCreateMutableCopy(NULL, 0, other);
    cr_assert(CFEqual(dictionary, other));
    cr_assert_eq(CFHash(dictionary), CFHash(other));
    CFDictionarySetValue(changed, CFSTR("two"), one);
    cr_assert_not(CFEqual(dictionary, changed));
    CFDictionaryRemoveValue(changed, CFSTR("two"));
    cr_assert_not(CFEqual(dictionary, changed));
    CFRelease(one);
    CFRelease(other);
    CFRelease(dictionary);
    CFRelease(changed);
}

Test(cf_dictionary, without_callbacks_keys_are_pointers)
{
    char a = 'a';
    char b = 'a';
    const void *keys[] = {&a, &b, NULL};
    const void *values[] = {&b, &a, NULL};
    const CFDictionaryRef dictionary = CFDictionaryCreate(NULL, keys, values, 3, NULL, NULL);
    cr_assert_eq(CFDictionaryGetCount(dictionary), 3);
    cr_assert_eq(CFDictionaryGetValue(dictionary, &a), &b);
    cr_assert_eq(CFDictionaryGetValue(dictionary, &b), &a);
    cr_assert(CFDictionaryContainsKey(dictionary, NULL));
    CFRelease(dictionary);
}

Test(cf_dictionary, a_copy_of_what_cannot_change_is_itself)
{
    const CFDictionaryRef dictionary = make_pair();
    const CFDictionaryRef copy = CFDictionaryCreateCopy(NULL, dictionary);
    cr_assert_eq(copy, dictionary);
    CFRelease(copy);
    CFRelease(dictionary);
}
