/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/engine_state.h"

/* What [control] threads ask an engine, and the changes of parameters. */

static const ChainModule *module_at(const Engine *engine, size_t index)
{
    if (!engine->chain || index >= engine->chain->count)
        return NULL;
    return &engine->chain->modules[index];
}

size_t engine_module_count(const Engine *engine)
{
    return engine->chain ? engine->chain->count : 0;
}

const ossicle_module *engine_module_at(const Engine *engine, size_t index)
{
    const ChainModule *module = module_at(engine, index);
    return module ? module->module : NULL;
}

static Status copy_module(const Engine *engine, const ChainModule *module, ChainSpec *spec)
{
    const Status status = chain_spec_add(spec, module->module);
    if (status)
        return status;
    for (uint32_t p = 0; p < module->module->parameter_count; p++)
        spec->modules[spec->count - 1].values[p] =
            parameter_queue_value(&engine->chain->parameters, module->first_parameter + p);
    return STATUS_OK;
}

Status engine_copy_chain(const Engine *engine, ChainSpec *spec, Error *error)
{
    Status status = STATUS_OK;
    *spec = (ChainSpec){NULL, 0};
    pthread_mutex_lock(engine->lock);
    for (size_t i = 0; !status && i < engine_module_count(engine); i++)
        status = copy_module(engine, module_at(engine, i), spec);
    pthread_mutex_unlock(engine->lock);
    if (!status)
        return STATUS_OK;
    chain_spec_cleanup(spec);
    return error_set(error, status, "chain: out of memory");
}

Status engine_parameter(const Engine *engine, size_t module, uint32_t parameter, double *value)
{
    Status status = STATUS_NOT_FOUND;
    pthread_mutex_lock(engine->lock);
    const ChainModule *found = module_at(engine, module);
    if (found && parameter < found->module->parameter_count) {
        *value =
            parameter_queue_value(&engine->chain->parameters, found->first_parameter + parameter);
        status = STATUS_OK;
    }
    pthread_mutex_unlock(engine->lock);
    return status;
}

static Status set_parameter(Engine *engine, size_t module, uint32_t parameter, double value,
                            int64_t sample_time, Error *error)
{
    const ChainModule *found = module_at(engine, module);
    if (!found)
        return error_set(error, STATUS_NOT_FOUND,
                         "the chain has %zu modules, and none at index %zu",
                         engine_module_count(engine), module);
    if (parameter >= found->module->parameter_count)
        return error_set(error, STATUS_NOT_FOUND,
                         "module '%s' has %u parameters, and none at index %u", found->module->id,
                         found->module->parameter_count, parameter);
    const ossicle_parameter *about = &found->module->parameters[parameter];
    double accepted;
    Status status = parameter_accept(about, value, &accepted, error);
    if (status)
        return status;
    status = parameter_queue_give(&engine->chain->parameters, found->first_parameter + parameter,
                                  accepted, sample_time);
    if (status)
        return error_set(error, status,
                         "parameter '%s' of module '%s': %u changes wait for their time already; "
                         "try later",
                         about->id, found->module->id, PARAMETER_QUEUE_TIMED);
    return STATUS_OK;
}

Status engine_set_parameter(Engine *engine, size_t module, uint32_t parameter, double value,
                            int64_t sample_time, Error *error)
{
    pthread_mutex_lock(engine->lock);
    const Status status = set_parameter(engine, module, parameter, value, sample_time, error);
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
    const uint32_t frames = engine->chain ? atomic_load(&engine->chain->latency_frames) : 0;
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
