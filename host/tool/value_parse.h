/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file value_parse.h
 * JSON, or the text of a command line in a JSON string, as the value of a property. [control] */

#ifndef OSSICLE_TOOL_VALUE_PARSE_H
#define OSSICLE_TOOL_VALUE_PARSE_H

#include "base/status.h"
#include "trace/selector_names.h"

#include <CoreFoundation/CoreFoundation.h>
#include <jansson.h>
#include <stdbool.h>

typedef struct ParsedValue {
    union {
        UInt32 integer;
        Float32 single;
        Float64 real;
        CFTypeRef object;
    } data;
    UInt32 size;
    CFTypeRef owned; /**< what value_parse_cleanup releases */
} ParsedValue;

/** Convert; the error says what `what`, the property's name, would take. For text, a boolean is on
 * or off, and a property list is JSON. Lists of numbers take one. */
Status value_parse(HalValueType type, json_t *value, const char *what, ParsedValue *parsed,
                   Error *error);

void value_parse_cleanup(ParsedValue *parsed);

/** The number that `value` is, or says as text: finite decimal digits with a point, perhaps an
 * exponent. Returns whether it is one. */
bool value_parse_number(json_t *value, double *number);

/** The same for on or off, true or false, 1 or 0. */
bool value_parse_flag(json_t *value, bool *flag);

#endif
