/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Each allocation fails in turn: what is made is then whole or NULL, and nothing leaks. The
 * library's own objects are linked in, with its allocations wrapped. */

#include "portable/portable_tests.h"

#include <stdio.h>
#include <stdlib.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *pointer, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *pointer, size_t size);

/* How many more allocations succeed; negative: all. */
static int allowed = -1;
static int failed;

static bool fails(void)
{
    if (allowed < 0)
        return false;
    failed += allowed == 0;
    allowed -= allowed > 0;
    return failed > 0;
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *pointer, size_t size)
{
    return fails() ? NULL : __real_realloc(pointer, size);
}

static CFStringRef sample_string;
static CFNumberRef sample_number;
static CFArrayRef sample_array;
static CFDictionaryRef sample_dictionary;
static CFURLRef sample_url;

static void make_samples(void)
{
    const int five = 5;
    sample_string = CFStringCreateMutableCopy(NULL, 0, CFSTR("a sample that is not so short"));
    sample_number = CFNumberCreate(NULL, kCFNumberIntType, &five);
    const void *values[] = {sample_string, sample_number, kCFBooleanTrue};
    sample_array = CFArrayCreateMutable(NULL, 0, &kCFTypeArrayCallBacks);
    for (size_t i = 0; i < 12; i++)
        CFArrayAppendValue(changeable(sample_array), values[i % 3]);
    const void *keys[] = {CFSTR("a"), CFSTR("b")};
    const void *items[] = {sample_array, sample_string};
    sample_dictionary = CFDictionaryCreate(NULL, keys, items, 2, &kCFTypeDictionaryKeyCallBacks,
                                           &kCFTypeDictionaryValueCallBacks);
    sample_url = CFURLCreateWithFileSystemPath(NULL, CFSTR("/a/b"), 0, false);
}

static void release_samples(void)
{
    CFRelease(sample_string);
    CFRelease(sample_number);
    CFRelease(sample_array);
    CFRelease(sample_dictionary);
    CFRelease(sample_url);
    assert_all_released();
}

TestSuite(allocation_failures, .init = make_samples, .fini = release_samples);

static CFTypeRef make_data(void)
{
    return CFDataCreate(NULL, (const UInt8 *)"abc", 3);
}
static CFTypeRef make_representation(void)
{
    return CFStringCreateExternalRepresentation(NULL, sample_string, kCFStringEncodingUTF16, 0);
}
static CFTypeRef make_characters(void)
{
    static const UniChar units[] = {'a', 0xE9, 0xD834, 0xDD1E};
    return CFStringCreateWithCharacters(NULL, units, 4);
}
static CFTypeRef make_string(void)
{
    return make("a string of more than sixteen bytes");
}
static CFTypeRef make_copy(void)
{
    return CFStringCreateCopy(NULL, sample_string);
}
static CFTypeRef make_format(void)
{
    return CFStringCreateWithFormat(NULL, NULL, CFSTR("%@ %@ %s"), sample_dictionary, sample_number,
                                    "text");
}
static CFTypeRef make_combined(void)
{
    const void *parts[] = {sample_string, sample_string};
    const CFArrayRef array = CFArrayCreate(NULL, parts, 2, NULL);
    const CFStringRef string =
        array ? CFStringCreateByCombiningStrings(NULL, array, CFSTR(",")) : NULL;
    if (array)
        CFRelease(array);
    return string;
}
static CFTypeRef make_array_copy(void)
{
    return CFArrayCreateCopy(NULL, sample_array);
}
static CFTypeRef make_dictionary_copy(void)
{
    return CFDictionaryCreateMutableCopy(NULL, 0, sample_dictionary);
}
static CFTypeRef make_dictionary(void)
{
    const CFStringRef key = CFSTR("k");
    const void *keys[] = {key, sample_string};
    const void *values[] = {sample_string, key};
    return CFDictionaryCreate(NULL, keys, values, 2, &kCFCopyStringDictionaryKeyCallBacks,
                              &kCFTypeDictionaryValueCallBacks);
}
static CFTypeRef make_deep_copy(void)
{
    return CFPropertyListCreateDeepCopy(NULL, sample_dictionary,
                                        kCFPropertyListMutableContainersAndLeaves);
}
static CFTypeRef make_date(void)
{
    return CFDateCreate(NULL, 1);
}
static CFTypeRef make_uuid(void)
{
    return CFUUIDCreateFromString(NULL, CFSTR("443ABAB8-E7B3-491A-B985-BEB9187030DB"));
}
static CFTypeRef make_uuid_text(void)
{
    const CFUUIDRef uuid = CFUUIDCreate(NULL);
    const CFStringRef text = uuid ? CFUUIDCreateString(NULL, uuid) : NULL;
    if (uuid)
        CFRelease(uuid);
    return text;
}
static CFTypeRef make_error(void)
{
    return CFErrorCreate(NULL, kCFErrorDomainPOSIX, 1, sample_dictionary);
}
static CFTypeRef make_url(void)
{
    return CFURLCreateWithString(NULL, CFSTR("file:///a%20b"), NULL);
}
static CFTypeRef make_url_below(void)
{
    return CFURLCreateCopyAppendingPathComponent(NULL, sample_url, CFSTR("c"), true);
}
static CFTypeRef make_bundle(void)
{
    const CFURLRef url = CFURLCreateWithFileSystemPath(NULL, CFSTR("/tmp"), 0, true);
    const CFBundleRef bundle = url ? CFBundleCreate(NULL, url) : NULL;
    if (url)
        CFRelease(url);
    return bundle;
}

