/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file property_index.h
 * From a selector to the row of a class or its bases, mostly in one step, however many rows there
 * are. */

#ifndef OSSICLE_DRIVER_PROPERTY_INDEX_H
#define OSSICLE_DRIVER_PROPERTY_INDEX_H

#include "base/status.h"
#include "driver/property.h"

#include <stddef.h>

struct ObjectClass;

/** A hash table, at most a third full. A place that holds no row is free. */
typedef struct PropertyPlace {
    AudioObjectPropertySelector selector;
    const Property *row;
} PropertyPlace;

typedef struct PropertyIndex {
    PropertyPlace *places;
    UInt32 mask;  /**< places less one */
    UInt32 shift; /**< leaves the bits of a hash that the mask has */
} PropertyIndex;

/** [control] Index the rows of `class_info` and of its bases. Where two have a selector in common,
 * the more special class wins. Fails for lack of memory, which leaves nothing. */
Status property_index_init(PropertyIndex *index, const struct ObjectClass *class_info);

/** A zeroed index is fine. */
void property_index_cleanup(PropertyIndex *index);

/** [any] Where the search for a selector begins. */
static inline UInt32 property_index_hash(const PropertyIndex *index,
                                         AudioObjectPropertySelector selector)
{
    return (selector * 2654435769u) >> index->shift;
}

/** [any] The row, or NULL. */
static inline const Property *property_index_find(const PropertyIndex *index,
                                                  AudioObjectPropertySelector selector)
{
    UInt32 at = property_index_hash(index, selector);
    while (index->places[at].row && index->places[at].selector != selector)
        at = (at + 1) & index->mask;
    return index->places[at].row;
}

#endif
