/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "portable/portable_tests.h"

#include <signal.h>

COUNTED_SUITE(cf_string);

#define GREETING "Grüße"

/* CFSTR is a constant expression, of any storage. */
static CFStringRef const file_scope = CFSTR(GREETING " " GREETING);
static const CFStringRef table[] = {CFSTR("one"), CFSTR(""),
                                    CFSTR("th"
                                          "ree")};

static CFStringRef returned_from_a_function(void)
{
    static CFStringRef const name = CFSTR("inner");
    return name ? name : CFSTR("other");
}

Test(cf_string, literals_are_strings)
{
    assert_text(file_scope, "Grüße Grüße");
    assert_text(table[0], "one");
    assert_text(table[1], "");
    assert_text(table[2], "three");
    assert_text(returned_from_a_function(), "inner");
    cr_assert_eq(CFGetTypeID(file_scope), CFStringGetTypeID());
    cr_assert_eq(CFStringGetLength(file_scope), 11);
}

/* As clang makes it of CFSTR for a Mac. */
extern const int __CFConstantStringClassReference[];
static const struct {
    const void *class_;
    uint32_t flags;
    const char *bytes;
    CFIndex length;
} compiled = {__CFConstantStringClassReference, 0x7c8, "inner", 5},
  compiled_wide = {__CFConstantStringClassReference, 0x7d0, "a\0b\0", 2};

Test(cf_string, constants_of_compilers_are_strings)
{
    const CFStringRef string = (CFStringRef)(const void *)&compiled;
    assert_text(string, "inner");
    cr_assert_eq(CFGetTypeID(string), CFStringGetTypeID());
    cr_assert(CFEqual(string, CFSTR("inner")));
    cr_assert_eq(CFHash(string), CFHash(CFSTR("inner")));
    cr_assert_eq(CFStringGetLength(string), 5);
    cr_assert_eq(CFRetain(string), string);
    CFRelease(string);
    CFRelease(string);
    const CFStringRef copy = CFStringCreateCopy(NULL, string);
    cr_assert_eq(copy, string);
    CFRelease(copy);
}

Test(cf_string, wide_constants_of_compilers_are_refused, .signal = SIGABRT)
{
    (void)CFStringGetLength((CFStringRef)(const void *)&compiled_wide);
}

Test(cf_string, literals_equal_made_strings)
{
    const CFStringRef string = make(GREETING);
    cr_assert(CFEqual(string, CFSTR(GREETING)));
    cr_assert(CFEqual(CFSTR(GREETING), string));
    cr_assert_eq(CFHash(string), CFHash(CFSTR(GREETING)));
    cr_assert_not(CFEqual(string, CFSTR("Gruße")));
    CFRelease(string);
}

Test(cf_string, a_string_may_look_like_a_literal)
{
    const CFStringRef string = make("CFStringCFString");
    cr_assert_eq(CFStringGetLength(string), 16);
    cr_assert_eq(CFGetRetainCount(string), 1);
    CFRelease(string);
}

Test(cf_string, length_counts_utf16_units)
{
    static const struct {
        const char *text;
        CFIndex length;
    } rows[] = {{"", 0}, {"a", 1}, {"é", 1}, {"€", 1}, {"𝄞", 2}, {"a𝄞é", 4}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const CFStringRef string = make(rows[i].text);
        cr_assert_eq(CFStringGetLength(string), rows[i].length, "%s", rows[i].text);
        CFRelease(string);
    }
}

Test(cf_string, characters_are_utf16_units)
{
    const CFStringRef string = CFSTR("a𝄞é");
    UniChar units[4] = {0};
    CFStringGetCharacters(string, CFRangeMake(0, 4), units);
    cr_assert_eq(units[0], 'a');
    cr_assert_eq(units[1], 0xD834);
    cr_assert_eq(units[2], 0xDD1E);
    cr_assert_eq(units[3], 0xE9);
    cr_assert_eq(CFStringGetCharacterAtIndex(string, 2), 0xDD1E);
    cr_assert_eq(CFStringGetCharacterAtIndex(CFSTR("abc"), 2), 'c');
    cr_assert_null(CFStringGetCharactersPtr(string));
}

Test(cf_string, characters_out_of_range_stop_the_program, .signal = SIGABRT)
{
    (void)CFStringGetCharacterAtIndex(CFSTR("abc"), 3);
}

Test(cf_string, strings_are_made_of_utf16_units)
{
    const UniChar units[] = {'a', 0xD834, 0xDD1E, 0xE9};
    assert_made(CFStringCreateWithCharacters(NULL, units, 4), "a𝄞é");
    assert_made(CFStringCreateWithCharacters(NULL, NULL, 0), "");
}

Test(cf_string, a_single_surrogate_is_kept)
{
    const UniChar units[] = {0xDD1E, 'x', 0xD834};
    const CFStringRef string = CFStringCreateWithCharacters(NULL, units, 3);
    UniChar back[3] = {0};
    char bytes[32];
    CFStringGetCharacters(string, CFRangeMake(0, 3), back);
    cr_assert_arr_eq(back, units, sizeof units);
    cr_assert_not(CFStringGetCString(string, bytes, sizeof bytes, kCFStringEncodingUTF8));
    cr_assert_null(CFStringGetCStringPtr(string, kCFStringEncodingUTF8));
    CFRelease(string);
}

Test(cf_string, substrings_may_split_a_pair_and_join_it_again)
{
    const CFStringRef whole = CFSTR("a𝄞b");
    const CFStringRef first = CFStringCreateWithSubstring(NULL, whole, CFRangeMake(0, 2));
    const CFStringRef second = CFStringCreateWithSubstring(NULL, whole, CFRangeMake(2, 2));
    const CFMutableStringRef joined = CFStringCreateMutableCopy(NULL, 0, first);
    CFStringAppend(joined, second);
    cr_assert(CFEqual(joined, whole));
    cr_assert_eq(CFHash(joined), CFHash(whole));
    cr_assert_eq(CFStringGetLength(joined), 4);
    CFRelease(first);
    CFRelease(second);
    CFRelease(joined);
}

Test(cf_string, a_copy_of_what_cannot_change_is_itself)
{
    const CFStringRef string = make("a");
    const CFStringRef copy = CFStringCreateCopy(NULL, string);
    cr_assert_eq(copy, string);
    CFRelease(copy);
    CFRelease(string);
    cr_assert_eq(CFStringCreateCopy(NULL, table[0]), table[0]);
}

Test(cf_string, a_copy_does_not_follow_the_original)
{
    const CFMutableStringRef original = CFStringCreateMutable(NULL, 0);
    CFStringAppend(original, CFSTR("before"));
    const CFStringRef copy = CFStringCreateCopy(NULL, original);
    CFStringAppend(original, CFSTR(" after"));
    assert_made(copy, "before");
    assert_made(original, "before after");
}

Test(cf_string, combined_strings_are_separated)
{
    const void *parts[] = {CFSTR("a"), CFSTR(""), CFSTR("ü")};
    const CFArrayRef array = CFArrayCreate(NULL, parts, 3, &kCFTypeArrayCallBacks);
    assert_made(CFStringCreateByCombiningStrings(NULL, array, CFSTR(", ")), "a, , ü");
    CFRelease(array);
}
