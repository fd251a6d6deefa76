/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file cf_json.h
 * Values as JSON. [control] */

#ifndef OSSICLE_TOOL_CF_JSON_H
#define OSSICLE_TOOL_CF_JSON_H

#include <CoreFoundation/CoreFoundation.h>
#include <jansson.h>
#include <stdio.h>

/** A property list as JSON, with its dictionaries' keys in order; data as the text of its bytes in
 * hexadecimal. What JSON can't say (NULL, an infinity, another object) is null. */
json_t *cf_json(CFTypeRef value);

/** A number; null if it is a NaN or an infinity. */
json_t *json_number(double value);

/** A single-precision number by the shortest decimal that gives it again. */
json_t *json_float(float value);

/** Print `value` over several lines and release it. */
void json_print(FILE *file, json_t *value);

/** `value` on one line, for the caller to free(), and release it. NULL: no memory. */
char *json_line(json_t *value);

#endif
