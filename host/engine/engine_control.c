/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/chain_control.h"
#include "engine/engine_state.h"

#include <stdio.h>

/* What [control] threads ask an engine. */

size_t engine_module_count(const Engine *engine)
{
    pthread_mutex_lock(engine->lock);
    const size_t count = chain_module_count(engine_chain(engine));
    pthread_mutex_unlock(engine->lock);
    return count;
}

const ossicle_module *engine_module_at(const Engine *engine, size_t index)
{
    pthread_mutex_lock(engine->lock);
    const ossicle_module *module = chain_module_at(engine_chain(engine), index);
    pthread_mutex_unlock(engine->lock);
    return module;
}

Status engine_copy_chain(const Engine *engine, ChainSpec *spec, Error *error)
{
    pthread_mutex_lock(engine->lock);
    const Status status = chain_copy(engine_chain(engine), spec, error);
    pthread_mutex_unlock(engine->lock);
    return status;
}

Status engine_parameter(const Engine *engine, size_t module, uint32_t parameter, double *value)
{
    pthread_mutex_lock(engine->lock);
    const Status status = chain_parameter(engine_chain(engine), module, parameter, value);
    pthread_mutex_unlock(engine->lock);
    return status;
}

Status engine_set_parameter(Engine *engine, size_t module, uint32_t parameter, double value,
                            int64_t sample_time, Error *error)
{
    pthread_mutex_lock(engine->lock);
    const Status status =
        chain_set_parameter(engine_chain(engine), module, parameter, value, sample_time, error);
    pthread_mutex_unlock(engine->lock);
    return status;
}

void engine_set_gains(Engine *engine, const float *gains)
{
    gain_table_set(&engine->gains, gains);
}

uint32_t engine_latency_frames(const Engine *engine)
{
    pthread_mutex_lock(engine->lock);
    const Route route = route_read(&engine->board);
    const uint32_t frames = engine->is_running ? engine_latency_of(engine, route.to)
                                               : chain_latency_frames(engine_chain(engine));
    pthread_mutex_unlock(engine->lock);
    return frames;
}

/* Nothing happened to more blocks than were handed over, whatever a process says whose module has
 * written all over its memory. */
static uint64_t count_blocks(const Lane *lane, const _Atomic uint64_t *said)
{
    const uint64_t count = atomic_load(said);
    const uint64_t most = atomic_load(&lane->queued_blocks);
    return count < most ? count : most;
}

void engine_add_counters(const Lane *lane, EngineCounters *counters)
{
    const ExchangeDone *done = lane->exchange.done;
    if (!done)
        return;
    counters->processed_blocks += count_blocks(lane, &done->processed_blocks);
    counters->dropped_blocks +=
        atomic_load(&lane->dropped_blocks) + count_blocks(lane, &done->dropped_blocks);
    counters->silenced_blocks += count_blocks(lane, &done->silenced_blocks);
    counters->failed_blocks += count_blocks(lane, &done->failed_blocks);
    counters->lost_log_lines += atomic_load(&done->lost_log_lines);
}

void engine_keep_counters(Engine *engine, Lane *lane)
{
    engine_add_counters(lane, &engine->before);
    atomic_store(&lane->dropped_blocks, 0);
    if (lane->exchange.done)
        exchange_clear_counters(&lane->exchange);
}

/* End of what the lane has dealt with, for a reader who has seen `written`: first the number of
 * blocks before it, then how many of them are done. */
static int64_t processed_sample_time(const Lane *lane, int64_t written)
{
    if (!lane->exchange.done || lane_is_done(lane))
        return written;
    const int64_t processed = atomic_load(&lane->exchange.done->processed_sample_time);
    return processed < written ? processed : written - 1;
}

static void add_lane(const Engine *engine, const Lane *lane, EngineCounters *counters)
{
    const int64_t processed = processed_sample_time(lane, counters->written_sample_time);
    if (processed < counters->processed_sample_time)
        counters->processed_sample_time = processed;
    engine_add_counters(lane, counters);
    if (engine->is_running && lane->exchange.done)
        counters->worker_load += atomic_load(&lane->exchange.done->load);
}

void engine_counters(const Engine *engine, EngineCounters *counters)
{
    const int64_t written = atomic_load(&engine->writer.written_sample_time);
    pthread_mutex_lock(engine->lock);
    *counters = engine->before;
    counters->blocks = atomic_load(&engine->writer.blocks);
    counters->late_frames = atomic_load(&engine->late_frames);
    counters->troubles = atomic_load(&engine->watch.trouble_count);
    counters->restarts = atomic_load(&engine->watch.restarts);
    counters->written_sample_time = written;
    counters->processed_sample_time = written;
    for (uint32_t i = 0; i < ROUTE_LANES; i++) {
        if (engine->lanes[i].chain)
            add_lane(engine, &engine->lanes[i], counters);
    }
    pthread_mutex_unlock(engine->lock);
}

static const char *scheduling(const Engine *engine)
{
    if (engine->newest == ROUTE_DRY || engine->mode == ENGINE_MODE_INLINE)
        return "no worker";
    if (engine->mode == ENGINE_MODE_ISOLATED)
        return engine->remote_scheduling;
    const Worker *worker = &engine->lanes[engine->newest].worker;
    return worker->context ? worker->scheduling : "not started";
}

void engine_worker_scheduling(const Engine *engine, char text[ENGINE_SCHEDULING_BYTES])
{
    pthread_mutex_lock(engine->lock); /* the worker may be another one soon */
    (void)snprintf(text, ENGINE_SCHEDULING_BYTES, "%s", scheduling(engine));
    pthread_mutex_unlock(engine->lock);
}
