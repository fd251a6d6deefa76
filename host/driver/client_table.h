/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file client_table.h
 * Who uses a device: each client with what it hears by, and how often it has started I/O.
 *
 * Control threads change it one at a time (the device's lock), while I/O threads look up their own
 * client without a lock. The HAL adds a client before its I/O and removes it after. */

#ifndef OSSICLE_DRIVER_CLIENT_TABLE_H
#define OSSICLE_DRIVER_CLIENT_TABLE_H

#include "base/status.h"
#include "engine/engine.h"
#include "engine/insert.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <module-api.h>
#include <stdatomic.h>

enum {
    CLIENT_CAPACITY = 256,
    CACHE_LINE = 64,
    READER_PIECE_SAMPLES = 1024,
};

/** What an I/O thread needs for one client. */
typedef struct Reader {
    _Alignas(CACHE_LINE) EngineReader engine;
    _Atomic(Insert *) insert; /**< in the way of what it plays; NULL: none */
    _Alignas(CACHE_LINE) float piece[READER_PIECE_SAMPLES]; /**< on its way to integers */
} Reader;

typedef struct Client {
    pid_t process_id;
    CFStringRef bundle_id; /**< may be NULL */
    UInt32 starts;         /**< StartIO less StopIO */
} Client;

/** What an I/O thread looks for, and finds. */
typedef struct ClientSlot {
    atomic_uint id; /**< kAudioServerPlugInHostClientID: free, but for slot 0 */
    Reader *reader; /**< NULL: free */
} ClientSlot;

/** Slot 0 is the host itself, which is a client without ever being added. */
typedef struct ClientTable {
    atomic_uint end; /**< one past the highest slot ever used */
    UInt32 count;    /**< clients that were added */
    UInt32 running;  /**< clients whose starts isn't 0 */
    ClientSlot slots[CLIENT_CAPACITY];
    Client clients[CLIENT_CAPACITY]; /**< of each slot */
} ClientTable;

/** [control] STATUS_NO_MEMORY leaves a table to be cleaned up. */
Status client_table_init(ClientTable *table);
/** Forget all clients, with their inserts. A zeroed table is fine. */
void client_table_cleanup(ClientTable *table);

/** [control] Fails with STATUS_BAD_ARGUMENT if the client is there already, STATUS_BUSY if the
 * table is full, STATUS_NO_MEMORY. */
Status client_table_add(ClientTable *table, const AudioServerPlugInClientInfo *info);

/** [control] Fails with STATUS_NOT_FOUND if it isn't there. Its I/O counts as stopped.
 * Frees its insert. */
Status client_table_remove(ClientTable *table, UInt32 client_id);

/** [control] Count a start of I/O. A client that wasn't running begins with a fresh reader, at the
 * present gains of `engine`, and an insert that has heard nothing. */
Status client_table_start(ClientTable *table, UInt32 client_id, const Engine *engine);

/** [control] Count a stop. Fails with STATUS_NOT_FOUND for a client that isn't there or not
 * running. */
Status client_table_stop(ClientTable *table, UInt32 client_id);

/** [control] Fresh readers of another engine for all that read, who don't at the moment. */
void client_table_reset_readers(ClientTable *table, const Engine *engine);

/** [control] The smallest ID above `id` of a client that was added;
 * kAudioServerPlugInHostClientID behind the last. */
UInt32 client_table_next(const ClientTable *table, UInt32 id);

/** [control] The client's slot; CLIENT_CAPACITY if it isn't there. */
UInt32 client_table_slot(const ClientTable *table, UInt32 client_id);

/** [control] The client, or NULL. */
const Client *client_table_find(const ClientTable *table, UInt32 client_id);

/** [io] The client's reader; the host's for a client that isn't there. */
static inline Reader *client_table_reader(ClientTable *table, UInt32 client_id) OSSICLE_REALTIME
{
    if (client_id == kAudioServerPlugInHostClientID) /* which stands in free slots, too */
        return table->slots[0].reader;
    const UInt32 end = atomic_load_explicit(&table->end, memory_order_acquire);
    for (UInt32 i = 1; i < end; i++) {
        if (atomic_load_explicit(&table->slots[i].id, memory_order_acquire) == client_id)
            return table->slots[i].reader;
    }
    return table->slots[0].reader;
}

/** [any] The client's insert, or NULL. The table may be empty. */
static inline Insert *client_table_insert(ClientTable *table, UInt32 client_id) OSSICLE_REALTIME
{
    Reader *reader = client_table_reader(table, client_id);
    return reader ? atomic_load_explicit(&reader->insert, memory_order_acquire) : NULL;
}

#endif
