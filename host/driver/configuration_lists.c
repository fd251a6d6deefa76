/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Arrays: of numbers and of words. */

#include "driver/cf.h"
#include "driver/configuration_values.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

UInt32 *schema_count(const SchemaRow *row, void *base)
{
    return (UInt32 *)(void *)((char *)base + row->companion);
}

UInt32 schema_load_count(const SchemaRow *row, const void *base)
{
    return *(const UInt32 *)(const void *)((const char *)base + row->companion);
}

CFIndex schema_count_items(const SchemaRow *row, CFTypeRef value, const Place *place, Error *error)
{
    char expected[64];
    (void)snprintf(expected, sizeof expected, "an array of %u to %u", row->items_min,
                   row->items_max);
    if (CFGetTypeID(value) != CFArrayGetTypeID()) {
        (void)place_refuse(place, value, expected, error);
        return -1;
    }
    const CFIndex count = CFArrayGetCount(value);
    if (count >= row->items_min && count <= row->items_max)
        return count;
    (void)place_error(place, error, "an array of %lld is not %s", (long long)count, expected);
    return -1;
}

bool schema_append(CFMutableArrayRef array, CFTypeRef CF_CONSUMED item)
{
    const CFIndex before = array ? CFArrayGetCount(array) : 0;
    cf_append(array, item);
    if (array && CFArrayGetCount(array) == before + 1)
        return true;
    if (array)
        CFRelease(array);
    return false;
}

/* Numbers that each stand behind the one before. */

static Status read_reals(const SchemaRow *row, CFTypeRef value, void *base, const Place *place,
                         Error *error)
{
    const CFIndex count = schema_count_items(row, value, place, error);
    if (count < 0)
        return STATUS_BAD_ARGUMENT;
    Float64 *numbers = calloc((size_t)count, sizeof *numbers);
    if (!numbers)
        return place_no_memory(place, error);
    *(Float64 **)schema_member(row, base) = numbers;
    *schema_count(row, base) = (UInt32)count;
    for (CFIndex i = 0; i < count; i++) {
        const Place here = {place, NULL, i};
        CFTypeRef item = CFArrayGetValueAtIndex(value, i);
        const Status status = schema_read_number(row, item, &numbers[i], &here, error);
        if (status != STATUS_OK)
            return status;
        if (i > 0 && numbers[i] <= numbers[i - 1])
            return place_refuse(&here, item, "above the one before it", error);
    }
    return STATUS_OK;
}

static bool write_reals(const SchemaRow *row, const void *base, CFTypeRef *value)
{
    const Float64 *numbers = *(const Float64 *const *)schema_const_member(row, base);
    const UInt32 count = schema_load_count(row, base);
    CFMutableArrayRef array = cf_create_array();
    *value = array;
    for (UInt32 i = 0; i < count; i++) {
        if (!schema_append(array, CFNumberCreate(NULL, kCFNumberFloat64Type, &numbers[i])))
            return false;
    }
    return array != NULL;
}

static void clean_reals(const SchemaRow *row, void *base)
{
    free(*(Float64 **)schema_member(row, base));
}

const ValueKind value_reals = {read_reals, write_reals, clean_reals};

/* Words, each a bit. */

static Status read_bits(const SchemaRow *row, CFTypeRef value, void *base, const Place *place,
                        Error *error)
{
    const CFIndex count = schema_count_items(row, value, place, error);
    if (count < 0)
        return STATUS_BAD_ARGUMENT;
    uint64_t bits = 0;
    for (CFIndex i = 0; i < count; i++) {
        const Place here = {place, NULL, i};
        CFTypeRef item = CFArrayGetValueAtIndex(value, i);
        UInt32 index = 0;
        const Status status = schema_find_word(row, item, &index, &here, error);
        if (status != STATUS_OK)
            return status;
        if (bits & (UINT64_C(1) << index))
            return place_error(&here, error, "'%s' is there twice", row->word(index));
        bits |= UINT64_C(1) << index;
    }
    schema_save(row, base, bits);
    return STATUS_OK;
}

static bool write_bits(const SchemaRow *row, const void *base, CFTypeRef *value)
{
    const uint64_t bits = schema_load(row, base);
    CFMutableArrayRef array = cf_create_array();
    const char *word = NULL;
    *value = array;
    for (UInt32 i = 0; array && (word = row->word(i)); i++) {
        if ((bits & (UINT64_C(1) << i)) &&
            !schema_append(array, CFStringCreateWithCString(NULL, word, kCFStringEncodingUTF8)))
            return false;
    }
    return array != NULL;
}

const ValueKind value_bits = {read_bits, write_bits, NULL};
