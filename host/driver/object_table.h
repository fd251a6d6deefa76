/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file object_table.h
 * From object IDs to objects, without a lock, in one step. */

#ifndef OSSICLE_DRIVER_OBJECT_TABLE_H
#define OSSICLE_DRIVER_OBJECT_TABLE_H

#include "base/status.h"
#include "driver/object.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <module-api.h>
#include <stdatomic.h>

/** Slot i holds the object with ID i; slot 0 stays empty, since 0 is kAudioObjectUnknown. */
typedef struct ObjectTable {
    _Atomic(Object *) *slots;
    UInt32 capacity;
    atomic_uint end; /**< one past the highest ID in use */
} ObjectTable;

/** [control] Room for `capacity` objects, with IDs from 1 on. */
Status object_table_init(ObjectTable *table, UInt32 capacity);

/** Free the table, not the objects. A zeroed table is fine. */
void object_table_cleanup(ObjectTable *table);

/** [control, one thread at a time] Give `object` the next ID and let others find it: it must be
 * complete. IDs are given in the order of the calls and never twice. Fails when full. */
Status object_table_add(ObjectTable *table, Object *object);

/** [any] The object with this ID, or NULL. */
static inline Object *object_table_find(const ObjectTable *table, AudioObjectID id) OSSICLE_REALTIME
{
    if (id >= atomic_load_explicit(&table->end, memory_order_acquire))
        return NULL;
    return atomic_load_explicit(&table->slots[id], memory_order_relaxed);
}

#endif
