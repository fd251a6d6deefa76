/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Structs: dictionaries by their schema, and lists of them. */

#include "driver/cf.h"
#include "driver/configuration_values.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A key of `list` that no row has: the first in the order of the alphabet, so that it is always the
 * same one; NULL if there is none. */
static CFStringRef find_unknown(const Schema *schema, const void *const *keys, CFIndex count)
{
    CFStringRef unknown = NULL;
    for (CFIndex i = 0; i < count; i++) {
        if (CFGetTypeID(keys[i]) != CFStringGetTypeID())
            continue;
        size_t row = 0;
        while (row < schema->count && !CFEqual(schema->rows[row].key, keys[i]))
            row++;
        if (row == schema->count &&
            (!unknown || CFStringCompare(keys[i], unknown, 0) == kCFCompareLessThan))
            unknown = keys[i];
    }
    return unknown;
}

static Status refuse_unknown(const Schema *schema, CFStringRef unknown, const Place *place,
                             Error *error)
{
    char name[64] = "";
    CFIndex used = 0;
    (void)CFStringGetBytes(unknown, CFRangeMake(0, CFStringGetLength(unknown)),
                           kCFStringEncodingUTF8, '?', false, (UInt8 *)name, sizeof name - 1,
                           &used);
    char known[512] = "";
    for (size_t i = 0; i < schema->count; i++) {
        const size_t length = strlen(known);
        (void)snprintf(known + length, sizeof known - length, "%s%s", i > 0 ? ", " : "",
                       schema->rows[i].name);
    }
    const Place here = {place, name, 0};
    return place_error(&here, error, "there is no such key, but %s", known);
}

static Status check_keys(const Schema *schema, CFDictionaryRef list, const Place *place,
                         Error *error)
{
    const CFIndex count = CFDictionaryGetCount(list);
    CFIndex known = 0;
    for (size_t i = 0; i < schema->count; i++)
        known += CFDictionaryContainsKey(list, schema->rows[i].key);
    if (known == count)
        return STATUS_OK;
    const void **keys = calloc((size_t)count, sizeof *keys);
    if (!keys)
        return place_no_memory(place, error);
    CFDictionaryGetKeysAndValues(list, keys, NULL);
    CFStringRef unknown = find_unknown(schema, keys, count);
    free(keys);
    return unknown ? refuse_unknown(schema, unknown, place, error)
                   : place_error(place, error, "a key is no text");
}

static Status read_row(const Schema *schema, const SchemaRow *row, CFDictionaryRef list, void *base,
                       const Place *place, Error *error)
{
    const Place here = {place, row->name, 0};
    CFTypeRef value = CFDictionaryGetValue(list, row->key);
    const char *bar = schema->bar ? schema->bar(base, row) : NULL;
    if (bar && value)
        return place_error(&here, error, "%s", bar);
    if (bar)
        memset(schema_member(row, base), 0, row->size);
    if (!value && row->is_required)
        return place_error(&here, error, "it is missing");
    return value ? row->kind->read(row, value, base, &here, error) : STATUS_OK;
}

/* What isn't in `list` stays as it is. */
static Status read_rows(const Schema *schema, CFTypeRef list, void *base, const Place *place,
                        Error *error)
{
    if (!list)
        return place_error(place, error, "there is nothing");
    if (CFGetTypeID(list) != CFDictionaryGetTypeID())
        return place_refuse(place, list, "a dictionary", error);
    Status status = check_keys(schema, list, place, error);
    for (size_t i = 0; i < schema->count && status == STATUS_OK; i++)
        status = read_row(schema, &schema->rows[i], list, base, place, error);
    return status == STATUS_OK && schema->finish ? schema->finish(base, place, error) : status;
}

Status schema_read(const Schema *schema, CFTypeRef list, void *base, const Place *place,
                   Error *error)
{
    memset(base, 0, schema->size);
    if (schema->defaults)
        memcpy(base, schema->defaults, schema->size);
    const Status status = read_rows(schema, list, base, place, error);
    if (status != STATUS_OK) {
        schema_clean(schema, base);
        memset(base, 0, schema->size);
    }
    return status;
}

