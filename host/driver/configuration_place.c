/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/configuration_place.h"

#include "engine/number.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

enum { PLACE_BYTES = 256, VALUE_BYTES = 64 };

/* Append the place to the `used` bytes of `text`. A place is as deep as the schema. */
static size_t append_place(const Place *place, char *text, size_t used)
{
    if (place->parent)
        used = append_place(place->parent, text, used);
    const size_t room = PLACE_BYTES - used;
    const int length = place->key
                           ? snprintf(text + used, room, "%s%s", used > 0 ? "." : "", place->key)
                           : snprintf(text + used, room, "[%lld]", (long long)place->index);
    const size_t added = length > 0 ? (size_t)length : 0;
    return added < room ? used + added : PLACE_BYTES - 1;
}

static const char *format_place(const Place *place, char text[PLACE_BYTES])
{
    (void)snprintf(text, PLACE_BYTES, "%s", place ? "" : "configuration");
    if (place)
        (void)append_place(place, text, 0);
    return text;
}

Status place_error(const Place *place, Error *error, const char *format, ...)
{
    char where[PLACE_BYTES];
    char what[sizeof error->message];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    return error_set(error, STATUS_BAD_ARGUMENT, "%s: %s", format_place(place, where), what);
}

Status place_no_memory(const Place *place, Error *error)
{
    char where[PLACE_BYTES];
    return error_set(error, STATUS_NO_MEMORY, "%s: %s", format_place(place, where),
                     status_text(STATUS_NO_MEMORY));
}

static void describe_number(CFNumberRef value, char text[VALUE_BYTES])
{
    SInt64 integer = 0;
    double number = 0;
    char digits[NUMBER_TEXT_BYTES];
    if (CFNumberGetValue(value, kCFNumberSInt64Type, &integer))
        (void)snprintf(text, VALUE_BYTES, "%lld", (long long)integer);
    else if (CFNumberGetValue(value, kCFNumberDoubleType, &number) && isfinite(number))
        (void)snprintf(text, VALUE_BYTES, "%s", number_format(number, digits));
    else
        (void)snprintf(text, VALUE_BYTES, "%s", isnan(number) ? "NaN" : "an infinite number");
}

/* The beginning of a text, whole characters only. */
static void describe_text(CFStringRef value, char text[VALUE_BYTES])
{
    enum { SHOWN = 40 };
    UInt8 start[SHOWN + 1];
    CFIndex used = 0;
    const CFIndex length = CFStringGetLength(value);
    const CFIndex shown = CFStringGetBytes(value, CFRangeMake(0, length), kCFStringEncodingUTF8,
                                           '?', false, start, SHOWN, &used);
    start[used] = '\0';
    (void)snprintf(text, VALUE_BYTES, "'%s%s'", (const char *)start, shown < length ? "…" : "");
}

static const char *describe(CFTypeRef value, char text[VALUE_BYTES])
{
    const struct {
        CFTypeID type;
        const char *name;
    } others[] = {
        {CFBooleanGetTypeID(), value == kCFBooleanTrue ? "true" : "false"},
        {CFArrayGetTypeID(), "an array"},
        {CFDictionaryGetTypeID(), "a dictionary"},
    };
    const CFTypeID type = CFGetTypeID(value);
    (void)snprintf(text, VALUE_BYTES, "this");
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (others[i].type == type)
            (void)snprintf(text, VALUE_BYTES, "%s", others[i].name);
    }
    if (type == CFNumberGetTypeID())
        describe_number(value, text);
    if (type == CFStringGetTypeID())
        describe_text(value, text);
    return text;
}

Status place_refuse(const Place *place, CFTypeRef value, const char *expected, Error *error)
{
    char text[VALUE_BYTES];
    return place_error(place, error, "%s is not %s", describe(value, text), expected);
}
