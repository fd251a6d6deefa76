/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/recorder.h"

#include "realtime/memory.h"

#include <stdlib.h>
#include <string.h>

Recorder *recorder_new(uint64_t (*now_ns)(void *context), void *context)
{
    Recorder *recorder = memory_new(sizeof *recorder);
    if (recorder && pthread_mutex_init(&recorder->lock, NULL) == 0) {
        recorder->now_ns = now_ns;
        recorder->context = context;
        return recorder;
    }
    memory_free(recorder);
    return NULL;
}

void recorder_free(Recorder *recorder)
{
    if (!recorder)
        return;
    memory_free(recorder->cycles.memory);
    (void)pthread_mutex_destroy(&recorder->lock);
    memory_free(recorder);
}

Status recorder_start(Recorder *recorder, Error *error)
{
    if (!recorder->cycles.memory) {
        RecordMemory *memory = memory_new(record_memory_size(RECORDER_CYCLES));
        if (!memory)
            return error_set(error, STATUS_NO_MEMORY, "flight recorder: no memory for %d cycles",
                             RECORDER_CYCLES);
        (void)pthread_mutex_lock(&recorder->lock);
        recorder->cycles = (RecordRing){memory, RECORDER_CYCLES};
        (void)pthread_mutex_unlock(&recorder->lock);
    }
    atomic_store(&recorder->owner, 0);
    recorder_tell(recorder, RECORDING_EVENT_START, NULL);
    return STATUS_OK;
}

void recorder_begin(Recorder *recorder, uint64_t owner, const CycleRecord *cycle) OSSICLE_REALTIME
{
    uint64_t nobody = 0;
    if (atomic_compare_exchange_strong_explicit(&recorder->owner, &nobody, owner,
                                                memory_order_acquire, memory_order_relaxed))
        recorder->open = *cycle;
}

CycleRecord *recorder_cycle(Recorder *recorder, uint64_t owner) OSSICLE_REALTIME
{
    const uint64_t present = atomic_load_explicit(&recorder->owner, memory_order_relaxed);
    return present == owner ? &recorder->open : NULL;
}

void recorder_end(Recorder *recorder) OSSICLE_REALTIME
{
    record_ring_write(&recorder->cycles, &recorder->open);
    atomic_store_explicit(&recorder->owner, 0, memory_order_release);
}

/* As much of the text as there is room for. */
static void set_text(char *to, size_t size, const char *text)
{
    const size_t length = text ? strnlen(text, size - 1) : 0;
    memset(to, 0, size);
    memcpy(to, text ? text : "", length);
}

void recorder_tell(Recorder *recorder, RecordingEventKind kind, const char *text)
{
    if (!recorder)
        return;
    (void)pthread_mutex_lock(&recorder->lock);
    EventRecord *event = &recorder->events[recorder->event_count++ % RECORDER_EVENTS];
    event->time_ns = recorder->now_ns(recorder->context);
    event->kind = kind;
    set_text(event->text, sizeof event->text, text);
    recorder->kind_counts[kind]++;
    (void)pthread_mutex_unlock(&recorder->lock);
}

uint64_t recorder_event_count(Recorder *recorder, RecordingEventKind kind)
{
    (void)pthread_mutex_lock(&recorder->lock);
    const uint64_t count = recorder->kind_counts[kind];
    (void)pthread_mutex_unlock(&recorder->lock);
    return count;
}

uint16_t recorder_name_chain(Recorder *recorder, const char *const *ids, size_t count)
{
    if (!recorder)
        return 0;
    (void)pthread_mutex_lock(&recorder->lock);
    recorder->last_chain = recorder->last_chain % UINT16_MAX + 1;
    const uint32_t chain = recorder->last_chain;
    for (size_t i = 0; i < count && i < RECORDER_NAMES; i++) {
        NameRecord *name = &recorder->names[recorder->name_count++ % RECORDER_NAMES];
        name->chain = chain;
        name->module = (uint32_t)i;
        set_text(name->id, sizeof name->id, ids[i]);
    }
    (void)pthread_mutex_unlock(&recorder->lock);
    return (uint16_t)chain;
}

