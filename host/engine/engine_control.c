/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/chain_control.h"
#include "engine/engine_state.h"

/* What [control] threads ask an engine. */

size_t engine_module_count(const Engine *engine)
{
    return chain_module_count(engine->chain);
}

const ossicle_module *engine_module_at(const Engine *engine, size_t index)
{
    return chain_module_at(engine->chain, index);
}

Status engine_copy_chain(const Engine *engine, ChainSpec *spec, Error *error)
{
    pthread_mutex_lock(engine->lock);
    const Status status = chain_copy(engine->chain, spec, error);
    pthread_mutex_unlock(engine->lock);
    return status;
}

Status engine_parameter(const Engine *engine, size_t module, uint32_t parameter, double *value)
{
    pthread_mutex_lock(engine->lock);
    const Status status = chain_parameter(engine->chain, module, parameter, value);
    pthread_mutex_unlock(engine->lock);
    return status;
}

Status engine_set_parameter(Engine *engine, size_t module, uint32_t parameter, double value,
                            int64_t sample_time, Error *error)
{
    pthread_mutex_lock(engine->lock);
    const Status status =
        chain_set_parameter(engine->chain, module, parameter, value, sample_time, error);
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
    const uint32_t frames = chain_latency_frames(engine->chain);
    pthread_mutex_unlock(engine->lock);
    return frames;
}

/* End of what has been dealt with, for a reader who has seen `written`: first the time, then the
 * number of blocks before it, then how many of them are done. */
static int64_t processed_sample_time(const Engine *engine, int64_t written)
{
    const uint64_t queued = atomic_load(&engine->writer.queued_blocks);
    const uint64_t done = atomic_load(&engine->processor.done_blocks);
    const int64_t processed = atomic_load(&engine->processor.processed_sample_time);
    if (done >= queued)
        return written;
    return processed < written ? processed : written - 1;
}

void engine_counters(const Engine *engine, EngineCounters *counters)
{
    const int64_t written = atomic_load(&engine->writer.written_sample_time);
    pthread_mutex_lock(engine->lock);
    *counters = (EngineCounters){
        .blocks = atomic_load(&engine->writer.blocks),
        .processed_blocks = atomic_load(&engine->processor.processed_blocks),
        .dropped_blocks = atomic_load(&engine->writer.dropped_blocks) +
                          atomic_load(&engine->processor.dropped_blocks),
        .late_frames = atomic_load(&engine->late_frames),
        .worker_load = engine->is_running ? load_meter_read(&engine->processor.load) : 0,
        .written_sample_time = written,
        .processed_sample_time = processed_sample_time(engine, written),
    };
    counters->silenced_blocks = engine->silenced_before;
    counters->failed_blocks = engine->failed_before;
    counters->lost_log_lines = engine->lines_lost_before;
    if (engine->chain) {
        counters->silenced_blocks += atomic_load(&engine->chain->silenced_blocks);
        counters->failed_blocks += atomic_load(&engine->chain->failed_blocks);
        counters->lost_log_lines += atomic_load(&engine->chain->lost_lines);
    }
    pthread_mutex_unlock(engine->lock);
}

const char *engine_last_error(Engine *engine, size_t index)
{
    log_queue_flush(engine->config.log_queue);
    return error_list_at(&engine->errors, index);
}

const char *engine_worker_scheduling(const Engine *engine)
{
    if (!engine->chain || engine->mode != ENGINE_MODE_WORKER)
        return "no worker";
    return engine->worker.context ? engine->worker.scheduling : "not started";
}
