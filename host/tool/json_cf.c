/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/json_cf.h"
#include "tool/cf.h"

#include <stdint.h>

enum { DEPTH_MAX = 64 };

static CFTypeRef copy_value(json_t *value, int depth, Error *error);

static CFTypeRef copy_null(json_t *value, int depth, Error *error)
{
    (void)error_set(error, STATUS_BAD_ARGUMENT, "null isn't a value: leave it out");
    return NULL;
}

static CFTypeRef copy_boolean(json_t *value, int depth, Error *error)
{
    return CFRetain(json_is_true(value) ? kCFBooleanTrue : kCFBooleanFalse);
}

static CFTypeRef copy_integer(json_t *value, int depth, Error *error)
{
    const int64_t integer = json_integer_value(value);
    return CFNumberCreate(NULL, kCFNumberSInt64Type, &integer);
}

static CFTypeRef copy_real(json_t *value, int depth, Error *error)
{
    const double real = json_real_value(value);
    return CFNumberCreate(NULL, kCFNumberFloat64Type, &real);
}

static CFTypeRef copy_string(json_t *value, int depth, Error *error)
{
    return CFStringCreateWithBytes(NULL, (const UInt8 *)json_string_value(value),
                                   (CFIndex)json_string_length(value), kCFStringEncodingUTF8,
                                   false);
}

static CFTypeRef copy_array(json_t *value, int depth, Error *error)
{
    CFMutableArrayRef array = CFArrayCreateMutable(NULL, 0, &kCFTypeArrayCallBacks);
    for (size_t i = 0; array && i < json_array_size(value); i++) {
        CFTypeRef const item = copy_value(json_array_get(value, i), depth + 1, error);
        if (!item) {
            CFRelease(array);
            return NULL;
        }
        CFArrayAppendValue(array, item);
        CFRelease(item);
    }
    return array;
}

static bool add_member(CFMutableDictionaryRef dictionary, const char *key, json_t *value, int depth,
                       Error *error)
{
    CFStringRef const name = cf_copy_string(key);
    CFTypeRef const member = copy_value(value, depth, error);
    if (name && member)
        CFDictionarySetValue(dictionary, name, member);
    const bool is_added = name && member;
    cf_release(name);
    cf_release(member);
    return is_added;
}

static CFTypeRef copy_object(json_t *value, int depth, Error *error)
{
    CFMutableDictionaryRef dictionary = CFDictionaryCreateMutable(
        NULL, 0, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
    const char *key = NULL;
    json_t *member = NULL;
    json_object_foreach(value, key, member)
    {
        if (!dictionary || !add_member(dictionary, key, member, depth + 1, error)) {
            cf_release(dictionary);
            return NULL;
        }
    }
    return dictionary;
}

static CFTypeRef copy_value(json_t *value, int depth, Error *error)
{
    static CFTypeRef (*const copies[])(json_t *, int, Error *) = {
        [JSON_OBJECT] = copy_object,   [JSON_ARRAY] = copy_array, [JSON_STRING] = copy_string,
        [JSON_INTEGER] = copy_integer, [JSON_REAL] = copy_real,   [JSON_TRUE] = copy_boolean,
        [JSON_FALSE] = copy_boolean,   [JSON_NULL] = copy_null,
    };
    if (depth <= DEPTH_MAX)
        return copies[json_typeof(value)](value, depth, error);
    (void)error_set(error, STATUS_BAD_ARGUMENT,
                    "arrays and objects lie more than %d deep in each other", DEPTH_MAX);
    return NULL;
}

CFPropertyListRef json_cf(json_t *value, Error *error)
{
    Error local;
    error = error ? error : &local;
    error->status = STATUS_OK;
    CFPropertyListRef const list = value ? copy_value(value, 0, error) : NULL;
    if (!list && !error->status)
        (void)error_set(error, STATUS_NO_MEMORY, "%s", status_text(STATUS_NO_MEMORY));
    return list;
}