/* The last of `all` records that came so far, of which `capacity` are kept, in their order. */
static size_t copy_last(void *to, const void *from, size_t size, uint64_t all, size_t capacity)
{
    const size_t count = all < capacity ? (size_t)all : capacity;
    for (size_t i = 0; i < count; i++) {
        const size_t at = (size_t)((all - count + i) % capacity);
        memcpy((char *)to + i * size, (const char *)from + at * size, size);
    }
    return count;
}

Status recorder_snapshot(Recorder *recorder, Snapshot *snapshot)
{
    *snapshot = (Snapshot){
        .cycles = malloc(RECORDER_CYCLES * sizeof *snapshot->cycles),
        .events = malloc(sizeof recorder->events),
        .names = malloc(sizeof recorder->names),
    };
    if (!snapshot->cycles || !snapshot->events || !snapshot->names) {
        snapshot_cleanup(snapshot);
        return STATUS_NO_MEMORY;
    }
    (void)pthread_mutex_lock(&recorder->lock);
    const RecordRing cycles = recorder->cycles;
    snapshot->event_count = copy_last(snapshot->events, recorder->events, sizeof(EventRecord),
                                      recorder->event_count, RECORDER_EVENTS);
    snapshot->name_count = copy_last(snapshot->names, recorder->names, sizeof(NameRecord),
                                     recorder->name_count, RECORDER_NAMES);
    (void)pthread_mutex_unlock(&recorder->lock);
    snapshot->cycle_count = record_ring_copy(&cycles, snapshot->cycles, RECORDER_CYCLES);
    return STATUS_OK;
}

void snapshot_cleanup(Snapshot *snapshot)
{
    free(snapshot->cycles);
    free(snapshot->blocks);
    free(snapshot->events);
    free(snapshot->names);
    *snapshot = (Snapshot){.cycles = NULL};
}

const char *snapshot_module(const Snapshot *snapshot, uint32_t chain, uint32_t module)
{
    for (size_t i = 0; i < snapshot->name_count; i++) {
        const NameRecord *name = &snapshot->names[i];
        if (name->chain == chain && name->module == module)
            return name->id;
    }
    return "a module";
}

static char *append(char *to, const void *records, size_t count, size_t size)
{
    if (count > 0)
        memcpy(to, records, count * size);
    return to + count * size;
}

void *snapshot_format(const Snapshot *snapshot, size_t *size)
{
    const RecordingHeader header = {
        .magic = RECORDING_MAGIC,
        .version = RECORDING_VERSION,
        .header_bytes = sizeof header,
        .cycle_bytes = sizeof(CycleRecord),
        .block_bytes = sizeof(BlockRecord),
        .event_bytes = sizeof(EventRecord),
        .name_bytes = sizeof(NameRecord),
        .cycle_count = (uint32_t)snapshot->cycle_count,
        .block_count = (uint32_t)snapshot->block_count,
        .event_count = (uint32_t)snapshot->event_count,
        .name_count = (uint32_t)snapshot->name_count,
        .wall_offset_ns = snapshot->wall_offset_ns,
    };
    *size = sizeof header + snapshot->cycle_count * sizeof(CycleRecord) +
            snapshot->block_count * sizeof(BlockRecord) +
            snapshot->event_count * sizeof(EventRecord) + snapshot->name_count * sizeof(NameRecord);
    char *const bytes = malloc(*size);
    if (!bytes)
        return NULL;
    char *to = append(bytes, &header, 1, sizeof header);
    to = append(to, snapshot->cycles, snapshot->cycle_count, sizeof(CycleRecord));
    to = append(to, snapshot->blocks, snapshot->block_count, sizeof(BlockRecord));
    to = append(to, snapshot->events, snapshot->event_count, sizeof(EventRecord));
    (void)append(to, snapshot->names, snapshot->name_count, sizeof(NameRecord));
    return bytes;
}
