/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/object_table.h"

#include <stdlib.h>

Status object_table_init(ObjectTable *table, UInt32 capacity)
{
    *table = (ObjectTable){.capacity = capacity + 1};
    table->slots = calloc(table->capacity, sizeof *table->slots);
    if (!table->slots)
        return STATUS_NO_MEMORY;
    atomic_init(&table->end, 1);
    return STATUS_OK;
}

void object_table_cleanup(ObjectTable *table)
{
    free(table->slots);
    *table = (ObjectTable){0};
}

Status object_table_add(ObjectTable *table, Object *object)
{
    const UInt32 id = atomic_load_explicit(&table->end, memory_order_relaxed);
    if (id >= table->capacity)
        return STATUS_BUSY;
    object->id = id;
    atomic_store_explicit(&table->slots[id], object, memory_order_relaxed);
    atomic_store_explicit(&table->end, id + 1, memory_order_release);
    return STATUS_OK;
}
