/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file record_ring.h
 * The last records of something that goes on: one thread writes without ever waiting, any number of
 * readers copy what is there, and throw away what was overwritten meanwhile.
 *
 * The memory may be another process's to write. It holds no pointers, and a reader whose writer has
 * gone mad gets nonsense, but never anything from outside the memory. */

#ifndef OSSICLE_ENGINE_RECORD_RING_H
#define OSSICLE_ENGINE_RECORD_RING_H

#include "base/recording.h"
#include "realtime/realtime.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

enum { RECORD_WORDS = RECORDING_RECORD_BYTES / sizeof(uint64_t) };

/** All zero: empty. */
typedef struct RecordMemory {
    _Alignas(REALTIME_CACHE_LINE) _Atomic uint64_t written; /**< records so far */
    _Alignas(REALTIME_CACHE_LINE) _Atomic uint64_t words[];
} RecordMemory;

/** Where the memory is and how large; private to each process. All zero: a ring that keeps nothing.
 */
typedef struct RecordRing {
    RecordMemory *memory;
    uint32_t capacity; /**< in records; a power of two */
} RecordRing;

/** How many bytes the memory of a ring has. */
size_t record_memory_size(uint32_t capacity);

/** [io or audio, one thread] Add a record of RECORDING_RECORD_BYTES bytes. */
void record_ring_write(const RecordRing *ring, const void *record) OSSICLE_REALTIME;

/** [any, not io] Copy the newest records, `count` at most, the oldest of them first. Returns how
 * many there are. */
size_t record_ring_copy(const RecordRing *ring, void *records, size_t count);

#endif
