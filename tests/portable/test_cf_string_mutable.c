/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "portable/portable_tests.h"

#include <signal.h>

COUNTED_SUITE(cf_string_mutable);

Test(cf_string_mutable, text_is_appended)
{
    static const UniChar units[] = {0xD834, 0xDD1E};
    const CFMutableStringRef string = CFStringCreateMutable(NULL, 0);
    cr_assert_eq(CFStringGetLength(string), 0);
    CFStringAppend(string, CFSTR("a"));
    CFStringAppendCString(string, "\xE9", kCFStringEncodingISOLatin1);
    CFStringAppendCharacters(string, units, 2);
    CFStringAppendFormat(string, NULL, CFSTR("-%d"), 5);
    cr_assert_eq(CFStringGetLength(string), 6);
    assert_made(string, "aé𝄞-5");
}

Test(cf_string_mutable, a_string_is_appended_to_itself)
{
    const CFMutableStringRef string = CFStringCreateMutableCopy(NULL, 0, CFSTR("ab"));
    for (int i = 0; i < 5; i++)
        CFStringAppend(string, string);
    cr_assert_eq(CFStringGetLength(string), 64);
    CFRelease(string);
}

Test(cf_string_mutable, bytes_that_are_not_valid_change_nothing)
{
    const CFMutableStringRef string = CFStringCreateMutableCopy(NULL, 0, CFSTR("ab"));
    CFStringAppendCString(string, "\xFF", kCFStringEncodingUTF8);
    assert_made(string, "ab");
}

Test(cf_string_mutable, all_is_replaced)
{
    const CFMutableStringRef string = CFStringCreateMutableCopy(NULL, 0, CFSTR("ab"));
    CFStringReplaceAll(string, CFSTR("é"));
    cr_assert_eq(CFStringGetLength(string), 1);
    CFStringReplaceAll(string, string);
    assert_made(string, "é");
}

Test(cf_string_mutable, a_literal_cannot_change, .signal = SIGABRT)
{
    CFStringAppend(changeable(CFSTR("a")), CFSTR("b"));
}

Test(cf_string_mutable, a_made_string_cannot_change, .signal = SIGABRT)
{
    CFStringAppend(changeable(make("a")), CFSTR("b"));
}
