/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/cf.h"
#include "tool/cf_json.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

static void expect_line(json_t *value, const char *expected)
{
    char *const line = json_line(value);
    cr_expect_str_eq(line, expected);
    free(line);
}

/* Convert, and release the object. */
static void expect_json(CFTypeRef value, const char *expected)
{
    expect_line(cf_json(value), expected);
    cf_release(value);
}

static CFNumberRef number(double value)
{
    return CFNumberCreate(NULL, kCFNumberFloat64Type, &value);
}

Test(cf_json, single_values)
{
    const int64_t large = INT64_MIN;
    const UInt8 bytes[] = {0, 0x7f, 0xff};
    expect_json(cf_copy_string("a \"b\" \xc3\xa9"), "\"a \\\"b\\\" \xc3\xa9\"");
    expect_json(CFNumberCreate(NULL, kCFNumberSInt64Type, &large), "-9223372036854775808");
    expect_json(number(-0.1), "-0.1");
    expect_json(number(48000), "48000.0");
    expect_json(number((double)NAN), "null");
    expect_json(number((double)INFINITY), "null");
    expect_json(CFRetain(kCFBooleanTrue), "true");
    expect_json(CFRetain(kCFBooleanFalse), "false");
    expect_json(CFDataCreate(NULL, bytes, 3), "\"007fff\"");
    expect_json(NULL, "null");
}

Test(cf_json, containers)
{
    CFMutableDictionaryRef dictionary = CFDictionaryCreateMutable(
        NULL, 0, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
    CFMutableArrayRef array = CFArrayCreateMutable(NULL, 0, &kCFTypeArrayCallBacks);
    CFNumberRef const half = number(0.5);
    CFArrayAppendValue(array, half);
    CFArrayAppendValue(array, CFSTR("x"));
    CFDictionarySetValue(dictionary, CFSTR("b"), array);
    CFDictionarySetValue(dictionary, CFSTR("a"), kCFBooleanTrue);
    cf_release(half);
    cf_release(array);
    expect_json(dictionary, "{\"a\": true, \"b\": [0.5, \"x\"]}");
}

Test(cf_json, floats_are_as_short_as_can_be)
{
    expect_line(json_float(0.1F), "0.1");
    expect_line(json_float(-96.0F), "-96.0");
    expect_line(json_float(16777216.0F), "16777216.0");
    expect_line(json_float(1.0F / 3), "0.33333334");
    expect_line(json_float(NAN), "null");
    expect_line(json_number((double)-INFINITY), "null");
}

Test(cf_json, members_and_what_is_no_member)
{
    CFMutableDictionaryRef dictionary = CFDictionaryCreateMutable(
        NULL, 0, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
    CFNumberRef const three = number(3);
    CFDictionarySetValue(dictionary, CFSTR("three"), three);
    CFDictionarySetValue(dictionary, CFSTR("yes"), kCFBooleanTrue);
    CFDictionarySetValue(dictionary, CFSTR("text"), CFSTR("\xc3\xa9"));
    cr_expect_float_eq(cf_member_number(dictionary, "three", 7), 3, 0);
    cr_expect_eq(cf_member_integer(dictionary, "three", 7), 3);
    cr_expect_float_eq(cf_member_number(dictionary, "yes", 7), 1, 0);
    cr_expect_float_eq(cf_member_number(dictionary, "text", 7), 7, 0);
    cr_expect_eq(cf_member_integer(dictionary, "none", 7), 7);
    cr_expect_eq(cf_member_integer(three, "three", 7), 7, "no dictionary at all");
    cr_expect_eq(cf_member_integer(NULL, "three", 7), 7);
    char *const text = cf_copy_member_text(dictionary, "text");
    cr_expect_str_eq(text, "\xc3\xa9");
    free(text);
    cr_expect_null(cf_copy_member_text(dictionary, "three"));
    cr_expect_eq(cf_count(dictionary), 0, "no array");
    cf_release(three);
    cf_release(dictionary);
}
