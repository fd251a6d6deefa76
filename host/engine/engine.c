/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/engine.h"

#include "engine/engine_state.h"
#include "realtime/memory.h"

#include <assert.h>
#include <string.h>

static const char *const mode_texts[] = {
    [ENGINE_MODE_INLINE] = "inline",
    [ENGINE_MODE_WORKER] = "worker",
};
static_assert(sizeof mode_texts / sizeof *mode_texts == ENGINE_MODE_COUNT, "one text per mode");

const char *engine_mode_text(EngineMode mode)
{
    return (size_t)mode < ENGINE_MODE_COUNT ? mode_texts[mode] : "unknown";
}

bool engine_mode_parse(const char *text, EngineMode *mode)
{
    for (int i = 0; i < ENGINE_MODE_COUNT; i++) {
        if (strcmp(text, mode_texts[i]) == 0) {
            *mode = (EngineMode)i;
            return true;
        }
    }
    return false;
}

static Status check_rate(double sample_rate_hz, Error *error)
{
    if (sample_rate_hz >= 8000 && sample_rate_hz <= 768000)
        return STATUS_OK;
    return error_set(error, STATUS_UNSUPPORTED,
                     "engine: a sample rate of %g Hz; it must be from 8000 to 768000",
                     sample_rate_hz);
}

static Status check_config(const EngineConfig *config, Error *error)
{
    const uint32_t frames = config->ring_frames;
    if (config->channels < 1 || config->channels > ENGINE_MAX_CHANNELS)
        return error_set(error, STATUS_UNSUPPORTED,
                         "engine: %u channels; it must be 1 to %u channels", config->channels,
                         ENGINE_MAX_CHANNELS);
    if (frames < ENGINE_BLOCK_FRAMES || (frames & (frames - 1)) != 0)
        return error_set(error, STATUS_BAD_ARGUMENT,
                         "engine: a ring of %u frames; it must be a power of two, at least %u",
                         frames, ENGINE_BLOCK_FRAMES);
    return check_rate(config->sample_rate_hz, error);
}

Engine *engine_new(const EngineConfig *config, Error *error)
{
    if (check_config(config, error))
        return NULL;
    Engine *engine = memory_new(sizeof *engine);
    if (!engine) {
        (void)error_set(error, STATUS_NO_MEMORY, "engine: out of memory");
        return NULL;
    }
    engine->config = *config;
    engine->channels = config->channels;
    engine->mode = ENGINE_MODE_WORKER;
    engine->lock = &engine->control;
    if (pthread_mutex_init(&engine->control, NULL) != 0 ||
        gain_table_init(&engine->gains, config->channels, config->sample_rate_hz) ||
        error_list_init(&engine->errors, config->log)) {
        (void)error_set(error, STATUS_NO_MEMORY, "engine: out of memory");
        memory_free(engine);
        return NULL;
    }
    engine->latency_news = (News){.tell = config->latency_changed, .context = config->context};
    if (config->latency_changed)
        log_queue_add_news(config->log_queue, &engine->latency_news);
    return engine;
}

void engine_free(Engine *engine)
{
    if (!engine)
        return;
    engine_stop(engine);
    log_queue_remove_news(engine->config.log_queue, &engine->latency_news);
    worker_cleanup(&engine->worker);
    chain_free(engine->chain);
    loopback_cleanup(&engine->wet);
    loopback_cleanup(&engine->dry);
    memory_free(engine->processor.samples);
    error_list_cleanup(&engine->errors);
    gain_table_cleanup(&engine->gains);
    pthread_mutex_destroy(&engine->control);
    memory_free(engine);
}

static Status check_stopped(const Engine *engine, const char *what, Error *error)
{
    if (!engine->is_running)
        return STATUS_OK;
    return error_set(error, STATUS_BUSY, "engine: %s can't change while sound runs; stop it first",
                     what);
}

static Status make_chain(Engine *engine, const ChainSpec *spec, Chain **chain, Error *error)
{
    const ChainConfig config = {
        .channels = engine->channels,
        .max_frames = ENGINE_BLOCK_FRAMES,
        .sample_rate_hz = engine->config.sample_rate_hz,
        .log = &engine->errors.log,
        .log_queue = engine->config.log_queue,
        .latency_news = engine->config.latency_changed ? &engine->latency_news : NULL,
    };
    *chain = NULL;
    if (!spec || spec->count == 0)
        return STATUS_OK;
    return chain_new(spec, &config, chain, error);
}

