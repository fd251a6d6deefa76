/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/value_parse.h"
#include "tool/cf.h"
#include "tool/json_cf.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool value_parse_number(json_t *value, double *number)
{
    const char *const text = json_string_value(value);
    if (!text) {
        *number = json_number_value(value);
        return json_is_number(value);
    }
    char *end = NULL;
    const bool is_decimal = *text && strspn(text, "+-.0123456789eE") == strlen(text);
    *number = is_decimal ? strtod(text, &end) : 0;
    return is_decimal && !*end && isfinite(*number);
}

bool value_parse_flag(json_t *value, bool *flag)
{
    static const char *const names[][2] = {{"off", "on"}, {"false", "true"}, {"0", "1"}};
    const char *const text = json_string_value(value);
    *flag = json_is_true(value) || json_integer_value(value) == 1;
    if (!text)
        return *flag || json_is_false(value) ||
               (json_is_integer(value) && !json_integer_value(value));
    for (size_t i = 0; i < 2 * sizeof names / sizeof *names; i++) {
        if (strcmp(names[i / 2][i % 2], text) == 0) {
            *flag = i % 2;
            return true;
        }
    }
    return false;
}

static bool parse_flag(json_t *value, ParsedValue *parsed, Error *error)
{
    bool flag = false;
    const bool is_flag = value_parse_flag(value, &flag);
    parsed->data.integer = flag;
    parsed->size = sizeof parsed->data.integer;
    return is_flag;
}

static bool parse_integer(json_t *value, ParsedValue *parsed, Error *error)
{
    double number = 0;
    const bool is_right = value_parse_number(value, &number) && number >= 0 &&
                          number <= UINT32_MAX && floor(number) >= number;
    parsed->data.integer = is_right ? (UInt32)number : 0;
    parsed->size = sizeof parsed->data.integer;
    return is_right;
}

static bool parse_code(json_t *value, ParsedValue *parsed, Error *error)
{
    const char *const text = json_string_value(value);
    if (!text || strlen(text) != 4)
        return parse_integer(value, parsed, error);
    parsed->data.integer = (UInt32)(unsigned char)text[0] << 24 |
                           (UInt32)(unsigned char)text[1] << 16 |
                           (UInt32)(unsigned char)text[2] << 8 | (unsigned char)text[3];
    parsed->size = sizeof parsed->data.integer;
    return true;
}

static bool parse_single(json_t *value, ParsedValue *parsed, Error *error)
{
    double number = 0;
    const bool is_number = value_parse_number(value, &number);
    parsed->data.single = (Float32)number;
    parsed->size = sizeof parsed->data.single;
    return is_number;
}

static bool parse_real(json_t *value, ParsedValue *parsed, Error *error)
{
    parsed->size = sizeof parsed->data.real;
    return value_parse_number(value, &parsed->data.real);
}

static bool keep_object(ParsedValue *parsed, CFTypeRef object)
{
    parsed->owned = parsed->data.object = object;
    parsed->size = sizeof object;
    return object;
}

static bool parse_string(json_t *value, ParsedValue *parsed, Error *error)
{
    return keep_object(parsed, json_is_string(value) ? json_cf(value, error) : NULL);
}

static bool parse_list(json_t *value, ParsedValue *parsed, Error *error)
{
    const char *const text = json_string_value(value);
    if (!text)
        return keep_object(parsed, json_cf(value, error));
    json_error_t reason;
    json_t *const json = json_loads(text, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &reason);
    if (json)
        (void)keep_object(parsed, json_cf(json, error));
    else
        (void)error_set(error, STATUS_BAD_ARGUMENT, "its JSON is wrong in line %d, column %d: %s",
                        reason.line, reason.column, reason.text);
    json_decref(json);
    return parsed->owned;
}

static const struct {
    bool (*parse)(json_t *, ParsedValue *, Error *);
    const char *expected;
} types[HAL_VALUE_TYPE_COUNT] = {
    [HAL_VALUE_BOOLEAN] = {parse_flag, "on or off"},
    [HAL_VALUE_UINT32] = {parse_integer, "a whole number"},
    [HAL_VALUE_UINT32_ARRAY] = {parse_integer, "a whole number"},
    [HAL_VALUE_FOUR_CHARS] = {parse_code, "four characters, or a whole number"},
    [HAL_VALUE_FLOAT32] = {parse_single, "a number"},
    [HAL_VALUE_FLOAT64] = {parse_real, "a number"},
    [HAL_VALUE_OBJECT] = {parse_integer, "the number of an object"},
    [HAL_VALUE_STRING] = {parse_string, "text"},
    [HAL_VALUE_PROPERTY_LIST] = {parse_list, "a property list"},
};

/* What `value` is, in the one line that an error has. */
static Status not_one(json_t *value, const char *what, const char *expected, Error *error)
{
    char *const text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
    const char *const shown = json_is_string(value) ? json_string_value(value) : text;
    const Status status = error_set(error, STATUS_BAD_ARGUMENT, "%s: expected %s, not %.200s", what,
                                    expected, shown ? shown : "this");
    free(text);
    return status;
}

Status value_parse(HalValueType type, json_t *value, const char *what, ParsedValue *parsed,
                   Error *error)
{
    *parsed = (ParsedValue){.size = 0};
    if (!types[type].parse)
        return error_set(error, STATUS_UNSUPPORTED, "%s: values of its type can't be set", what);
    Error reason = {.status = STATUS_OK};
    if (types[type].parse(value, parsed, &reason))
        return STATUS_OK;
    if (reason.status)
        return error_set(error, reason.status, "%s: %s", what, reason.message);
    return not_one(value, what, types[type].expected, error);
}

void value_parse_cleanup(ParsedValue *parsed)
{
    cf_release(parsed->owned);
    *parsed = (ParsedValue){.size = 0};
}
