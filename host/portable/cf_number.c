/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include <CoreFoundation/CFNumber.h>

#include "cf_runtime.h"
#include "cf_string.h"

#include <math.h>
#include <string.h>

struct __CFBoolean {
    CFObject base;
    bool value;
};

struct __CFNumber {
    CFObject base;
    CFNumberType type; /* one of the six of a fixed size */
    union {
        int64_t integer;
        double real; /* also what is of type Float32 */
    };
};

typedef struct NumberType {
    CFNumberType fixed;
    CFIndex size;
    bool real;
} NumberType;

static const NumberType types[kCFNumberMaxType + 1] = {
    [kCFNumberSInt8Type] = {kCFNumberSInt8Type, 1, false},
    [kCFNumberSInt16Type] = {kCFNumberSInt16Type, 2, false},
    [kCFNumberSInt32Type] = {kCFNumberSInt32Type, 4, false},
    [kCFNumberSInt64Type] = {kCFNumberSInt64Type, 8, false},
    [kCFNumberFloat32Type] = {kCFNumberFloat32Type, 4, true},
    [kCFNumberFloat64Type] = {kCFNumberFloat64Type, 8, true},
    [kCFNumberCharType] = {kCFNumberSInt8Type, 1, false},
    [kCFNumberShortType] = {kCFNumberSInt16Type, 2, false},
    [kCFNumberIntType] = {kCFNumberSInt32Type, 4, false},
    [kCFNumberLongType] = {kCFNumberSInt64Type, 8, false},
    [kCFNumberLongLongType] = {kCFNumberSInt64Type, 8, false},
    [kCFNumberFloatType] = {kCFNumberFloat32Type, 4, true},
    [kCFNumberDoubleType] = {kCFNumberFloat64Type, 8, true},
    [kCFNumberCFIndexType] = {kCFNumberSInt64Type, 8, false},
    [kCFNumberNSIntegerType] = {kCFNumberSInt64Type, 8, false},
    [kCFNumberCGFloatType] = {kCFNumberFloat64Type, 8, true},
};
_Static_assert(sizeof(long) == 8 && sizeof(CFIndex) == 8, "the table is for LP64");

#define IMMORTAL(class_)                                                                           \
    {                                                                                              \
        &(class_), CF_IMMORTAL                                                                     \
    }
static const struct __CFBoolean true_object = {IMMORTAL(cf_boolean_class), true};
static const struct __CFBoolean false_object = {IMMORTAL(cf_boolean_class), false};
static const struct __CFNumber positive_infinity = {
    IMMORTAL(cf_number_class), kCFNumberFloat64Type, {.real = (double)INFINITY}};
static const struct __CFNumber negative_infinity = {
    IMMORTAL(cf_number_class), kCFNumberFloat64Type, {.real = (double)-INFINITY}};
static const struct __CFNumber not_a_number = {
    IMMORTAL(cf_number_class), kCFNumberFloat64Type, {.real = (double)NAN}};

const CFBooleanRef kCFBooleanTrue = &true_object;
const CFBooleanRef kCFBooleanFalse = &false_object;
const CFNumberRef kCFNumberPositiveInfinity = &positive_infinity;
const CFNumberRef kCFNumberNegativeInfinity = &negative_infinity;
const CFNumberRef kCFNumberNaN = &not_a_number;

static CFStringRef boolean_copy_description(CFTypeRef object)
{
    return ((CFBooleanRef)object)->value ? CFSTR("true") : CFSTR("false");
}

const CFClass cf_boolean_class = {
    .type = CF_TYPE_BOOLEAN, .name = "CFBoolean", .copy_description = boolean_copy_description};

CFTypeID CFBooleanGetTypeID(void)
{
    return CF_TYPE_BOOLEAN;
}

Boolean CFBooleanGetValue(CFBooleanRef boolean)
{
    cf_require(boolean, &cf_boolean_class, __func__);
    return boolean->value;
}

static bool is_real(CFNumberRef number)
{
    return types[number->type].real;
}

/** Whether an integer of 64 bits can be the number's value; if so, `integer` gets it. */
static bool real_is_integer(double real, int64_t *integer)
{
    if (!(real >= -0x1p63 && real < 0x1p63) || real != trunc(real))
        return false;
    *integer = (int64_t)real;
    return true;
}

static CFHashCode number_hash(CFTypeRef object)
{
    const CFNumberRef number = object;
    int64_t integer = 0;
    double real = number->real;
    if (!is_real(number))
        integer = number->integer;
    else if (!real_is_integer(real, &integer))
        return isnan(real) ? 1 : cf_hash_bytes(&real, sizeof real);
    return cf_hash_bytes(&integer, sizeof integer);
}

static bool number_equal(CFTypeRef a, CFTypeRef b)
{
    return CFNumberCompare(a, b, NULL) == kCFCompareEqualTo;
}

static CFStringRef number_copy_description(CFTypeRef object)
{
    const CFNumberRef number = object;
    Text text = {0};
    if (is_real(number))
        text_append_double(&text, number->real);
    else
        text_append_format(&text, "%lld", (long long)number->integer);
    return cf_string_adopt(&text);
}

const CFClass cf_number_class = {
    .type = CF_TYPE_NUMBER,
    .name = "CFNumber",
    .equal = number_equal,
    .hash = number_hash,
    .copy_description = number_copy_description,
};

CFTypeID CFNumberGetTypeID(void)
{
    return CF_TYPE_NUMBER;
}