CFDictionaryRef schema_copy_plist(const Schema *schema, const void *base)
{
    CFMutableDictionaryRef list = cf_create_dictionary();
    CFIndex written = 0;
    for (size_t i = 0; i < schema->count && list; i++) {
        const SchemaRow *row = &schema->rows[i];
        CFTypeRef value = NULL;
        if (schema->bar && schema->bar(base, row))
            continue;
        bool is_complete = row->kind->write(row, base, &value);
        if (is_complete && value) {
            CFDictionarySetValue(list, row->key, value);
            CFRelease(value);
            is_complete = CFDictionaryGetCount(list) == ++written;
        }
        if (!is_complete) {
            CFRelease(list);
            list = NULL;
        }
    }
    return list;
}

void schema_clean(const Schema *schema, void *base)
{
    for (size_t i = 0; i < schema->count; i++) {
        if (schema->rows[i].kind->clean)
            schema->rows[i].kind->clean(&schema->rows[i], base);
    }
}

/* A struct inside, whose defaults are there already. */

static Status read_section(const SchemaRow *row, CFTypeRef value, void *base, const Place *place,
                           Error *error)
{
    if (!row->alternative || CFGetTypeID(value) == CFDictionaryGetTypeID())
        return read_rows(row->schema, value, schema_member(row, base), place, error);
    if (!CFEqual(value, row->alternative))
        return place_refuse(place, value, row->what, error);
    *(bool *)((char *)base + row->companion) = true;
    return STATUS_OK;
}

static bool write_section(const SchemaRow *row, const void *base, CFTypeRef *value)
{
    const bool is_alternative =
        row->alternative && *(const bool *)((const char *)base + row->companion);
    *value = is_alternative ? CFRetain(row->alternative)
                            : schema_copy_plist(row->schema, schema_const_member(row, base));
    return *value != NULL;
}

static void clean_section(const SchemaRow *row, void *base)
{
    schema_clean(row->schema, schema_member(row, base));
}

const ValueKind value_section = {read_section, write_section, clean_section};

/* As many structs as there are. */

static Status read_list(const SchemaRow *row, CFTypeRef value, void *base, const Place *place,
                        Error *error)
{
    const CFIndex count = schema_count_items(row, value, place, error);
    if (count < 0)
        return STATUS_BAD_ARGUMENT;
    char *items =
        calloc((size_t)count + 1, row->schema->size); /* never none, which might be NULL */
    if (!items)
        return place_no_memory(place, error);
    *(void **)schema_member(row, base) = items;
    *schema_count(row, base) = (UInt32)count;
    Status status = STATUS_OK;
    for (CFIndex i = 0; i < count && status == STATUS_OK; i++) {
        const Place here = {place, NULL, i};
        status = schema_read(row->schema, CFArrayGetValueAtIndex(value, i),
                             items + (size_t)i * row->schema->size, &here, error);
    }
    return status;
}

static bool write_list(const SchemaRow *row, const void *base, CFTypeRef *value)
{
    const char *items = *(const char *const *)schema_const_member(row, base);
    const UInt32 count = schema_load_count(row, base);
    CFMutableArrayRef array = cf_create_array();
    *value = array;
    for (UInt32 i = 0; i < count; i++) {
        if (!schema_append(array, schema_copy_plist(row->schema, items + i * row->schema->size)))
            return false;
    }
    return array != NULL;
}

static void clean_list(const SchemaRow *row, void *base)
{
    char *items = *(char **)schema_member(row, base);
    const UInt32 count = items ? schema_load_count(row, base) : 0;
    for (UInt32 i = 0; i < count; i++)
        schema_clean(row->schema, items + i * row->schema->size);
    free(items);
}

const ValueKind value_list = {read_list, write_list, clean_list};
