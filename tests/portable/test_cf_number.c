/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "portable/portable_tests.h"

#include <math.h>
#include <signal.h>

COUNTED_SUITE(cf_number);

static CFNumberRef make_integer(int64_t value)
{
    return CFNumberCreate(NULL, kCFNumberSInt64Type, &value);
}

static CFNumberRef make_real(double value)
{
    return CFNumberCreate(NULL, kCFNumberFloat64Type, &value);
}

Test(cf_number, types_become_those_of_a_fixed_size)
{
    static const struct {
        CFNumberType type, fixed;
        CFIndex size;
    } rows[] = {
        {kCFNumberSInt8Type, kCFNumberSInt8Type, 1},
        {kCFNumberSInt16Type, kCFNumberSInt16Type, 2},
        {kCFNumberSInt32Type, kCFNumberSInt32Type, 4},
        {kCFNumberSInt64Type, kCFNumberSInt64Type, 8},
        {kCFNumberFloat32Type, kCFNumberFloat32Type, 4},
        {kCFNumberFloat64Type, kCFNumberFloat64Type, 8},
        {kCFNumberCharType, kCFNumberSInt8Type, 1},
        {kCFNumberShortType, kCFNumberSInt16Type, 2},
        {kCFNumberIntType, kCFNumberSInt32Type, 4},
        {kCFNumberLongType, kCFNumberSInt64Type, 8},
        {kCFNumberLongLongType, kCFNumberSInt64Type, 8},
        {kCFNumberFloatType, kCFNumberFloat32Type, 4},
        {kCFNumberDoubleType, kCFNumberFloat64Type, 8},
        {kCFNumberCFIndexType, kCFNumberSInt64Type, 8},
        {kCFNumberNSIntegerType, kCFNumberSInt64Type, 8},
        {kCFNumberCGFloatType, kCFNumberFloat64Type, 8},
    };
    static const char zeros[8];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const CFNumberRef number = CFNumberCreate(NULL, rows[i].type, zeros);
        char back[9] = "xxxxxxxx";
        cr_assert_eq(CFNumberGetType(number), rows[i].fixed);
        cr_assert_eq(CFNumberGetByteSize(number), rows[i].size);
        cr_assert_eq(CFNumberIsFloatType(number), rows[i].fixed == kCFNumberFloat32Type ||
                                                      rows[i].fixed == kCFNumberFloat64Type);
        cr_assert(CFNumberGetValue(number, rows[i].type, back));
        cr_assert_arr_eq(back, zeros, (size_t)rows[i].size);
        cr_assert_eq(back[rows[i].size], rows[i].size == 8 ? 0 : 'x');
        CFRelease(number);
    }
}

Test(cf_number, signs_survive_each_size)
{
    const int8_t i8 = -3;
    const int16_t i16 = -300;
    const int32_t i32 = -70000;
    const void *const values[] = {&i8, &i16, &i32};
    static const int64_t expected[] = {-3, -300, -70000};
    for (CFNumberType type = kCFNumberSInt8Type; type <= kCFNumberSInt32Type; type++) {
        const CFNumberRef number = CFNumberCreate(NULL, type, values[type - 1]);
        int64_t back = 0;
        cr_assert(CFNumberGetValue(number, kCFNumberSInt64Type, &back));
        cr_assert_eq(back, expected[type - 1]);
        CFRelease(number);
    }
}

static void assert_integer(CFNumberRef number, CFNumberType type, bool exact, int64_t expected)
{
    int64_t value = 0; /* the bytes that a smaller type leaves alone stay 0 */
    cr_assert_eq(CFNumberGetValue(number, type, &value), exact);
    const CFNumberRef back = CFNumberCreate(NULL, type, &value);
    cr_assert(CFNumberGetValue(back, kCFNumberSInt64Type, &value));
    cr_assert_eq(value, expected, "%lld", (long long)value);
    CFRelease(back);
    CFRelease(number);
}

Test(cf_number, integers_that_do_not_fit_say_so_and_give_the_nearest)
{
    assert_integer(make_integer(127), kCFNumberSInt8Type, true, 127);
    assert_integer(make_integer(128), kCFNumberSInt8Type, false, 127);
    assert_integer(make_integer(-128), kCFNumberSInt8Type, true, -128);
    assert_integer(make_integer(-129), kCFNumberSInt8Type, false, -128);
    assert_integer(make_integer(40000), kCFNumberShortType, false, 32767);
    assert_integer(make_integer(INT64_MAX), kCFNumberIntType, false, INT32_MAX);
    assert_integer(make_integer(INT64_MIN), kCFNumberIntType, false, INT32_MIN);
    assert_integer(make_integer(INT64_MIN), kCFNumberLongType, true, INT64_MIN);
}