static const NumberType *require_type(CFNumberType type, const char *function)
{
    if (type < 1 || type > kCFNumberMaxType)
        cf_fatal(function, "there is no number type %ld", (long)type);
    return &types[type];
}

/** Read an integer of `size` bytes. */
static int64_t load_integer(const void *from, CFIndex size)
{
    int8_t i8 = 0;
    int16_t i16 = 0;
    int32_t i32 = 0;
    int64_t i64 = 0;
    void *const places[] = {&i8, &i16, &i32, &i64};
    const size_t which = size == 1 ? 0 : size == 2 ? 1 : size == 4 ? 2 : 3;
    memcpy(places[which], from, (size_t)size);
    return i8 + i16 + i32 + i64; /* all but one are 0 */
}

CFNumberRef CFNumberCreate(CFAllocatorRef allocator, CFNumberType theType, const void *valuePtr)
{
    const NumberType *const type = require_type(theType, __func__);
    struct __CFNumber *const number = cf_new(&cf_number_class, sizeof *number);
    if (!number)
        return NULL;
    number->type = type->fixed;
    if (type->real && type->size == 4) {
        float value = 0;
        memcpy(&value, valuePtr, sizeof value);
        number->real = (double)value;
    } else if (type->real) {
        memcpy(&number->real, valuePtr, sizeof number->real);
    } else {
        number->integer = load_integer(valuePtr, type->size);
    }
    return number;
}

CFNumberType CFNumberGetType(CFNumberRef number)
{
    cf_require(number, &cf_number_class, __func__);
    return number->type;
}

CFIndex CFNumberGetByteSize(CFNumberRef number)
{
    return types[CFNumberGetType(number)].size;
}

Boolean CFNumberIsFloatType(CFNumberRef number)
{
    return types[CFNumberGetType(number)].real;
}

/** Store the nearest real number; true if it is the number itself. */
static bool get_real(CFNumberRef number, CFIndex size, void *to)
{
    const double real = is_real(number) ? number->real : (double)number->integer;
    int64_t back = 0;
    bool exact = is_real(number) || (real_is_integer(real, &back) && back == number->integer);
    if (size == 8) {
        memcpy(to, &real, sizeof real);
        return exact;
    }
    const float narrow = (float)real;
    memcpy(to, &narrow, sizeof narrow);
    return exact && ((double)narrow == real || isnan(real));
}

/** Store the nearest integer towards zero; true if it is the number itself. */
static bool get_integer(CFNumberRef number, CFIndex size, void *to)
{
    int64_t value = is_real(number) ? 0 : number->integer;
    bool exact = true;
    if (is_real(number)) {
        exact = real_is_integer(number->real, &value);
        if (!exact && number->real >= 0x1p63)
            value = INT64_MAX;
        else if (!exact && number->real < -0x1p63)
            value = INT64_MIN;
        else if (!exact && !isnan(number->real))
            value = (int64_t)number->real;
    }
    const int64_t largest = size == 8 ? INT64_MAX : ((int64_t)1 << (8 * size - 1)) - 1;
    const int64_t nearest = value > largest ? largest : value < -largest - 1 ? -largest - 1 : value;
    /* The low bytes come first on every machine that the facts about layouts cover. */
    memcpy(to, &nearest, (size_t)size);
    return exact && nearest == value;
}

Boolean CFNumberGetValue(CFNumberRef number, CFNumberType theType, void *valuePtr)
{
    cf_require(number, &cf_number_class, __func__);
    const NumberType *const type = require_type(theType, __func__);
    return type->real ? get_real(number, type->size, valuePtr)
                      : get_integer(number, type->size, valuePtr);
}

#define ORDER(a, b)                                                                                \
    ((a) < (b) ? kCFCompareLessThan : (a) > (b) ? kCFCompareGreaterThan : kCFCompareEqualTo)

static CFComparisonResult compare_integer_to_real(int64_t integer, double real)
{
    if (real >= 0x1p63)
        return kCFCompareLessThan;
    if (real < -0x1p63)
        return kCFCompareGreaterThan;
    const int64_t whole = (int64_t)real;
    if (integer != whole)
        return ORDER(integer, whole);
    return ORDER(0.0, real - (double)whole);
}

static bool is_negative(CFNumberRef number)
{
    return is_real(number) ? number->real < 0 : number->integer < 0;
}

/** One of the two at least is not a number. */
static CFComparisonResult compare_nan(CFNumberRef a, CFNumberRef b)
{
    const bool nan_a = is_real(a) && isnan(a->real);
    const bool nan_b = is_real(b) && isnan(b->real);
    if (nan_a && nan_b)
        return kCFCompareEqualTo;
    if (nan_a)
        return is_negative(b) ? kCFCompareGreaterThan : kCFCompareLessThan;
    return is_negative(a) ? kCFCompareLessThan : kCFCompareGreaterThan;
}

CFComparisonResult CFNumberCompare(CFNumberRef number, CFNumberRef otherNumber, void *context)
{
    cf_require(number, &cf_number_class, __func__);
    cf_require(otherNumber, &cf_number_class, __func__);
    const bool real = is_real(number);
    const bool other_real = is_real(otherNumber);
    if ((real && isnan(number->real)) || (other_real && isnan(otherNumber->real)))
        return compare_nan(number, otherNumber);
    if (real && other_real)
        return ORDER(number->real, otherNumber->real);
    if (!real && !other_real)
        return ORDER(number->integer, otherNumber->integer);
    if (!real)
        return compare_integer_to_real(number->integer, otherNumber->real);
    return (CFComparisonResult)-compare_integer_to_real(otherNumber->integer, number->real);
}
