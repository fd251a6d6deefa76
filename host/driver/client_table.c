/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/client_table.h"

#include <stdlib.h>
#include <string.h>

UInt32 client_table_slot(const ClientTable *table, UInt32 client_id)
{
    if (client_id == kAudioServerPlugInHostClientID)
        return 0;
    const UInt32 end = atomic_load_explicit(&table->end, memory_order_relaxed);
    for (UInt32 i = 1; i < end; i++) {
        if (atomic_load_explicit(&table->slots[i].id, memory_order_relaxed) == client_id)
            return i;
    }
    return CLIENT_CAPACITY;
}

/* Fill a slot that is free. */
static Status fill_slot(ClientTable *table, UInt32 slot, const AudioServerPlugInClientInfo *info)
{
    table->slots[slot].reader = aligned_alloc(CACHE_LINE, sizeof(Reader));
    if (!table->slots[slot].reader)
        return STATUS_NO_MEMORY;
    memset(table->slots[slot].reader, 0, sizeof(Reader)); /* until it starts */
    table->clients[slot] = (Client){
        .process_id = info->mProcessID,
        .bundle_id = info->mBundleID ? CFRetain(info->mBundleID) : NULL,
    };
    atomic_store_explicit(&table->slots[slot].id, info->mClientID, memory_order_release);
    if (slot >= atomic_load_explicit(&table->end, memory_order_relaxed))
        atomic_store_explicit(&table->end, slot + 1, memory_order_release);
    return STATUS_OK;
}

static void empty_slot(ClientTable *table, UInt32 slot)
{
    atomic_store_explicit(&table->slots[slot].id, 0, memory_order_relaxed);
    if (table->clients[slot].bundle_id)
        CFRelease(table->clients[slot].bundle_id);
    table->clients[slot] = (Client){0};
    if (table->slots[slot].reader)
        insert_free(atomic_load(&table->slots[slot].reader->insert));
    free(table->slots[slot].reader);
    table->slots[slot].reader = NULL;
}

Status client_table_init(ClientTable *table)
{
    *table = (ClientTable){.end = 0};
    return fill_slot(table, 0, &(AudioServerPlugInClientInfo){0});
}

void client_table_cleanup(ClientTable *table)
{
    for (UInt32 i = 0; i < CLIENT_CAPACITY; i++)
        empty_slot(table, i);
}

Status client_table_add(ClientTable *table, const AudioServerPlugInClientInfo *info)
{
    if (client_table_slot(table, info->mClientID) < CLIENT_CAPACITY)
        return STATUS_BAD_ARGUMENT;
    UInt32 slot = 1;
    while (slot < CLIENT_CAPACITY && table->slots[slot].reader)
        slot++;
    if (slot == CLIENT_CAPACITY)
        return STATUS_BUSY;
    const Status status = fill_slot(table, slot, info);
    if (status == STATUS_OK)
        table->count++;
    return status;
}

Status client_table_remove(ClientTable *table, UInt32 client_id)
{
    const UInt32 slot = client_table_slot(table, client_id);
    if (slot == 0 || slot == CLIENT_CAPACITY)
        return STATUS_NOT_FOUND;
    if (table->clients[slot].starts > 0)
        table->running--;
    empty_slot(table, slot);
    table->count--;
    return STATUS_OK;
}

Status client_table_start(ClientTable *table, UInt32 client_id, const Engine *engine)
{
    const UInt32 slot = client_table_slot(table, client_id);
    if (slot == CLIENT_CAPACITY)
        return STATUS_NOT_FOUND;
    Client *client = &table->clients[slot];
    if (client->starts == UINT32_MAX)
        return STATUS_BUSY;
    if (table->running == 0 && engine)
        engine_reader_init(&table->slots[0].reader->engine, engine);
    if (client->starts == 0 && engine)
        engine_reader_init(&table->slots[slot].reader->engine, engine);
    if (client->starts == 0) {
        insert_reset(atomic_load(&table->slots[slot].reader->insert));
        table->running++;
    }
    client->starts++;
    return STATUS_OK;
}

Status client_table_stop(ClientTable *table, UInt32 client_id)
{
    const UInt32 slot = client_table_slot(table, client_id);
    if (slot == CLIENT_CAPACITY || table->clients[slot].starts == 0)
        return STATUS_NOT_FOUND;
    if (--table->clients[slot].starts == 0)
        table->running--;
    return STATUS_OK;
}

void client_table_reset_readers(ClientTable *table, const Engine *engine)
{
    for (UInt32 i = 0; i < CLIENT_CAPACITY; i++) {
        if (table->slots[i].reader)
            engine_reader_init(&table->slots[i].reader->engine, engine);
    }
}

UInt32 client_table_next(const ClientTable *table, UInt32 id)
{
    UInt32 next = kAudioServerPlugInHostClientID;
    for (UInt32 i = 1; i < CLIENT_CAPACITY; i++) {
        const UInt32 other = atomic_load_explicit(&table->slots[i].id, memory_order_relaxed);
        if (other > id && (next == kAudioServerPlugInHostClientID || other < next))
            next = other;
    }
    return next;
}

const Client *client_table_find(const ClientTable *table, UInt32 client_id)
{
    const UInt32 slot = client_table_slot(table, client_id);
    return slot < CLIENT_CAPACITY ? &table->clients[slot] : NULL;
}
