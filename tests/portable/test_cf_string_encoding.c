/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "portable/portable_tests.h"

#include <limits.h>

COUNTED_SUITE(cf_string_encoding);

typedef struct Row {
    const char *bytes;
    CFIndex size;
    CFStringEncoding encoding;
    Boolean external;
    const char *text; /* NULL: the bytes are not valid */
} Row;

static const Row rows[] = {
    {"abc", 3, kCFStringEncodingASCII, false, "abc"},
    {"ab\xE4", 3, kCFStringEncodingASCII, false, NULL},
    {"abc", 3, kCFStringEncodingMacRoman, false, "abc"},
    {"ab\xE4", 3, kCFStringEncodingMacRoman, false, NULL},
    {"\xE4\xF6", 2, kCFStringEncodingISOLatin1, false, "äö"},
    {"\xC3\xA4", 2, kCFStringEncodingUTF8, false, "ä"},
    {"\xC3", 1, kCFStringEncodingUTF8, false, NULL},             /* cut */
    {"\xC0\x80", 2, kCFStringEncodingUTF8, false, NULL},         /* longer than need be */
    {"\xED\xA0\x80", 3, kCFStringEncodingUTF8, false, NULL},     /* a surrogate */
    {"\xF4\x90\x80\x80", 4, kCFStringEncodingUTF8, false, NULL}, /* above U+10FFFF */
    {"\x80", 1, kCFStringEncodingUTF8, false, NULL},
    {"\xFF", 1, kCFStringEncodingUTF8, false, NULL},
    {"\xEF\xBB\xBF"
     "a",
     4, kCFStringEncodingUTF8, true, "a"},
    {"\xEF\xBB\xBF"
     "a",
     4, kCFStringEncodingUTF8, false,
     "\xEF\xBB\xBF"
     "a"},
    {"a\0b\0", 4, kCFStringEncodingUTF16LE, false, "ab"},
    {"\0a\0b", 4, kCFStringEncodingUTF16BE, false, "ab"},
    {"\xFE\xFF\0a", 4, kCFStringEncodingUTF16, true, "a"},
    {"\xFF\xFE"
     "a\0",
     4, kCFStringEncodingUTF16, true, "a"},
    {"a\0", 2, kCFStringEncodingUTF16, true, "a"},
    {"a\0b", 3, kCFStringEncodingUTF16, false, NULL},
    {"\x34\xD8\x1E\xDD", 4, kCFStringEncodingUTF16LE, false, "𝄞"},
    {"a", 1, kCFStringEncodingInvalidId, false, NULL},
    {"", 0, kCFStringEncodingUTF8, false, ""},
    {"a", -1, kCFStringEncodingUTF8, false, NULL},
};

Test(cf_string_encoding, bytes_become_strings_or_are_refused)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const Row *const row = &rows[i];
        const CFStringRef string = CFStringCreateWithBytes(NULL, (const UInt8 *)row->bytes,
                                                           row->size, row->encoding, row->external);
        cr_assert_eq(string != NULL, row->text != NULL, "row %zu", i);
        if (string)
            assert_made(string, row->text);
    }
}

Test(cf_string_encoding, c_strings_come_in_and_out)
{
    char bytes[8];
    assert_made(CFStringCreateWithCString(NULL, "\xE9", kCFStringEncodingISOLatin1), "é");
    cr_assert(CFStringGetCString(CFSTR("é"), bytes, 2, kCFStringEncodingISOLatin1));
    cr_assert_str_eq(bytes, "\xE9");
    cr_assert_not(CFStringGetCString(CFSTR("é"), bytes, 8, kCFStringEncodingASCII));
    cr_assert_not(CFStringGetCString(CFSTR("€"), bytes, 8, kCFStringEncodingISOLatin1));
    cr_assert_not(CFStringGetCString(CFSTR("a"), bytes, 8, kCFStringEncodingInvalidId));
}

Test(cf_string_encoding, a_c_string_needs_room_for_its_nul)
{
    char bytes[8] = "xxxxxxx";
    cr_assert_not(CFStringGetCString(CFSTR("abc"), bytes, 3, kCFStringEncodingUTF8));
    cr_assert_not(CFStringGetCString(CFSTR(""), bytes, 0, kCFStringEncodingUTF8));
    cr_assert(CFStringGetCString(CFSTR("abc"), bytes, 4, kCFStringEncodingUTF8));
    cr_assert_str_eq(bytes, "abc");
    cr_assert_eq(bytes[4], 'x');
}

Test(cf_string_encoding, a_pointer_is_given_where_the_bytes_are_ready)
{
    cr_assert_str_eq(CFStringGetCStringPtr(CFSTR("abc"), kCFStringEncodingASCII), "abc");
    cr_assert_str_eq(CFStringGetCStringPtr(CFSTR("abc"), kCFStringEncodingMacRoman), "abc");
    cr_assert_str_eq(CFStringGetCStringPtr(CFSTR("ä"), kCFStringEncodingUTF8), "ä");
    cr_assert_null(CFStringGetCStringPtr(CFSTR("ä"), kCFStringEncodingISOLatin1));
    cr_assert_null(CFStringGetCStringPtr(CFSTR("abc"), kCFStringEncodingUTF16));
    const CFStringRef with_nul =
        CFStringCreateWithBytes(NULL, (const UInt8 *)"a\0b", 3, kCFStringEncodingUTF8, false);
    cr_assert_eq(CFStringGetLength(with_nul), 3);
    cr_assert_null(CFStringGetCStringPtr(with_nul, kCFStringEncodingUTF8));
    CFRelease(with_nul);
}