Status engine_set_chain(Engine *engine, const ChainSpec *spec, EngineMode mode, Error *error)
{
    Chain *chain;
    if ((size_t)mode >= ENGINE_MODE_COUNT)
        return error_set(error, STATUS_BAD_ARGUMENT, "engine: there is no mode %d", (int)mode);
    Status status = check_stopped(engine, "the chain", error);
    if (!status)
        status = make_chain(engine, spec, &chain, error);
    if (status)
        return status;
    pthread_mutex_lock(engine->lock);
    Chain *old = engine->chain;
    if (old) {
        engine->silenced_before += atomic_load(&old->silenced_blocks);
        engine->failed_before += atomic_load(&old->failed_blocks);
        engine->lines_lost_before += atomic_load(&old->lost_lines);
    }
    engine->chain = chain;
    engine->mode = mode;
    pthread_mutex_unlock(engine->lock);
    log_queue_flush(engine->config.log_queue); /* its lines name modules of the old chain */
    chain_free(old);
    return STATUS_OK;
}

EngineMode engine_mode(const Engine *engine)
{
    return engine->mode;
}

Status engine_set_sample_rate(Engine *engine, double sample_rate_hz, Error *error)
{
    Status status = check_stopped(engine, "the sample rate", error);
    if (!status)
        status = check_rate(sample_rate_hz, error);
    if (status)
        return status;
    pthread_mutex_lock(engine->lock);
    if (engine->chain) {
        status = chain_activate(engine->chain, sample_rate_hz, error);
        if (status)
            (void)chain_activate(engine->chain, engine->config.sample_rate_hz, NULL);
    }
    if (!status) {
        engine->config.sample_rate_hz = sample_rate_hz;
        gain_table_set_rate(&engine->gains, sample_rate_hz);
    }
    pthread_mutex_unlock(engine->lock);
    return status;
}

/* Modules begin with the values that were last given, without gliding there. */
static Status prepare_chain(Engine *engine, Error *error)
{
    Chain *chain = engine->chain;
    if (!chain)
        return STATUS_OK;
    if (!chain->is_active || parameter_queue_waits(&chain->parameters))
        return chain_activate(chain, engine->config.sample_rate_hz, error);
    chain_reset(chain);
    return STATUS_OK;
}

static Status make_loopback(const Engine *engine, Loopback *loopback)
{
    if (loopback->samples)
        return STATUS_OK;
    return loopback_init(loopback, engine->channels, engine->config.ring_frames);
}

/* What the I/O threads and the worker need and isn't there yet. */
static Status make_room_for_sound(Engine *engine)
{
    Status status = make_loopback(engine, &engine->dry);
    if (status || !engine->chain)
        return status;
    status = chain_make_room(engine->chain);
    if (!status)
        status = make_loopback(engine, &engine->wet);
    if (!status && !engine->processor.samples) {
        const size_t count = (size_t)engine->channels * ENGINE_BLOCK_FRAMES;
        engine->processor.samples = memory_new(count * sizeof *engine->processor.samples);
        status = engine->processor.samples ? STATUS_OK : STATUS_NO_MEMORY;
    }
    if (!status && engine->mode == ENGINE_MODE_WORKER && !engine->worker.context)
        status = worker_init(&engine->worker, engine_process_handed, engine);
    return status;
}

Status engine_start(Engine *engine, Error *error)
{
    if (engine->is_running)
        return error_set(error, STATUS_BUSY, "engine: it runs already");
    pthread_mutex_lock(engine->lock);
    Status status = make_room_for_sound(engine);
    if (status)
        (void)error_set(error, status,
                        "engine: no memory for %u channels of sound; use fewer, or a "
                        "shorter ring",
                        engine->channels);
    else
        status = prepare_chain(engine, error);
    if (!status)
        engine_io_reset(engine);
    pthread_mutex_unlock(engine->lock);
    if (status)
        return status;
    const double period_s = ENGINE_BLOCK_FRAMES / engine->config.sample_rate_hz;
    if (engine->chain && engine->mode == ENGINE_MODE_WORKER)
        status = worker_start(&engine->worker, (uint64_t)(period_s * 1e9), error);
    engine->is_running = !status;
    return status;
}

void engine_stop(Engine *engine)
{
    if (!engine->is_running)
        return;
    engine->is_running = false;
    worker_stop(&engine->worker);
    log_queue_flush(engine->config.log_queue);
}
