/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "cf_string.h"

#include <stdlib.h>
#include <string.h>

static UniChar fold(UniChar unit, CFStringCompareFlags options)
{
    const bool upper = unit >= 'A' && unit <= 'Z';
    return upper && (options & kCFCompareCaseInsensitive) ? (UniChar)(unit - 'A' + 'a') : unit;
}

static bool is_digit(UniChar unit)
{
    return unit >= '0' && unit <= '9';
}

/** Read on through a number that begins with the digit `first`; `next` gets what follows it. A
 * number that is too large stays at the largest. */
static uint64_t read_number(UnitCursor *cursor, UniChar first, UniChar *next)
{
    uint64_t number = 0;
    for (*next = first; is_digit(*next); *next = unit_cursor_next(cursor)) {
        const uint64_t digit = (uint64_t)(*next - '0');
        number = number > (UINT64_MAX - digit) / 10 ? UINT64_MAX : number * 10 + digit;
    }
    return number;
}

static CFComparisonResult order(uint64_t a, uint64_t b)
{
    return a < b ? kCFCompareLessThan : a > b ? kCFCompareGreaterThan : kCFCompareEqualTo;
}

CFComparisonResult CFStringCompare(CFStringRef theString1, CFStringRef theString2,
                                   CFStringCompareFlags compareOptions)
{
    const StringView view1 = cf_string_view(theString1, __func__);
    const StringView view2 = cf_string_view(theString2, __func__);
    UnitCursor cursor1 = unit_cursor_at(view1, 0);
    UnitCursor cursor2 = unit_cursor_at(view2, 0);
    UniChar unit1 = unit_cursor_next(&cursor1);
    UniChar unit2 = unit_cursor_next(&cursor2);
    while (unit1 && unit2) {
        CFComparisonResult result = kCFCompareEqualTo;
        if ((compareOptions & kCFCompareNumerically) && is_digit(unit1) && is_digit(unit2)) {
            const uint64_t number1 = read_number(&cursor1, unit1, &unit1);
            result = order(number1, read_number(&cursor2, unit2, &unit2));
        } else {
            result = order(fold(unit1, compareOptions), fold(unit2, compareOptions));
            unit1 = unit_cursor_next(&cursor1);
            unit2 = unit_cursor_next(&cursor2);
        }
        if (result != kCFCompareEqualTo)
            return result;
    }
    return order(unit1, unit2);
}

static bool bytes_match(const char *a, const char *b, size_t size, CFStringCompareFlags options)
{
    for (size_t i = 0; i < size; i++)
        if (fold((unsigned char)a[i], options) != fold((unsigned char)b[i], options))
            return false;
    return true;
}

/** The byte at which `needle` stands in `hay`, SIZE_MAX if nowhere. */
static size_t find_bytes(StringView hay, StringView needle, CFStringCompareFlags options)
{
    if (needle.size > hay.size)
        return SIZE_MAX;
    const size_t last = hay.size - needle.size;
    const bool backwards = (options & kCFCompareBackwards) != 0;
    const size_t count = options & kCFCompareAnchored ? 1 : last + 1;
    for (size_t i = 0; i < count; i++) {
        const size_t at = backwards ? last - i : i;
        if (bytes_match(hay.bytes + at, needle.bytes, needle.size, options))
            return at;
    }
    return SIZE_MAX;
}

CFRange CFStringFind(CFStringRef theString, CFStringRef stringToFind,
                     CFStringCompareFlags compareOptions)
{
    const StringView hay = cf_string_view(theString, __func__);
    const StringView needle = cf_string_view(stringToFind, __func__);
    const size_t at = needle.size ? find_bytes(hay, needle, compareOptions) : SIZE_MAX;
    if (at == SIZE_MAX)
        return CFRangeMake(kCFNotFound, 0);
    return CFRangeMake(cf_utf16_length(hay.bytes, at), needle.length);
}

Boolean CFStringHasPrefix(CFStringRef theString, CFStringRef prefix)
{
    const StringView view = cf_string_view(theString, __func__);
    return find_bytes(view, cf_string_view(prefix, __func__), kCFCompareAnchored) == 0;
}

Boolean CFStringHasSuffix(CFStringRef theString, CFStringRef suffix)
{
    const StringView view = cf_string_view(theString, __func__);
    return find_bytes(view, cf_string_view(suffix, __func__),
                      kCFCompareAnchored | kCFCompareBackwards) != SIZE_MAX;
}

SInt32 CFStringGetIntValue(CFStringRef str)
{
    const char *at = cf_string_view(str, __func__).bytes;
    at += strspn(at, " \t\n\r");
    const bool negative = *at == '-';
    if (*at == '-' || *at == '+')
        at++;
    int64_t value = 0;
    for (; *at >= '0' && *at <= '9'; at++)
        value = value > INT32_MAX ? value : value * 10 + (*at - '0');
    const int64_t limit = negative ? -(int64_t)INT32_MIN : INT32_MAX;
    value = value > limit ? limit : value;
    return (SInt32)(negative ? -value : value);
}

double CFStringGetDoubleValue(CFStringRef str)
{
    const char *at = cf_string_view(str, __func__).bytes;
    at += strspn(at, " \t\n\r");
    const char *const digits = at + (*at == '-' || *at == '+');
    /* strtod would also take "inf", "nan" and "0x1p3". */
    const bool decimal = is_digit((unsigned char)digits[0]) || digits[0] == '.';
    if (!decimal || (digits[0] == '0' && (digits[1] | 0x20) == 'x'))
        return 0;
    const locale_t before = uselocale(c_locale());
    const double value = strtod(at, NULL);
    (void)uselocale(before);
    return value;
}
