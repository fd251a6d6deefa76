/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "portable/portable_tests.h"

COUNTED_SUITE(cf_string_format);

#define assert_format(expected, ...)                                                               \
    assert_made(CFStringCreateWithFormat(NULL, NULL, __VA_ARGS__), expected)

Test(cf_string_format, integers)
{
    assert_format("7 -7 ff 0XFF 17", CFSTR("%d %i %x %#X %o"), 7, -7, 255, 255, 15);
    assert_format("4294967295", CFSTR("%u"), 4294967295U);
    assert_format("-9223372036854775808 18446744073709551615", CFSTR("%lld %llu"), INT64_MIN,
                  UINT64_MAX);
    assert_format("1 2 3 4 5", CFSTR("%ld %zu %jd %td %qd"), 1L, (size_t)2, (intmax_t)3,
                  (ptrdiff_t)4, 5LL);
    assert_format("44 1", CFSTR("%hhd %hd"), 300, 65537);
    assert_format("[  042][42   ][+42]", CFSTR("[%5.3d][%-5d][%+d]"), 42, 42, 42);
}

Test(cf_string_format, reals)
{
    assert_format("3.14 1e+10 0.5 0x1p+0", CFSTR("%.2f %g %g %a"), 3.14159, 1e10, 0.5, 1.0);
    assert_format("2.500000", CFSTR("%Lf"), 2.5L);
    assert_format("[    1.50]", CFSTR("[%*.*f]"), 8, 2, 1.5);
}

Test(cf_string_format, text)
{
    static const UniChar units[] = {'u', 0xE9, 0};
    assert_format("a|  é|é  |ab|%", CFSTR("%s|%3s|%-3s|%.2s|%%"), "a", "é", "é", "abc");
    assert_format("A é uéS", CFSTR("%c %C %SS"), 'A', 0xE9, units);
    assert_format("(null) (null)", CFSTR("%s %@"), NULL, NULL);
    assert_format("\xEF\xBF\xBDx", CFSTR("%s"), "\xFFx");
}

Test(cf_string_format, objects)
{
    const CFNumberRef number = make_int(5);
    const void *values[] = {number, CFSTR("two"), kCFBooleanTrue, kCFNull};
    const CFArrayRef array = CFArrayCreate(NULL, values, 4, &kCFTypeArrayCallBacks);
    assert_format("5 two", CFSTR("%@ %@"), number, CFSTR("two"));
    assert_format("(5, \"two\", true, <null>)", CFSTR("%@"), array);
    assert_format("[  two]", CFSTR("[%5@]"), CFSTR("two"));
    CFRelease(array);
    CFRelease(number);
}

Test(cf_string_format, positions)
{
    assert_format("two 1", CFSTR("%2$@ %1$d"), 1, CFSTR("two"));
    assert_format("3 3 1.5", CFSTR("%1$d %1$d %2$.1f"), 3, 1.5);
    assert_format("[   9]", CFSTR("[%2$*1$d]"), 4, 9);
}

Test(cf_string_format, what_is_no_conversion_is_left_out)
{
    assert_format("x", CFSTR("x%"));
    assert_format("1 2", CFSTR("%d %!%d"), 1, 2);
}

Test(cf_string_format, the_options_of_os_log_are_skipped)
{
    assert_format("a 1", CFSTR("%{public}s %{private}d"), "a", 1);
}

Test(cf_string_format, a_long_result_is_whole)
{
    char long_text[2001];
    memset(long_text, 'x', 2000);
    long_text[2000] = 0;
    const CFStringRef string =
        CFStringCreateWithFormat(NULL, NULL, CFSTR("%s%0700d"), long_text, 1);
    cr_assert_eq(CFStringGetLength(string), 2700);
    cr_assert_eq(CFStringGetCharacterAtIndex(string, 2699), '1');
    CFRelease(string);
}

Test(cf_string_format, the_format_may_be_in_any_script)
{
    assert_format("𝄞 1 Größe", CFSTR("𝄞 %d Größe"), 1);
}
