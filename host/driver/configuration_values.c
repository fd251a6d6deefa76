/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Single values: texts, words, booleans and numbers. */

#include "driver/configuration_values.h"

#include "engine/number.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXPECTED_BYTES = 512 };

/* Text. */

static Status refuse_text(const SchemaRow *row, CFTypeRef value, const Place *place, Error *error)
{
    char expected[EXPECTED_BYTES];
    (void)snprintf(expected, sizeof expected,
                   "a text of %.0f to %.0f bytes without control characters", row->minimum,
                   row->maximum);
    return place_refuse(place, value, expected, error);
}

static bool has_control_character(CFStringRef string)
{
    const CFIndex length = CFStringGetLength(string);
    for (CFIndex i = 0; i < length; i++) {
        const UniChar character = CFStringGetCharacterAtIndex(string, i);
        if (character < 0x20 || character == 0x7F)
            return true;
    }
    return false;
}

static Status read_text(const SchemaRow *row, CFTypeRef value, void *base, const Place *place,
                        Error *error)
{
    if (CFGetTypeID(value) != CFStringGetTypeID() ||
        (double)CFStringGetLength(value) > row->maximum || has_control_character(value))
        return refuse_text(row, value, place, error);
    const CFIndex capacity =
        CFStringGetMaximumSizeForEncoding(CFStringGetLength(value), kCFStringEncodingUTF8) + 1;
    char *text = malloc((size_t)capacity);
    if (!text)
        return place_no_memory(place, error);
    *(char **)schema_member(row, base) = text;
    if (!CFStringGetCString(value, text, capacity, kCFStringEncodingUTF8))
        return refuse_text(row, value, place, error);
    const double bytes = (double)strlen(text);
    return bytes >= row->minimum && bytes <= row->maximum ? STATUS_OK
                                                          : refuse_text(row, value, place, error);
}

static bool write_text(const SchemaRow *row, const void *base, CFTypeRef *value)
{
    const char *text = *(const char *const *)schema_const_member(row, base);
    *value = text ? CFStringCreateWithCString(NULL, text, kCFStringEncodingUTF8) : NULL;
    return !text || *value;
}

static void clean_text(const SchemaRow *row, void *base)
{
    free(*(char **)schema_member(row, base));
}

const ValueKind value_text = {read_text, write_text, clean_text};

/* One of a few words. */

static Status refuse_word(const SchemaRow *row, CFTypeRef value, const Place *place, Error *error)
{
    char expected[EXPECTED_BYTES] = "one of";
    const char *word = NULL;
    for (UInt32 i = 0; (word = row->word(i)); i++) {
        const size_t used = strlen(expected);
        if (*word)
            (void)snprintf(expected + used, sizeof expected - used, " '%s'", word);
    }
    return place_refuse(place, value, expected, error);
}

Status schema_find_word(const SchemaRow *row, CFTypeRef value, UInt32 *index, const Place *place,
                        Error *error)
{
    char text[64] = "";
    if (CFGetTypeID(value) == CFStringGetTypeID())
        (void)CFStringGetCString(value, text, sizeof text, kCFStringEncodingUTF8);
    const char *word = NULL;
    for (UInt32 i = 0; *text && (word = row->word(i)); i++) {
        if (strcmp(word, text) == 0) {
            *index = i;
            return STATUS_OK;
        }
    }
    return refuse_word(row, value, place, error);
}

static Status read_word_text(const SchemaRow *row, CFTypeRef value, void *base, const Place *place,
                             Error *error)
{
    UInt32 index = 0;
    const Status status = schema_find_word(row, value, &index, place, error);
    if (status != STATUS_OK)
        return status;
    *(char **)schema_member(row, base) = strdup(row->word(index));
    return *(char **)schema_member(row, base) ? STATUS_OK : place_no_memory(place, error);
}

const ValueKind value_word_text = {read_word_text, write_text, clean_text};

uint64_t schema_load(const SchemaRow *row, const void *base)
{
    uint64_t value = 0;
    memcpy(&value, schema_const_member(row, base),
           row->size); /* all our systems are little-endian */
    return value;
}

void schema_save(const SchemaRow *row, void *base, uint64_t value)
{
    memcpy(schema_member(row, base), &value, row->size);
}