static CFTypeRef (*const makers[])(void) = {
    make_data,      make_representation, make_characters, make_string,          make_copy,
    make_format,    make_combined,       make_array_copy, make_dictionary_copy, make_dictionary,
    make_deep_copy, make_date,           make_uuid,       make_uuid_text,       make_error,
    make_url,       make_url_below,      make_bundle,
};

Test(allocation_failures, each_one_gives_null_and_leaks_nothing)
{
    for (size_t i = 0; i < sizeof makers / sizeof makers[0]; i++) {
        const int64_t before = portable_live_object_count();
        int attempts = 0;
        CFTypeRef made = NULL;
        do {
            failed = 0;
            allowed = attempts++;
            made = makers[i]();
            allowed = -1;
            cr_assert_eq(made != NULL, failed == 0, "maker %zu, allocation %d", i, attempts);
            if (!made)
                cr_assert_eq(portable_live_object_count(), before, "maker %zu, allocation %d", i,
                             attempts);
        } while (!made);
        cr_assert_gt(attempts, 1);
        CFRelease(made);
        cr_assert_eq(portable_live_object_count(), before);
    }
}

/** Changes that fail change nothing. */
Test(allocation_failures, a_change_that_fails_changes_nothing)
{
    const CFMutableArrayRef array = CFArrayCreateMutable(NULL, 0, &kCFTypeArrayCallBacks);
    const CFMutableDictionaryRef dictionary = CFDictionaryCreateMutable(
        NULL, 0, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
    const CFMutableDataRef data = CFDataCreateMutable(NULL, 0);
    const CFMutableStringRef string = CFStringCreateMutable(NULL, 0);
    failed = 0;
    allowed = 0;
    CFArrayAppendValue(array, sample_string);
    CFArrayInsertValueAtIndex(array, 0, sample_string);
    CFArrayAppendArray(array, sample_array, CFRangeMake(0, 3));
    CFDictionarySetValue(dictionary, sample_string, sample_number);
    CFDataSetLength(data, 1000);
    CFDataAppendBytes(data, (const UInt8 *)"abc", 3);
    CFStringAppend(string, CFSTR("text that needs room of its own"));
    CFStringAppendFormat(string, NULL, CFSTR("%d"), 5);
    CFStringReplaceAll(string, CFSTR("x"));
    allowed = -1;
    cr_assert_gt(failed, 0);
    cr_assert_eq(CFArrayGetCount(array), 0);
    cr_assert_eq(CFDictionaryGetCount(dictionary), 0);
    cr_assert_eq(CFDataGetLength(data), 0);
    cr_assert_eq(CFStringGetLength(string), 0);
    CFStringAppend(string, CFSTR("afterwards it works"));
    assert_made(string, "afterwards it works");
    CFRelease(array);
    CFRelease(dictionary);
    CFRelease(data);
}
