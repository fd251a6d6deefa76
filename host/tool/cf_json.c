/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/cf_json.h"
#include "tool/cf.h"

#include <math.h>
#include <stdlib.h>

/* Digits enough for every value that a person or a table wrote, and none for binary dust; keys in
 * order, because a CFDictionary has none. */
#define STYLE (JSON_ENCODE_ANY | JSON_SORT_KEYS | JSON_REAL_PRECISION(15))

json_t *json_number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

json_t *json_float(float value)
{
    char text[32];
    for (int digits = 1; digits <= 9; digits++) {
        (void)snprintf(text, sizeof text, "%.*g", digits, (double)value);
        if (strtof(text, NULL) == value)
            break;
    }
    return isfinite(value) ? json_real(strtod(text, NULL)) : json_null();
}

static json_t *from_string(CFTypeRef value)
{
    char *const text = cf_copy_text(value);
    json_t *const json = text ? json_string(text) : json_null();
    free(text);
    return json;
}

static json_t *from_number(CFTypeRef value)
{
    int64_t integer = 0;
    double real = 0;
    if (!CFNumberIsFloatType(value) && CFNumberGetValue(value, kCFNumberSInt64Type, &integer))
        return json_integer(integer);
    (void)CFNumberGetValue(value, kCFNumberFloat64Type, &real);
    return json_number(real);
}

static json_t *from_boolean(CFTypeRef value)
{
    return json_boolean(CFBooleanGetValue(value));
}

static json_t *from_data(CFTypeRef value)
{
    static const char digits[] = "0123456789abcdef";
    const size_t size = (size_t)CFDataGetLength(value);
    const UInt8 *const bytes = CFDataGetBytePtr(value);
    char *const text = malloc(2 * size + 1);
    if (!text)
        return json_null();
    for (size_t i = 0; i < size; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    json_t *const json = json_stringn(text, 2 * size);
    free(text);
    return json;
}

static json_t *from_array(CFTypeRef value)
{
    json_t *const json = json_array();
    for (CFIndex i = 0; i < CFArrayGetCount(value); i++)
        (void)json_array_append_new(json, cf_json(CFArrayGetValueAtIndex(value, i)));
    return json;
}

static void add_member(const void *key, const void *value, void *context)
{
    char *const text = cf_copy_text(key);
    if (text)
        (void)json_object_set_new(context, text, cf_json(value));
    free(text);
}

static json_t *from_dictionary(CFTypeRef value)
{
    json_t *const json = json_object();
    CFDictionaryApplyFunction(value, add_member, json);
    return json;
}

json_t *cf_json(CFTypeRef value)
{
    const struct {
        CFTypeID type;
        json_t *(*convert)(CFTypeRef);
    } conversions[] = {
        {CFStringGetTypeID(), from_string},   {CFNumberGetTypeID(), from_number},
        {CFBooleanGetTypeID(), from_boolean}, {CFDataGetTypeID(), from_data},
        {CFArrayGetTypeID(), from_array},     {CFDictionaryGetTypeID(), from_dictionary},
    };
    for (size_t i = 0; value && i < sizeof conversions / sizeof *conversions; i++) {
        if (CFGetTypeID(value) == conversions[i].type)
            return conversions[i].convert(value);
    }
    return json_null();
}

void json_print(FILE *file, json_t *value)
{
    /* Failures to write show in the file's error flag. */
    (void)json_dumpf(value, file, JSON_INDENT(2) | STYLE);
    (void)fputc('\n', file);
    json_decref(value);
}

char *json_line(json_t *value)
{
    char *const text = json_dumps(value, STYLE);
    json_decref(value);
    return text;
}