static Status read_choice(const SchemaRow *row, CFTypeRef value, void *base, const Place *place,
                          Error *error)
{
    UInt32 index = 0;
    const Status status = schema_find_word(row, value, &index, place, error);
    if (status == STATUS_OK)
        schema_save(row, base, index);
    return status;
}

static bool write_choice(const SchemaRow *row, const void *base, CFTypeRef *value)
{
    *value = CFStringCreateWithCString(NULL, row->word((UInt32)schema_load(row, base)),
                                       kCFStringEncodingUTF8);
    return *value != NULL;
}

const ValueKind value_choice = {read_choice, write_choice, NULL};

static Status read_boolean(const SchemaRow *row, CFTypeRef value, void *base, const Place *place,
                           Error *error)
{
    if (CFGetTypeID(value) != CFBooleanGetTypeID())
        return place_refuse(place, value, "true or false", error);
    *(bool *)schema_member(row, base) = CFBooleanGetValue(value);
    return STATUS_OK;
}

static bool write_boolean(const SchemaRow *row, const void *base, CFTypeRef *value)
{
    *value =
        CFRetain(*(const bool *)schema_const_member(row, base) ? kCFBooleanTrue : kCFBooleanFalse);
    return true;
}

const ValueKind value_boolean = {read_boolean, write_boolean, NULL};

/* Numbers. */

static Status refuse_number(const SchemaRow *row, CFTypeRef value, const Place *place, Error *error)
{
    char expected[EXPECTED_BYTES];
    char minimum[NUMBER_TEXT_BYTES];
    char maximum[NUMBER_TEXT_BYTES];
    (void)snprintf(expected, sizeof expected, "%s from %s to %s", row->what,
                   number_format(row->minimum, minimum), number_format(row->maximum, maximum));
    return place_refuse(place, value, expected, error);
}

Status schema_read_number(const SchemaRow *row, CFTypeRef value, double *number, const Place *place,
                          Error *error)
{
    double read = (double)NAN;
    if (CFGetTypeID(value) == CFNumberGetTypeID())
        (void)CFNumberGetValue(value, kCFNumberDoubleType, &read); /* false: it was rounded */
    if (!(read >= row->minimum && read <= row->maximum))           /* NaN, too */
        return refuse_number(row, value, place, error);
    *number = read;
    return STATUS_OK;
}

static Status read_whole(const SchemaRow *row, CFTypeRef value, void *base, const Place *place,
                         Error *error)
{
    double number = 0;
    const Status status = schema_read_number(row, value, &number, place, error);
    if (status != STATUS_OK)
        return status;
    if (number != floor(number))
        return refuse_number(row, value, place, error);
    *(UInt32 *)schema_member(row, base) = (UInt32)number;
    return STATUS_OK;
}

static bool write_whole(const SchemaRow *row, const void *base, CFTypeRef *value)
{
    const SInt64 number = *(const UInt32 *)schema_const_member(row, base);
    *value = CFNumberCreate(NULL, kCFNumberSInt64Type, &number);
    return *value != NULL;
}

const ValueKind value_whole = {read_whole, write_whole, NULL};

static Status read_power(const SchemaRow *row, CFTypeRef value, void *base, const Place *place,
                         Error *error)
{
    const Status status = read_whole(row, value, base, place, error);
    const UInt32 number = *(const UInt32 *)schema_const_member(row, base);
    if (status == STATUS_OK && (number & (number - 1)) != 0)
        return refuse_number(row, value, place, error);
    return status;
}

const ValueKind value_power = {read_power, write_whole, NULL};

static Status read_real(const SchemaRow *row, CFTypeRef value, void *base, const Place *place,
                        Error *error)
{
    double number = 0;
    const Status status = schema_read_number(row, value, &number, place, error);
    if (status != STATUS_OK)
        return status;
    if (row->size == sizeof(Float32))
        *(Float32 *)schema_member(row, base) = (Float32)number;
    else
        *(Float64 *)schema_member(row, base) = number;
    return STATUS_OK;
}

static bool write_real(const SchemaRow *row, const void *base, CFTypeRef *value)
{
    const void *number = schema_const_member(row, base);
    if (row->size == sizeof(Float32))
        *value = CFNumberCreate(NULL, kCFNumberFloat32Type, (const Float32 *)number);
    else
        *value = CFNumberCreate(NULL, kCFNumberFloat64Type, (const Float64 *)number);
    return *value != NULL;
}

const ValueKind value_real = {read_real, write_real, NULL};
