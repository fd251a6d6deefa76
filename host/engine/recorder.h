/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file recorder.h
 * A device's flight recorder: what its I/O cycles were like in the last minutes, and what was
 * changed meanwhile. The blocks of its chains are recorded where they are processed (record_ring.h)
 * and joined with the rest in a snapshot. */

#ifndef OSSICLE_ENGINE_RECORDER_H
#define OSSICLE_ENGINE_RECORDER_H

#include "base/recording.h"
#include "base/status.h"
#include "engine/record_ring.h"
#include "realtime/realtime.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    RECORDER_CYCLES = 16384, /**< almost three minutes of 512 frames at 48 kHz */
    RECORDER_BLOCKS = 16384, /**< of one lane of an engine */
    RECORDER_EVENTS = 64,
    RECORDER_NAMES = 128,
};

/** The last of something rare, newest last in turn. */
typedef struct Recorder {
    uint64_t (*now_ns)(void *context);
    void *context;
    RecordRing cycles;
    CycleRecord open;       /**< the cycle under way, of the thread that has begun it */
    _Atomic uint64_t owner; /**< which cycle that is; 0: none */
    pthread_mutex_t lock;   /**< for all below, never taken by I/O threads */
    EventRecord events[RECORDER_EVENTS];
    NameRecord names[RECORDER_NAMES];
    uint64_t event_count; /**< so far */
    uint64_t kind_counts[RECORDING_EVENT_COUNT];
    uint64_t name_count;
    uint32_t last_chain;
} Recorder;

/** Everything that is known, for [control] threads. `blocks` are in the order of their time. */
typedef struct Snapshot {
    CycleRecord *cycles;
    BlockRecord *blocks;
    EventRecord *events;
    NameRecord *names;
    size_t cycle_count;
    size_t block_count;
    size_t event_count;
    size_t name_count;
    int64_t wall_offset_ns; /**< see RecordingHeader */
} Snapshot;

/** [control] Make a recorder that keeps nothing of cycles yet, with the clock of their records,
 * which is [control, any number of threads]. NULL: no memory. */
Recorder *recorder_new(uint64_t (*now_ns)(void *context), void *context);

/** [control, no I/O] NULL is fine. */
void recorder_free(Recorder *recorder);

/** [control, no I/O] Make room for cycles, all of it touched, unless there is some; and tell that
 * I/O begins. */
Status recorder_start(Recorder *recorder, Error *error);

/** [io] A cycle begins: all of `cycle` is known but busy_ns and what recorder_end adds. `owner`,
 * not 0, tells it from cycles on other threads: one at a time is recorded. */
void recorder_begin(Recorder *recorder, uint64_t owner, const CycleRecord *cycle) OSSICLE_REALTIME;

/** [io, the thread that has begun it] The cycle under way, to be completed; NULL: this one isn't
 * recorded. */
CycleRecord *recorder_cycle(Recorder *recorder, uint64_t owner) OSSICLE_REALTIME;

/** [io, with the cycle under way] It ends. */
void recorder_end(Recorder *recorder) OSSICLE_REALTIME;

/** [control, any number of threads] Something happened; `text` may be NULL. NULL is fine for the
 * recorder. */
void recorder_tell(Recorder *recorder, RecordingEventKind kind, const char *text);

/** [control, any number of threads] How often something happened so far. */
uint64_t recorder_event_count(Recorder *recorder, RecordingEventKind kind);

/** [control, any number of threads] Keep the ids of a chain's modules. Returns the number under
 * which they are, from 1 on, below 65536; 0 without a recorder. */
uint16_t recorder_name_chain(Recorder *recorder, const char *const *ids, size_t count);

/** [control, any number of threads] Copy what there is, but for blocks and the wall's offset, for
 * the caller to snapshot_cleanup. */
Status recorder_snapshot(Recorder *recorder, Snapshot *snapshot);

/** [control] Free. A zeroed one is fine. */
void snapshot_cleanup(Snapshot *snapshot);

/** [any, not io] The id of a chain's module, or "a module" if that isn't known any more. */
const char *snapshot_module(const Snapshot *snapshot, uint32_t chain, uint32_t module);

/** [control] All of it as bytes of the layout in recording.h, for the caller to free(). NULL: no
 * memory. */
void *snapshot_format(const Snapshot *snapshot, size_t *size);

#endif
