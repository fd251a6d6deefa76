/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/property_index.h"

#include "driver/object.h"

#include <stdlib.h>

enum { SELECTOR_BITS = 32, SPARSENESS = 3 };

static void add_row(PropertyIndex *index, const Property *row)
{
    UInt32 at = property_index_hash(index, row->selector);
    while (index->places[at].row && index->places[at].selector != row->selector)
        at = (at + 1) & index->mask;
    if (!index->places[at].row)
        index->places[at] = (PropertyPlace){row->selector, row};
}

Status property_index_init(PropertyIndex *index, const ObjectClass *class_info)
{
    UInt32 rows = 0;
    for (const ObjectClass *c = class_info; c; c = c->base)
        rows += c->property_count;
    UInt32 bits = 1;
    while ((UInt32)1 << bits < SPARSENESS * rows)
        bits++;
    const UInt32 count = (UInt32)1 << bits;
    *index = (PropertyIndex){.mask = count - 1, .shift = SELECTOR_BITS - bits};
    index->places = calloc(count, sizeof *index->places);
    if (!index->places)
        return STATUS_NO_MEMORY;
    for (const ObjectClass *c = class_info; c; c = c->base) {
        for (UInt32 i = 0; i < c->property_count; i++)
            add_row(index, &c->properties[i]);
    }
    return STATUS_OK;
}

void property_index_cleanup(PropertyIndex *index)
{
    free(index->places);
    *index = (PropertyIndex){0};
}
