/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "portable/portable_tests.h"

#include <math.h>

COUNTED_SUITE(cf_property_list);

static const CFPropertyListFormat formats[] = {kCFPropertyListXMLFormat_v1_0,
                                               kCFPropertyListBinaryFormat_v1_0};

static CFNumberRef make_real(double value)
{
    return CFNumberCreate(NULL, kCFNumberFloat64Type, &value);
}

static CFNumberRef make_integer(int64_t value)
{
    return CFNumberCreate(NULL, kCFNumberSInt64Type, &value);
}

/** One dictionary with everything in it that a property list can hold. */
static CFDictionaryRef make_everything(void)
{
    static const double reals[] = {0.1, -6.0205999132796239, 1e300, 5e-324, 3.0};
    static const int64_t integers[] = {0, -1, 255, 65536, -3000000000LL, INT64_MIN, INT64_MAX};
    const CFMutableArrayRef array = CFArrayCreateMutable(NULL, 0, &kCFTypeArrayCallBacks);
    for (size_t i = 0; i < sizeof reals / sizeof reals[0]; i++) {
        const CFNumberRef number = make_real(reals[i]);
        CFArrayAppendValue(array, number);
        CFRelease(number);
    }
    for (size_t i = 0; i < sizeof integers / sizeof integers[0]; i++) {
        const CFNumberRef number = make_integer(integers[i]);
        CFArrayAppendValue(array, number);
        CFRelease(number);
    }
    const CFDataRef data = CFDataCreate(NULL, (const UInt8 *)"\0\xFFx", 3);
    const CFDateRef date = CFDateCreate(NULL, 86400.0);
    CFArrayAppendValue(array, kCFBooleanTrue);
    CFArrayAppendValue(array, kCFBooleanFalse);
    CFArrayAppendValue(array, data);
    CFArrayAppendValue(array, date);
    CFArrayAppendValue(array, CFSTR("<é & 𝄞> \"x\"\n"));
    CFArrayAppendValue(array, CFSTR(""));
    const void *keys[] = {CFSTR("an array"), CFSTR("ü<&>"), CFSTR("")};
    const void *values[] = {array, CFSTR("v"), CFSTR("empty key")};
    const CFDictionaryRef dictionary = CFDictionaryCreate(
        NULL, keys, values, 3, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
    CFRelease(array);
    CFRelease(data);
    CFRelease(date);
    return dictionary;
}

Test(cf_property_list, everything_comes_back_in_both_formats)
{
    const CFDictionaryRef everything = make_everything();
    for (size_t i = 0; i < 2; i++) {
        CFPropertyListFormat format = 0;
        const CFDataRef data = CFPropertyListCreateData(NULL, everything, formats[i], 0, NULL);
        cr_assert(data);
        const CFPropertyListRef back = CFPropertyListCreateWithData(NULL, data, 0, &format, NULL);
        cr_assert(back);
        cr_assert(CFEqual(back, everything));
        cr_assert_eq(format, formats[i]);
        CFRelease(back);
        CFRelease(data);
    }
    cr_assert(CFPropertyListIsValid(everything, kCFPropertyListXMLFormat_v1_0));
    CFRelease(everything);
}

Test(cf_property_list, single_leaves_are_lists_too)
{
    const CFDataRef data = CFPropertyListCreateXMLData(NULL, kCFBooleanTrue);
    CFStringRef error = CFSTR("untouched");
    const CFPropertyListRef back = CFPropertyListCreateFromXMLData(NULL, data, 0, &error);
    cr_assert_eq(back, kCFBooleanTrue);
    cr_assert_null(error);
    CFRelease(data);
}

Test(cf_property_list, numbers_and_booleans_are_told_apart)
{
    static const char text[] = "<plist version=\"1.0\"><array><integer>1</integer><true/>"
                               "<real>1</real></array></plist>";
    const CFDataRef data = CFDataCreate(NULL, (const UInt8 *)text, (CFIndex)strlen(text));
    const CFArrayRef array = CFPropertyListCreateWithData(NULL, data, 0, NULL, NULL);
    cr_assert_eq(CFArrayGetCount(array), 3);
    cr_assert_not(CFNumberIsFloatType(CFArrayGetValueAtIndex(array, 0)));
    cr_assert_eq(CFArrayGetValueAtIndex(array, 1), kCFBooleanTrue);
    cr_assert(CFNumberIsFloatType(CFArrayGetValueAtIndex(array, 2)));
    CFRelease(array);
    CFRelease(data);
}

/** Assert that the bytes are refused, with a text that holds `reason`. */
static void assert_refused(const char *bytes, size_t size, const char *reason)
{
    CFErrorRef error = NULL;
    const CFDataRef data = CFDataCreate(NULL, (const UInt8 *)bytes, (CFIndex)size);
    cr_assert_null(CFPropertyListCreateWithData(NULL, data, 0, NULL, &error));
    cr_assert_null(CFPropertyListCreateWithData(NULL, data, 0, NULL, NULL));
    cr_assert_eq(CFErrorGetCode(error), kCFPropertyListReadCorruptError);
    const CFStringRef text = CFErrorCopyDescription(error);
    const CFStringRef part = make(reason);
    cr_assert_neq(CFStringFind(text, part, 0).location, kCFNotFound, "%s",
                  CFStringGetCStringPtr(text, kCFStringEncodingUTF8));
    CFRelease(part);
    CFRelease(text);
    CFRelease(error);
    CFRelease(data);
}

Test(cf_property_list, what_is_none_is_refused_with_a_reason)
{
    static const char *const texts[] = {"junk", "<plist>", "<plist><dict><key>a</key></plist>",
                                        "<?xml version=\"1.0\"?>", "{ a = b; }"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_refused(texts[i], strlen(texts[i]), "not a property list");
    assert_refused("", 0, "empty");
    assert_refused("bplist00", 8, "damaged");
    assert_refused("<plist><string>\xFF</string></plist>", 33, "not UTF-8");
}

Test(cf_property_list, a_cut_binary_list_is_refused)
{
    const CFDictionaryRef everything = make_everything();
    const CFDataRef data = CFPropertyListCreateData(NULL, everything, formats[1], 0, NULL);
    for (CFIndex size = 8; size < CFDataGetLength(data); size += 7) {
        const CFDataRef cut = CFDataCreate(NULL, CFDataGetBytePtr(data), size);
        const CFPropertyListRef list = CFPropertyListCreateWithData(NULL, cut, 0, NULL, NULL);
        cr_assert_null(list, "%ld bytes", (long)size);
        CFRelease(cut);
    }
    CFRelease(data);
    CFRelease(everything);
}

Test(cf_property_list, nesting_has_a_limit)
{
    const CFMutableStringRef text = CFStringCreateMutable(NULL, 0);
    CFStringAppend(text, CFSTR("<plist>"));
    for (int i = 0; i < 200; i++)
        CFStringAppend(text, CFSTR("<array>"));
    for (int i = 0; i < 200; i++)
        CFStringAppend(text, CFSTR("</array>"));
    CFStringAppend(text, CFSTR("</plist>"));
    const char *const bytes = CFStringGetCStringPtr(text, kCFStringEncodingUTF8);
    assert_refused(bytes, strlen(bytes), "depth");
    CFRelease(text);
}

/** Assert that the object is no property list; releases it. */
static void assert_unwritable(CFTypeRef object)
{
    CFErrorRef error = NULL;
    cr_assert_null(CFPropertyListCreateData(NULL, object, formats[0], 0, &error));
    cr_assert_eq(CFErrorGetCode(error), kCFPropertyListWriteStreamError);
    cr_assert_not(CFPropertyListIsValid(object, formats[0]));
    CFRelease(error);
    CFRelease(object);
}

Test(cf_property_list, what_lists_cannot_hold_is_not_written)
{
    const void *null[] = {kCFNull};
    const void *text[] = {CFSTR("v")};
    static const UniChar surrogate[] = {0xD800};
    assert_unwritable(CFRetain(kCFNull));
    assert_unwritable(CFUUIDCreate(NULL));
    assert_unwritable(CFArrayCreate(NULL, null, 1, &kCFTypeArrayCallBacks));
    assert_unwritable(CFDictionaryCreate(NULL, null, text, 1, &kCFTypeDictionaryKeyCallBacks,
                                         &kCFTypeDictionaryValueCallBacks));
    assert_unwritable(CFDictionaryCreate(NULL, text, null, 1, &kCFTypeDictionaryKeyCallBacks,
                                         &kCFTypeDictionaryValueCallBacks));
    assert_unwritable(
        CFStringCreateWithBytes(NULL, (const UInt8 *)"a\0b", 3, kCFStringEncodingUTF8, false));
    assert_unwritable(CFStringCreateWithCharacters(NULL, surrogate, 1));
    assert_unwritable(CFDateCreate(NULL, 1e300));
    cr_assert_null(
        CFPropertyListCreateData(NULL, CFSTR("v"), kCFPropertyListOpenStepFormat, 0, NULL));
}

/** The array in make_everything's dictionary, in a copy. */
static CFTypeRef nested(CFPropertyListRef list)
{
    return CFDictionaryGetValue(list, CFSTR("an array"));
}

Test(cf_property_list, deep_copies_share_nothing_that_changes)
{
    const CFDictionaryRef everything = make_everything();
    const CFPropertyListRef copy =
        CFPropertyListCreateDeepCopy(NULL, everything, kCFPropertyListMutableContainersAndLeaves);
    cr_assert(CFEqual(copy, everything));
    CFArrayRemoveAllValues(changeable(nested(copy)));
    CFStringAppend(changeable(CFDictionaryGetValue(copy, CFSTR("ü<&>"))), CFSTR("w"));
    cr_assert_eq(CFArrayGetCount(nested(everything)), 18);
    assert_text((CFStringRef)CFDictionaryGetValue(everything, CFSTR("ü<&>")), "v");
    assert_text((CFStringRef)CFDictionaryGetValue(copy, CFSTR("ü<&>")), "vw");
    CFRelease(copy);
    const CFPropertyListRef containers =
        CFPropertyListCreateDeepCopy(NULL, everything, kCFPropertyListMutableContainers);
    CFDictionaryRemoveAllValues(changeable(containers));
    CFRelease(containers);
    cr_assert_null(CFPropertyListCreateDeepCopy(NULL, kCFNull, 0));
    CFRelease(everything);
}

Test(cf_property_list, lists_are_read_mutable_if_asked)
{
    static const char text[] = "<plist><dict><key>k</key><string>v</string>"
                               "<key>d</key><data>eA==</data></dict></plist>";
    const CFDataRef data = CFDataCreate(NULL, (const UInt8 *)text, (CFIndex)strlen(text));
    const CFPropertyListRef list = CFPropertyListCreateWithData(
        NULL, data, kCFPropertyListMutableContainersAndLeaves, NULL, NULL);
    CFStringAppend(changeable(CFDictionaryGetValue(list, CFSTR("k"))), CFSTR("w"));
    CFDataSetLength(changeable(CFDictionaryGetValue(list, CFSTR("d"))), 3);
    CFDictionarySetValue(changeable(list), CFSTR("new"), kCFBooleanTrue);
    assert_text((CFStringRef)CFDictionaryGetValue(list, CFSTR("k")), "vw");
    CFRelease(list);
    CFRelease(data);
}
