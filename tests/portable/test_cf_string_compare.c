/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "portable/portable_tests.h"

#include <limits.h>

COUNTED_SUITE(cf_string_compare);

typedef struct Row {
    CFStringRef a, b;
    CFStringCompareFlags options;
    CFComparisonResult result;
} Row;

static const Row rows[] = {
    {CFSTR("a"), CFSTR("a"), 0, kCFCompareEqualTo},
    {CFSTR("a"), CFSTR("b"), 0, kCFCompareLessThan},
    {CFSTR("a"), CFSTR("B"), 0, kCFCompareGreaterThan},
    {CFSTR("a"), CFSTR("B"), kCFCompareCaseInsensitive, kCFCompareLessThan},
    {CFSTR("aBc"), CFSTR("AbC"), kCFCompareCaseInsensitive, kCFCompareEqualTo},
    {CFSTR("a"), CFSTR("ab"), 0, kCFCompareLessThan},
    {CFSTR(""), CFSTR(""), 0, kCFCompareEqualTo},
    {CFSTR("ab"), CFSTR(""), 0, kCFCompareGreaterThan},
    {CFSTR("f10"), CFSTR("f9"), 0, kCFCompareLessThan},
    {CFSTR("f10"), CFSTR("f9"), kCFCompareNumerically, kCFCompareGreaterThan},
    {CFSTR("f010"), CFSTR("f10x"), kCFCompareNumerically, kCFCompareLessThan},
    /* By UTF-16 units: a pair comes before U+E000 and above, though its code point doesn't. */
    {CFSTR("𝄞"), CFSTR("ﬁ"), 0, kCFCompareLessThan},
};

Test(cf_string_compare, strings_are_ordered)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const Row *const row = &rows[i];
        cr_assert_eq(CFStringCompare(row->a, row->b, row->options), row->result, "row %zu", i);
        cr_assert_eq(CFStringCompare(row->b, row->a, row->options), -row->result, "row %zu", i);
    }
}

Test(cf_string_compare, prefixes_and_suffixes)
{
    cr_assert(CFStringHasPrefix(CFSTR("über"), CFSTR("ü")));
    cr_assert(CFStringHasPrefix(CFSTR("über"), CFSTR("")));
    cr_assert_not(CFStringHasPrefix(CFSTR("ü"), CFSTR("über")));
    cr_assert_not(CFStringHasPrefix(CFSTR("über"), CFSTR("b")));
    cr_assert(CFStringHasSuffix(CFSTR("a.driver"), CFSTR(".driver")));
    cr_assert_not(CFStringHasSuffix(CFSTR("a.driver "), CFSTR(".driver")));
    cr_assert_not(CFStringHasSuffix(CFSTR("r"), CFSTR(".driver")));
}

static void assert_found(CFStringRef hay, CFStringRef needle, CFStringCompareFlags options,
                         CFIndex location, CFIndex length)
{
    const CFRange range = CFStringFind(hay, needle, options);
    cr_assert_eq(range.location, location);
    cr_assert_eq(range.length, length);
}

Test(cf_string_compare, strings_are_found)
{
    assert_found(CFSTR("𝄞abcabc"), CFSTR("bc"), 0, 3, 2);
    assert_found(CFSTR("𝄞abcabc"), CFSTR("bc"), kCFCompareBackwards, 6, 2);
    assert_found(CFSTR("abc"), CFSTR("BC"), 0, kCFNotFound, 0);
    assert_found(CFSTR("abc"), CFSTR("BC"), kCFCompareCaseInsensitive, 1, 2);
    assert_found(CFSTR("abc"), CFSTR("bc"), kCFCompareAnchored, kCFNotFound, 0);
    assert_found(CFSTR("abc"), CFSTR("bc"), kCFCompareAnchored | kCFCompareBackwards, 1, 2);
    assert_found(CFSTR("abc"), CFSTR(""), 0, kCFNotFound, 0);
    assert_found(CFSTR("a"), CFSTR("aa"), 0, kCFNotFound, 0);
}

Test(cf_string_compare, strings_begin_with_integers)
{
    cr_assert_eq(CFStringGetIntValue(CFSTR(" -12x")), -12);
    cr_assert_eq(CFStringGetIntValue(CFSTR("+7")), 7);
    cr_assert_eq(CFStringGetIntValue(CFSTR("x7")), 0);
    cr_assert_eq(CFStringGetIntValue(CFSTR("99999999999999999999")), INT_MAX);
    cr_assert_eq(CFStringGetIntValue(CFSTR("-99999999999999999999")), INT_MIN);
    cr_assert_eq(CFStringGetIntValue(CFSTR("-2147483648")), INT_MIN);
    cr_assert_eq(CFStringGetIntValue(CFSTR("")), 0);
}

Test(cf_string_compare, strings_begin_with_reals)
{
    cr_assert_eq(CFStringGetDoubleValue(CFSTR(" -1.5e3x")), -1500.0);
    cr_assert_eq(CFStringGetDoubleValue(CFSTR(".5")), 0.5);
    cr_assert_eq(CFStringGetDoubleValue(CFSTR("inf")), 0.0);
    cr_assert_eq(CFStringGetDoubleValue(CFSTR("nan")), 0.0);
    cr_assert_eq(CFStringGetDoubleValue(CFSTR("0x10")), 0.0);
    cr_assert_eq(CFStringGetDoubleValue(CFSTR("")), 0.0);
}