Test(cf_number, reals_that_are_not_integers_say_so)
{
    assert_integer(make_real(3.0), kCFNumberIntType, true, 3);
    assert_integer(make_real(-3.9), kCFNumberIntType, false, -3);
    assert_integer(make_real(0.5), kCFNumberSInt64Type, false, 0);
    assert_integer(make_real(1e300), kCFNumberSInt64Type, false, INT64_MAX);
    assert_integer(make_real(-1e300), kCFNumberSInt64Type, false, INT64_MIN);
    assert_integer(make_real(0x1p63), kCFNumberSInt64Type, false, INT64_MAX);
    assert_integer(make_real(-0x1p63), kCFNumberSInt64Type, true, INT64_MIN);
    assert_integer(make_real((double)NAN), kCFNumberSInt64Type, false, 0);
    assert_integer(make_real((double)INFINITY), kCFNumberSInt8Type, false, 127);
    assert_integer(make_real(200.0), kCFNumberSInt8Type, false, 127);
}

static void assert_real(CFNumberRef number, CFNumberType type, bool exact, double expected)
{
    double real = 99;
    float narrow = 99;
    const bool is_narrow = type == kCFNumberFloat32Type;
    cr_assert_eq(CFNumberGetValue(number, type, is_narrow ? (void *)&narrow : (void *)&real),
                 exact);
    real = is_narrow ? (double)narrow : real;
    cr_assert(real == expected || (isnan(real) && isnan(expected)), "%g", real);
    CFRelease(number);
}

Test(cf_number, reals_that_lose_digits_say_so)
{
    const int64_t odd = (1LL << 53) + 1;
    assert_real(make_real(0.5), kCFNumberFloat32Type, true, 0.5);
    assert_real(make_real(0.1), kCFNumberFloat32Type, false, (double)0.1F);
    assert_real(make_real(1e300), kCFNumberFloat32Type, false, (double)INFINITY);
    assert_real(make_real((double)INFINITY), kCFNumberFloat32Type, true, (double)INFINITY);
    assert_real(make_real((double)NAN), kCFNumberFloat32Type, true, (double)NAN);
    assert_real(make_integer(odd - 1), kCFNumberFloat64Type, true, 0x1p53);
    assert_real(make_integer(odd), kCFNumberFloat64Type, false, 0x1p53);
    assert_real(make_integer((1 << 24) + 1), kCFNumberFloat32Type, false, 0x1p24);
    assert_real(make_integer(INT64_MAX), kCFNumberFloat64Type, false, 0x1p63);
    assert_real(make_integer(-7), kCFNumberFloat64Type, true, -7.0);
}

Test(cf_number, numbers_compare_by_value)
{
    /* In ascending order; each is a number of its own. */
    const CFNumberRef ordered[] = {
        make_real((double)-INFINITY),
        make_real(-1e300),
        make_integer(INT64_MIN),
        make_real(-1.5),
        make_integer(-1),
        CFRetain(kCFNumberNaN),
        make_integer(0),
        make_real(0.25),
        make_integer(1),
        make_real(0x1p53),
        make_integer((1LL << 53) + 1),
        make_integer(INT64_MAX),
        make_real(0x1p63),
        make_real((double)INFINITY),
    };
    const size_t count = sizeof ordered / sizeof ordered[0];
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++)
            cr_assert_eq(CFNumberCompare(ordered[i], ordered[j], NULL),
                         i < j   ? kCFCompareLessThan
                         : i > j ? kCFCompareGreaterThan
                                 : kCFCompareEqualTo,
                         "%zu, %zu", i, j);
    for (size_t i = 0; i < count; i++)
        CFRelease(ordered[i]);
}

static void assert_same(CFNumberRef a, CFNumberRef b)
{
    cr_assert(CFEqual(a, b));
    cr_assert_eq(CFHash(a), CFHash(b));
    CFRelease(a);
    CFRelease(b);
}

Test(cf_number, equal_numbers_hash_alike)
{
    const int8_t five = 5;
    const float half = 0.5F;
    assert_same(make_integer(5), make_real(5.0));
    assert_same(CFNumberCreate(NULL, kCFNumberSInt8Type, &five), make_integer(5));
    assert_same(CFNumberCreate(NULL, kCFNumberFloat32Type, &half), make_real(0.5));
    assert_same(make_real(0.0), make_real(-0.0));
    assert_same(make_real((double)NAN), CFRetain(kCFNumberNaN));
    assert_same(make_real((double)INFINITY), CFRetain(kCFNumberPositiveInfinity));
    assert_same(make_real(-0x1p63), make_integer(INT64_MIN));
}

Test(cf_number, booleans_are_no_numbers)
{
    const CFNumberRef one = make_int(1);
    cr_assert_not(CFEqual(kCFBooleanTrue, one));
    cr_assert_not(CFEqual(kCFBooleanTrue, kCFBooleanFalse));
    cr_assert(CFBooleanGetValue(kCFBooleanTrue));
    cr_assert_not(CFBooleanGetValue(kCFBooleanFalse));
    CFRelease(one);
}

Test(cf_number, descriptions_give_the_number_back)
{
    const CFNumberRef number = make_real(0.1);
    assert_made(CFCopyDescription(number), "0.1");
    CFRelease(number);
    const CFNumberRef integer = make_integer(INT64_MIN);
    assert_made(CFCopyDescription(integer), "-9223372036854775808");
    CFRelease(integer);
}

Test(cf_number, an_unknown_type_stops_the_program, .signal = SIGABRT)
{
    const int value = 1;
    (void)CFNumberCreate(NULL, 17, &value);
}