Test(cf_string_encoding, bytes_stop_where_the_buffer_is_full)
{
    UInt8 bytes[8];
    CFIndex used = 99;
    const CFRange all = {0, 4};
    cr_assert_eq(
        CFStringGetBytes(CFSTR("aéb€"), all, kCFStringEncodingUTF8, 0, false, bytes, 4, &used), 3);
    cr_assert_eq(used, 4);
    cr_assert_arr_eq(bytes,
                     "a\xC3\xA9"
                     "b",
                     4);
    cr_assert_eq(
        CFStringGetBytes(CFSTR("aéb€"), all, kCFStringEncodingUTF8, 0, false, NULL, 0, &used), 4);
    cr_assert_eq(used, 7);
}

Test(cf_string_encoding, what_an_encoding_lacks_stops_or_is_replaced)
{
    UInt8 bytes[8];
    CFIndex used = 99;
    const CFRange all = {0, 4};
    cr_assert_eq(
        CFStringGetBytes(CFSTR("a𝄞b"), all, kCFStringEncodingASCII, 0, false, bytes, 8, &used), 1);
    cr_assert_eq(used, 1);
    cr_assert_eq(
        CFStringGetBytes(CFSTR("a𝄞b"), all, kCFStringEncodingASCII, '?', false, bytes, 8, &used),
        4);
    cr_assert_eq(used, 3);
    cr_assert_arr_eq(bytes, "a?b", 3);
}

Test(cf_string_encoding, a_range_of_a_string_is_converted)
{
    UInt8 bytes[8];
    CFIndex used = 0;
    cr_assert_eq(CFStringGetBytes(CFSTR("xéy"), CFRangeMake(1, 1), kCFStringEncodingUTF16BE, 0,
                                  false, bytes, 8, &used),
                 1);
    cr_assert_eq(used, 2);
    cr_assert_arr_eq(bytes, "\0\xE9", 2);
}

Test(cf_string_encoding, external_representations_come_back)
{
    static const CFStringEncoding encodings[] = {kCFStringEncodingUTF8, kCFStringEncodingUTF16,
                                                 kCFStringEncodingUTF16BE,
                                                 kCFStringEncodingUTF16LE};
    for (size_t i = 0; i < 4; i++) {
        const CFDataRef data =
            CFStringCreateExternalRepresentation(NULL, CFSTR("a𝄞é"), encodings[i], 0);
        assert_made(CFStringCreateFromExternalRepresentation(NULL, data, encodings[i]), "a𝄞é");
        CFRelease(data);
    }
    cr_assert_null(
        CFStringCreateExternalRepresentation(NULL, CFSTR("é"), kCFStringEncodingASCII, 0));
    cr_assert_null(
        CFStringCreateExternalRepresentation(NULL, CFSTR("é"), kCFStringEncodingInvalidId, 0));
}

Test(cf_string_encoding, the_maximum_size_is_enough_for_any_string)
{
    cr_assert_eq(CFStringGetMaximumSizeForEncoding(10, kCFStringEncodingASCII), 10);
    cr_assert_eq(CFStringGetMaximumSizeForEncoding(10, kCFStringEncodingUTF8), 30);
    cr_assert_eq(CFStringGetMaximumSizeForEncoding(10, kCFStringEncodingUTF16), 20);
    cr_assert_eq(CFStringGetMaximumSizeForEncoding(LONG_MAX, kCFStringEncodingUTF8), kCFNotFound);
    cr_assert_eq(CFStringGetMaximumSizeForEncoding(1, kCFStringEncodingInvalidId), kCFNotFound);
    cr_assert(CFStringIsEncodingAvailable(CFStringGetSystemEncoding()));
    cr_assert_not(CFStringIsEncodingAvailable(kCFStringEncodingInvalidId));
}

Test(cf_string_encoding, paths_are_utf8)
{
    char bytes[8];
    cr_assert_eq(CFStringGetMaximumSizeOfFileSystemRepresentation(CFSTR("/é")), 4);
    cr_assert(CFStringGetFileSystemRepresentation(CFSTR("/é"), bytes, 4));
    cr_assert_str_eq(bytes, "/é");
    cr_assert_not(CFStringGetFileSystemRepresentation(CFSTR("/é"), bytes, 3));
}

Test(cf_string_encoding, bytes_handed_over_are_freed)
{
    char *const bytes = strdup("given");
    const CFStringRef string =
        CFStringCreateWithCStringNoCopy(NULL, bytes, kCFStringEncodingUTF8, NULL);
    assert_made(string, "given");
    assert_made(
        CFStringCreateWithCStringNoCopy(NULL, "kept", kCFStringEncodingUTF8, kCFAllocatorNull),
        "kept");
}
