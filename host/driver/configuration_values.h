/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file configuration_values.h
 * What the files for single values, for arrays and for structs share. [control] */

#ifndef OSSICLE_DRIVER_CONFIGURATION_VALUES_H
#define OSSICLE_DRIVER_CONFIGURATION_VALUES_H

#include "driver/configuration_schema.h"

#include <stdint.h>

/** Which of the row's words `value` is. */
Status schema_find_word(const SchemaRow *row, CFTypeRef value, UInt32 *index, const Place *place,
                        Error *error);

/** A number in the row's range: neither a boolean nor NaN. */
Status schema_read_number(const SchemaRow *row, CFTypeRef value, double *number, const Place *place,
                          Error *error);

/** The row's member of the struct `base`. @{ */
static inline void *schema_member(const SchemaRow *row, void *base)
{
    return (char *)base + row->offset;
}

static inline const void *schema_const_member(const SchemaRow *row, const void *base)
{
    return (const char *)base + row->offset;
}
/** @} */

/** The value of a member of any size, without a sign. @{ */
uint64_t schema_load(const SchemaRow *row, const void *base);
void schema_save(const SchemaRow *row, void *base, uint64_t value);
/** @} */

/** How many items a list has, and where that stands. @{ */
UInt32 *schema_count(const SchemaRow *row, void *base);
UInt32 schema_load_count(const SchemaRow *row, const void *base);
/** @} */

/** How many items the array `value` has; -1, with the error, if it is none of the right length. */
CFIndex schema_count_items(const SchemaRow *row, CFTypeRef value, const Place *place, Error *error);

/** Append `item` and release it. False: no memory, and the array is released, too. */
bool schema_append(CFMutableArrayRef array, CFTypeRef CF_CONSUMED item);

#endif
