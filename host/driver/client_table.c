/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/client_table.h"

/* The slot of a client; CLIENT_CAPACITY if it isn't there. */
static UInt32 slot_of(const ClientTable *table, UInt32 client_id)
{
    if (client_id == kAudioServerPlugInHostClientID)
        return 0;
    const UInt32 end = atomic_load_explicit(&table->end, memory_order_relaxed);
    for (UInt32 i = 1; i < end; i++) {
        if (atomic_load_explicit(&table->ids[i], memory_order_relaxed) == client_id)
            return i;
    }
    return CLIENT_CAPACITY;
}

static void reset_reader(Reader *reader, double sample_rate_hz)
{
    engine_reader_init(&reader->engine);
    gain_stage_init(&reader->gain, sample_rate_hz);
}

void client_table_init(ClientTable *table)
{
    *table = (ClientTable){.end = 1};
}

void client_table_cleanup(ClientTable *table)
{
    for (UInt32 i = 0; i < CLIENT_CAPACITY; i++) {
        if (table->clients[i].bundle_id)
            CFRelease(table->clients[i].bundle_id);
    }
    client_table_init(table);
}

Status client_table_add(ClientTable *table, const AudioServerPlugInClientInfo *info)
{
    if (slot_of(table, info->mClientID) < CLIENT_CAPACITY)
        return STATUS_BAD_ARGUMENT;
    UInt32 slot = 1;
    while (slot < CLIENT_CAPACITY &&
           atomic_load_explicit(&table->ids[slot], memory_order_relaxed) != 0)
        slot++;
    if (slot == CLIENT_CAPACITY)
        return STATUS_BUSY;
    table->clients[slot] = (Client){
        .process_id = info->mProcessID,
        .bundle_id = info->mBundleID ? CFRetain(info->mBundleID) : NULL,
    };
    atomic_store_explicit(&table->ids[slot], info->mClientID, memory_order_release);
    if (slot >= atomic_load_explicit(&table->end, memory_order_relaxed))
        atomic_store_explicit(&table->end, slot + 1, memory_order_release);
    return STATUS_OK;
}

Status client_table_remove(ClientTable *table, UInt32 client_id)
{
    const UInt32 slot = slot_of(table, client_id);
    if (slot == 0 || slot == CLIENT_CAPACITY)
        return STATUS_NOT_FOUND;
    Client *client = &table->clients[slot];
    if (client->starts > 0)
        table->running--;
    if (client->bundle_id)
        CFRelease(client->bundle_id);
    *client = (Client){0};
    atomic_store_explicit(&table->ids[slot], 0, memory_order_relaxed);
    return STATUS_OK;
}

Status client_table_start(ClientTable *table, UInt32 client_id, double sample_rate_hz)
{
    const UInt32 slot = slot_of(table, client_id);
    if (slot == CLIENT_CAPACITY)
        return STATUS_NOT_FOUND;
    Client *client = &table->clients[slot];
    if (client->starts == UINT32_MAX)
        return STATUS_BUSY;
    if (table->running == 0)
        reset_reader(&table->readers[0], sample_rate_hz);
    if (client->starts == 0) {
        reset_reader(&table->readers[slot], sample_rate_hz);
        table->running++;
    }
    client->starts++;
    return STATUS_OK;
}

Status client_table_stop(ClientTable *table, UInt32 client_id)
{
    const UInt32 slot = slot_of(table, client_id);
    if (slot == CLIENT_CAPACITY || table->clients[slot].starts == 0)
        return STATUS_NOT_FOUND;
    if (--table->clients[slot].starts == 0)
        table->running--;
    return STATUS_OK;
}

const Client *client_table_find(const ClientTable *table, UInt32 client_id)
{
    const UInt32 slot = slot_of(table, client_id);
    return slot < CLIENT_CAPACITY ? &table->clients[slot] : NULL;
}
