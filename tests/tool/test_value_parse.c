/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/cf.h"
#include "tool/value_parse.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static json_t *parse_json(const char *text)
{
    json_t *const json = json_loads(text, JSON_DECODE_ANY, NULL);
    cr_assert_not_null(json, "%s", text);
    return json;
}

/* Parse JSON as a value that must be right; the caller cleans up. */
static ParsedValue parsed(HalValueType type, const char *text)
{
    ParsedValue value;
    Error error;
    json_t *const json = parse_json(text);
    cr_assert_eq(value_parse(type, json, "it", &value, &error), STATUS_OK, "%s: %s", text,
                 error.message);
    json_decref(json);
    return value;
}

static void expect_refused(HalValueType type, const char *text, const char *message)
{
    ParsedValue value;
    Error error = {.status = STATUS_OK};
    json_t *const json = parse_json(text);
    cr_expect_neq(value_parse(type, json, "it", &value, &error), STATUS_OK, "%s", text);
    cr_expect_str_eq(error.message, message);
    value_parse_cleanup(&value);
    json_decref(json);
}

Test(value_parse, numbers_come_as_json_and_as_text)
{
    cr_expect_eq(parsed(HAL_VALUE_FLOAT64, "48000").data.real, 48000);
    cr_expect_eq(parsed(HAL_VALUE_FLOAT64, "\"-1.5e3\"").data.real, -1500);
    cr_expect_eq(parsed(HAL_VALUE_FLOAT32, "\"0.25\"").data.single, 0.25F);
    cr_expect_eq(parsed(HAL_VALUE_FLOAT32, "0.25").size, sizeof(Float32));
    cr_expect_eq(parsed(HAL_VALUE_UINT32, "\"4294967295\"").data.integer, UINT32_MAX);
    cr_expect_eq(parsed(HAL_VALUE_UINT32, "7").size, sizeof(UInt32));
}

Test(value_parse, what_is_no_number_is_refused)
{
    expect_refused(HAL_VALUE_FLOAT64, "\"x\"", "it: expected a number, not x");
    expect_refused(HAL_VALUE_FLOAT64, "\"\"", "it: expected a number, not ");
    expect_refused(HAL_VALUE_FLOAT64, "\"1x\"", "it: expected a number, not 1x");
    expect_refused(HAL_VALUE_FLOAT64, "\"0x10\"", "it: expected a number, not 0x10");
    expect_refused(HAL_VALUE_FLOAT64, "\"inf\"", "it: expected a number, not inf");
    expect_refused(HAL_VALUE_FLOAT64, "\"1e999\"", "it: expected a number, not 1e999");
    expect_refused(HAL_VALUE_FLOAT64, "true", "it: expected a number, not true");
    expect_refused(HAL_VALUE_FLOAT64, "[1]", "it: expected a number, not [1]");
    expect_refused(HAL_VALUE_UINT32, "1.5", "it: expected a whole number, not 1.5");
    expect_refused(HAL_VALUE_UINT32, "-1", "it: expected a whole number, not -1");
    expect_refused(HAL_VALUE_UINT32, "4294967296", "it: expected a whole number, not 4294967296");
}

Test(value_parse, flags_have_several_words)
{
    static const char *const on[] = {"true", "1", "\"on\"", "\"true\"", "\"1\""};
    static const char *const off[] = {"false", "0", "\"off\"", "\"false\"", "\"0\""};
    for (size_t i = 0; i < sizeof on / sizeof *on; i++) {
        cr_expect_eq(parsed(HAL_VALUE_BOOLEAN, on[i]).data.integer, 1, "%s", on[i]);
        cr_expect_eq(parsed(HAL_VALUE_BOOLEAN, off[i]).data.integer, 0, "%s", off[i]);
    }
    expect_refused(HAL_VALUE_BOOLEAN, "2", "it: expected on or off, not 2");
    expect_refused(HAL_VALUE_BOOLEAN, "\"On\"", "it: expected on or off, not On");
}

Test(value_parse, codes_are_characters_or_numbers)
{
    cr_expect_eq(parsed(HAL_VALUE_FOUR_CHARS, "\"lpcm\"").data.integer, 'lpcm');
    cr_expect_eq(parsed(HAL_VALUE_FOUR_CHARS, "12").data.integer, 12);
    expect_refused(HAL_VALUE_FOUR_CHARS, "\"abc\"",
                   "it: expected four characters, or a whole number, not abc");
}

Test(value_parse, strings_are_text)
{
    ParsedValue value = parsed(HAL_VALUE_STRING, "\"a \xc3\xa9\"");
    cr_expect_eq(value.size, sizeof(CFStringRef));
    char *const text = cf_copy_text(value.data.object);
    cr_expect_str_eq(text, "a \xc3\xa9");
    free(text);
    value_parse_cleanup(&value);
    cr_expect_null(value.owned);
    expect_refused(HAL_VALUE_STRING, "1", "it: expected text, not 1");
}

Test(value_parse, property_lists_come_as_json_and_as_its_text)
{
    static const char *const texts[] = {"[1, \"x\"]", "\"[1, \\\"x\\\"]\""};
    for (size_t i = 0; i < 2; i++) {
        ParsedValue value = parsed(HAL_VALUE_PROPERTY_LIST, texts[i]);
        cr_expect_eq(cf_count(value.data.object), 2);
        value_parse_cleanup(&value);
    }
    ParsedValue number = parsed(HAL_VALUE_PROPERTY_LIST, "\"1.001\"");
    cr_expect_eq(CFGetTypeID(number.data.object), CFNumberGetTypeID());
    value_parse_cleanup(&number);
    expect_refused(HAL_VALUE_PROPERTY_LIST, "[null]", "it: null isn't a value: leave it out");
    expect_refused(HAL_VALUE_PROPERTY_LIST, "\"{\"",
                   "it: its JSON is wrong in line 1, column 1: string or '}' expected near end of "
                   "file");
}

Test(value_parse, types_that_nobody_can_write_down_are_refused)
{
    expect_refused(HAL_VALUE_FORMAT, "1", "it: values of its type can't be set");
}
