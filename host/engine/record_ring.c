/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/record_ring.h"

#include "realtime/race.h"

#include <string.h>

size_t record_memory_size(uint32_t capacity)
{
    return sizeof(RecordMemory) + (size_t)capacity * RECORDING_RECORD_BYTES;
}

static _Atomic uint64_t *place_of(const RecordRing *ring, uint64_t index) OSSICLE_REALTIME
{
    return &ring->memory->words[(index & (ring->capacity - 1)) * RECORD_WORDS];
}

void record_ring_write(const RecordRing *ring, const void *record) OSSICLE_REALTIME
{
    if (!ring->memory)
        return;
    const uint64_t index = atomic_load_explicit(&ring->memory->written, memory_order_relaxed);
    _Atomic uint64_t *words = place_of(ring, index);
    uint64_t values[RECORD_WORDS];
    memcpy(values, record, sizeof values);
    race_fence_stores(); /* whoever sees one of these words sees all that was written before */
    for (size_t i = 0; i < RECORD_WORDS; i++)
        atomic_store_explicit(&words[i], values[i], memory_order_relaxed);
    atomic_store_explicit(&ring->memory->written, index + 1, memory_order_release);
}

static void copy_one(const RecordRing *ring, uint64_t index, char *record)
{
    _Atomic uint64_t *words = place_of(ring, index);
    for (size_t i = 0; i < RECORD_WORDS; i++) {
        const uint64_t value = atomic_load_explicit(&words[i], memory_order_relaxed);
        memcpy(record + i * sizeof value, &value, sizeof value);
    }
}

size_t record_ring_copy(const RecordRing *ring, void *records, size_t count)
{
    if (!ring->memory)
        return 0;
    char *const to = records;
    const uint64_t end = atomic_load_explicit(&ring->memory->written, memory_order_acquire);
    const uint64_t kept = end < ring->capacity ? end : ring->capacity - 1;
    const size_t copied = kept < count ? (size_t)kept : count;
    const uint64_t begin = end - copied;
    for (size_t i = 0; i < copied; i++)
        copy_one(ring, begin + i, to + i * RECORDING_RECORD_BYTES);
    race_fence_loads();
    const uint64_t after = atomic_load_explicit(&ring->memory->written, memory_order_relaxed);
    /* The writer may be at work on record `after`, in the place of the one a round before it. */
    const uint64_t whole = after < ring->capacity ? 0 : after - ring->capacity + 1;
    size_t lost = whole > begin ? (size_t)(whole - begin) : 0;
    lost = lost < copied ? lost : copied;
    memmove(to, to + lost * RECORDING_RECORD_BYTES, (copied - lost) * RECORDING_RECORD_BYTES);
    return copied - lost;
}
