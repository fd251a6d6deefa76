/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file engine_state.h
 * What an engine is made of, for the engine*.c files alone. */

#ifndef OSSICLE_ENGINE_ENGINE_STATE_H
#define OSSICLE_ENGINE_ENGINE_STATE_H

#include "engine/engine.h"
#include "engine/engine_marks.h"
#include "engine/engine_watch.h"
#include "engine/gain_table.h"
#include "engine/lane.h"
#include "engine/loopback.h"
#include "engine/route.h"
#include "realtime/grace.h"
#include "realtime/log_queue.h"
#include "realtime/realtime.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/** No lane waits to take over. */
#define ENGINE_NO_LANE UINT32_MAX

/** What the I/O thread that writes knows. Counters are written by it alone. */
typedef struct EngineWriter {
    _Atomic int64_t written_sample_time;
    _Atomic uint64_t blocks;
    int64_t next_sample_time;
    int64_t generation_start;
    bool has_written; /**< since there are lanes */
    Route route;      /**< as published */
} EngineWriter;

/* Padded on purpose: threads don't share cache lines. What a copy through the empty chain touches
 * stands first and close together: on some processors a load waits for an unrelated store when both
 * have the same place within their pages, and a copy stores to many places.
 * NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding) */
struct Engine {
    /* Read by the I/O threads. */
    _Alignas(REALTIME_CACHE_LINE) _Atomic bool is_running;
    _Atomic bool has_lanes; /**< false: the empty chain is heard, and nothing is to take over */
    uint32_t channels;
    GainTable gains; /**< its version is read with each block */
    /* For the I/O threads and the worker: each has lines of its own. */
    _Alignas(REALTIME_CACHE_LINE) EngineWriter writer;
    Loopback dry; /**< like all that only sound needs, not made before the first start */
    _Alignas(REALTIME_CACHE_LINE) RouteBoard board;
    _Atomic uint32_t latency_frames; /**< what readers hear is as late as this, or as what is heard
                                          now if that is later; doesn't fall while sound runs */
    _Alignas(REALTIME_CACHE_LINE) _Atomic uint64_t late_frames; /**< written by readers */
    /* Written by control threads. */
    _Alignas(REALTIME_CACHE_LINE) _Atomic uint32_t next; /**< lane that is to take over, or
                                                              ROUTE_DRY; ENGINE_NO_LANE: none */
    Grace grace;             /**< the writer is inside while it uses lanes */
    Lane lanes[ROUTE_LANES]; /**< changed with `control` held */
    uint32_t newest;         /**< lane of the chain that was set last; ROUTE_DRY: the empty one */
    EngineMode mode;         /**< of the chain that was set last */
    EngineCounters before;   /**< what lanes counted that are free again */
    News latency_news;
    News retired_news;       /**< lanes can be freed */
    pthread_mutex_t setting; /**< one chain is set at a time; taken before `control` */
    pthread_mutex_t control; /**< keeps the newest chain in place */
    pthread_mutex_t *lock;   /**< is `control`, also for functions that change nothing else */
    EngineConfig config;
    EngineMarks marks;
    EngineWatch watch;
    char remote_scheduling[256]; /**< how the last worker process runs; changes only if that does */
    void *dry_memory;
    Area dry_area; /**< what it stands in, if there may be worker processes */
};

/** [control, locked] The chain that was set last; NULL: the empty one. */
static inline Chain *engine_chain(const Engine *engine)
{
    return engine->newest == ROUTE_DRY ? NULL : engine->lanes[engine->newest].chain;
}

/** [any] How late what is heard is when `heard`, a lane or ROUTE_DRY, is heard. */
uint32_t engine_latency_of(const Engine *engine, uint32_t heard) OSSICLE_REALTIME;

/** [any] Fill `samples` with what the chain makes of the sound, before gains; the engine has lanes.
 * Returns how many frames are dry because they weren't processed yet. */
uint32_t engine_join(const Engine *engine, EngineReader *reader, int64_t sample_time,
                     uint32_t frames, float *samples) OSSICLE_REALTIME;

/** @name Lanes, for control
 * @{ */
/** [control, stopped, setting] Get the newest lane ready, let it be heard alone, and start it. */
Status engine_start_lanes(Engine *engine, Error *error);

/** [control, I/O told to stop, setting] Stop all lanes, and free all but the newest. */
void engine_stop_lanes(Engine *engine);

/** [control] Free the chains that aren't heard any more; `context` is the engine. */
void engine_free_retired(void *context);

/** [control, setting] Ask the modules of the newest chain for their states, also while sound runs:
 * then its lane pauses between two blocks. */
void engine_save_states(Engine *engine);

/** [control, setting] A copy of `spec`, which may be NULL, whose modules have the states that those
 * of the newest chain have now; the caller's to clean up. On failure it is empty. */
Status engine_adopt_states(Engine *engine, const ChainSpec *spec, ChainSpec *adopted, Error *error);

/** [control, locked] Add what the lane counted. */
void engine_add_counters(const Lane *lane, EngineCounters *counters);

/** [control, locked, the lane has stopped] The same, and let it count from 0 again. */
void engine_keep_counters(Engine *engine, Lane *lane);

/** [control, setting] Let the chain, which is the engine's from now on also on failure, have a
 * lane, and be the newest. `is_same_chain`: it takes over the values of the one before. NULL: the
 * empty chain. */
Status engine_give_lane(Engine *engine, Chain *chain, EngineMode mode, bool is_same_chain,
                        Error *error);

/** [control, setting] Let the chain, which has no instances, stand by in place of the newest, which
 * is the same, while dry sound is heard. */
Status engine_park(Engine *engine, Chain *chain, Error *error);

/** [control, setting] Make the newest chain again, as `spec` says it with more or fewer modules
 * paused. If a worker process dies of a module meanwhile, `*culprit` is its index. */
Status engine_make_again(Engine *engine, const ChainSpec *spec, size_t *culprit, Error *error);

/** [control, setting] Let the newest chain stand by without instances, and dry sound be heard. */
Status engine_park_chain(Engine *engine, Error *error);

/** Say that there is no memory for sound. Returns STATUS_NO_MEMORY. */
Status engine_lacks_memory(const Engine *engine, Error *error);
/** @} */

#endif
