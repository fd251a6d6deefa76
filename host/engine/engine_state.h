/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file engine_state.h
 * What an engine is made of, for engine.c and engine_io.c alone. */

#ifndef OSSICLE_ENGINE_ENGINE_STATE_H
#define OSSICLE_ENGINE_ENGINE_STATE_H

#include "engine/chain.h"
#include "engine/engine.h"
#include "engine/error_list.h"
#include "engine/gain_table.h"
#include "engine/load_meter.h"
#include "engine/loopback.h"
#include "engine/worker.h"
#include "realtime/log_queue.h"
#include "realtime/realtime.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/** What the I/O thread that writes knows. Counters are written by it alone. */
typedef struct EngineWriter {
    _Atomic int64_t written_sample_time;
    _Atomic uint64_t blocks;
    _Atomic uint64_t queued_blocks; /**< handed to the worker, or processed inline */
    _Atomic uint64_t dropped_blocks;
    int64_t next_sample_time;
    int64_t generation_start;
    uint32_t flags; /**< OSSICLE_BLOCK_* for the next block */
    bool has_written;
    _Atomic uint32_t generation; /**< goes up when the writer jumps back */
} EngineWriter;

/** What the thread that runs the chain knows: worker or writer. */
typedef struct EngineProcessor {
    _Atomic int64_t processed_sample_time;
    _Atomic uint64_t done_blocks; /**< processed or dropped */
    _Atomic uint64_t processed_blocks;
    _Atomic uint64_t dropped_blocks;
    _Atomic uint32_t generation; /**< what is in the wet loopback */
    uint32_t flags;              /**< OSSICLE_BLOCK_* for the next block */
    float *samples;              /**< one block, taken from the dry loopback */
    LoadMeter load;
} EngineProcessor;

/* Padded on purpose: threads don't share cache lines. What a copy through the empty chain touches
 * stands first and close together: on some processors a load waits for an unrelated store when both
 * have the same place within their pages, and a copy stores to many places.
 * NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding) */
struct Engine {
    /* Read by the I/O threads, written while they don't run. */
    _Alignas(REALTIME_CACHE_LINE) Chain *chain; /**< NULL: the empty chain */
    EngineMode mode;
    uint32_t channels;
    _Atomic bool is_running;
    GainTable gains; /**< its version is read with each block */
    /* For the I/O threads and the worker: each has lines of its own. */
    _Alignas(REALTIME_CACHE_LINE) EngineWriter writer;
    Loopback dry; /**< like all that only sound needs, not made before the first start */
    _Alignas(REALTIME_CACHE_LINE) EngineProcessor processor;
    Loopback wet;                                               /**< only if there was a chain */
    _Alignas(REALTIME_CACHE_LINE) _Atomic uint64_t late_frames; /**< written by readers */
    /* For [control] threads. */
    uint64_t silenced_before; /**< by chains before this one */
    uint64_t failed_before;
    uint64_t lines_lost_before;
    News latency_news;
    pthread_mutex_t control; /**< keeps `chain` in place */
    pthread_mutex_t *lock;   /**< is `control`, also for functions that change nothing else */
    EngineConfig config;
    ErrorList errors;
    Worker worker;
};

/** [worker] Process a block that was handed over; `context` is the engine. */
void engine_process_handed(void *context, const Block *block) OSSICLE_REALTIME;

/** [any] Fill `samples` with what the chain makes of the sound, before gains; the chain isn't
 * empty. Returns how many frames are dry because they weren't processed yet. */
uint32_t engine_join(const Engine *engine, EngineReader *reader, int64_t sample_time,
                     uint32_t frames, float *samples) OSSICLE_REALTIME;

/** [control, stopped] Forget what the I/O threads did. */
void engine_io_reset(Engine *engine);

#endif
