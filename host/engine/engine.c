/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/engine.h"

#include "engine/engine_state.h"
#include "realtime/memory.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const char *const mode_texts[] = {
    [ENGINE_MODE_INLINE] = "inline",
    [ENGINE_MODE_WORKER] = "worker",
    [ENGINE_MODE_ISOLATED] = "isolated",
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

/* All that can fail. On failure nothing is left. */
static Status make_parts(Engine *engine)
{
    const EngineConfig *config = &engine->config;
    if (pthread_mutex_init(&engine->setting, NULL) != 0 ||
        pthread_mutex_init(&engine->control, NULL) != 0 ||
        gain_table_init(&engine->gains, config->channels, config->sample_rate_hz))
        return STATUS_NO_MEMORY;
    const Status status = engine_watch_init(engine);
    if (status)
        gain_table_cleanup(&engine->gains);
    return status;
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
    if (config->policy.settle_ms == 0)
        engine->config.policy = ENGINE_POLICY_DEFAULT;
    engine->channels = config->channels;
    engine->mode = ENGINE_MODE_WORKER;
    engine->newest = ROUTE_DRY;
    engine->next = ENGINE_NO_LANE;
    engine->lock = &engine->control;
    engine->writer.route = route_to(ROUTE_DRY);
    route_publish(&engine->board, &engine->writer.route);
    grace_init(&engine->grace);
    loopback_view(&engine->dry, NULL, config->channels, config->ring_frames);
    if (make_parts(engine)) {
        (void)error_set(error, STATUS_NO_MEMORY, "engine: out of memory");
        memory_free(engine);
        return NULL;
    }
    engine->latency_news = (News){.tell = config->latency_changed, .context = config->context};
    engine->retired_news = (News){.tell = engine_free_retired, .context = engine};
    if (config->latency_changed)
        log_queue_add_news(config->log_queue, &engine->latency_news);
    log_queue_add_news(config->log_queue, &engine->retired_news);
    if (!engine_marks_init(engine))
        return engine;
    (void)error_set(error, STATUS_NO_MEMORY, "engine: out of memory");
    engine_free(engine);
    return NULL;
}

static void drop_dry(Engine *engine)
{
    if (engine->dry_area.memory)
        area_cleanup(&engine->dry_area);
    else
        memory_free(engine->dry_memory);
}

/* A thread that hangs in a module uses what it has for ever, and can't be ended. Returns whether
 * there is one. */
static bool leave_behind(Engine *engine)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < ROUTE_LANES; i++)
        count += engine->lanes[i].is_abandoned;
    if (count > 0)
        log_write(engine->config.log, LOG_LEVEL_ERROR,
                  "engine: %u threads hang in modules; they and their memory are left behind",
                  count);
    return count > 0;
}

void engine_free(Engine *engine)
{
    if (!engine)
        return;
    engine_watch_cleanup(engine);
    engine_stop(engine);
    engine_marks_cleanup(engine);
    log_queue_remove_news(engine->config.log_queue, &engine->latency_news);
    log_queue_remove_news(engine->config.log_queue, &engine->retired_news);
    engine_watch_cleanup(engine);
    if (leave_behind(engine))
        return;
    for (uint32_t i = 0; i < ROUTE_LANES; i++)
        lane_cleanup(&engine->lanes[i]);
    drop_dry(engine);
    gain_table_cleanup(&engine->gains);
    pthread_mutex_destroy(&engine->control);
    pthread_mutex_destroy(&engine->setting);
    memory_free(engine);
}

static Status check_stopped(const Engine *engine, const char *what, Error *error)
{
    if (!engine->is_running)
        return STATUS_OK;
    return error_set(error, STATUS_BUSY, "engine: %s can't change while sound runs; stop it first",
                     what);
}

EngineMode engine_mode(const Engine *engine)
{
    pthread_mutex_lock(engine->lock);
    const EngineMode mode = engine->mode;
    pthread_mutex_unlock(engine->lock);
    return mode;
}

static Status set_rate(Engine *engine, double sample_rate_hz, Error *error)
{
    Status status = STATUS_OK;
    pthread_mutex_lock(engine->lock);
    Chain *chain = engine_chain(engine);
    if (chain) {
        status = chain_activate(chain, sample_rate_hz, error);
        if (status)
            (void)chain_activate(chain, engine->config.sample_rate_hz, NULL);
    }
    if (!status) {
        engine->config.sample_rate_hz = sample_rate_hz;
        gain_table_set_rate(&engine->gains, sample_rate_hz);
    }
    pthread_mutex_unlock(engine->lock);
    if (!status) {
        char text[32];
        (void)snprintf(text, sizeof text, "%.0f", sample_rate_hz);
        recorder_tell(engine->config.recorder, RECORDING_EVENT_RATE, text);
    }
    return status;
}

Status engine_set_sample_rate(Engine *engine, double sample_rate_hz, Error *error)
{
    Status status = check_stopped(engine, "the sample rate", error);
    if (!status)
        status = check_rate(sample_rate_hz, error);
    if (status)
        return status;
    pthread_mutex_lock(&engine->setting);
    status = engine_marks_begin_newest(engine, error);
    if (!status)
        status = set_rate(engine, sample_rate_hz, error);
    engine_marks_settle(engine);
    pthread_mutex_unlock(&engine->setting);
    return status;
}

static Status make_dry(Engine *engine)
{
    if (!engine->dry_memory) {
        const uint32_t frames = engine->config.ring_frames;
        const size_t bytes = loopback_bytes(engine->channels, frames);
        if (engine->config.worker_path &&
            area_init(&engine->dry_area, bytes, AREA_HOST_WRITES, NULL) == STATUS_OK)
            engine->dry_memory = engine->dry_area.memory;
        else
            engine->dry_memory = memory_new(bytes);
        if (!engine->dry_memory)
            return STATUS_NO_MEMORY;
        loopback_view(&engine->dry, engine->dry_memory, engine->channels, frames);
    }
    loopback_clear(&engine->dry);
    engine->writer.has_written = false;
    return STATUS_OK;
}

static Status start(Engine *engine, Error *error)
{
    if (engine->is_running)
        return error_set(error, STATUS_BUSY, "engine: it runs already");
    if (make_dry(engine))
        return engine_lacks_memory(engine, error);
    Status status = engine_marks_begin_newest(engine, error);
    if (!status)
        status = engine_start_lanes(engine, error);
    atomic_store(&engine->is_running, !status);
    engine_marks_settle(engine);
    engine_watch_start(engine);
    return status;
}

Status engine_start(Engine *engine, Error *error)
{
    pthread_mutex_lock(&engine->setting);
    const Status status = start(engine, error);
    pthread_mutex_unlock(&engine->setting);
    return status;
}

void engine_stop(Engine *engine)
{
    pthread_mutex_lock(&engine->setting);
    if (atomic_exchange(&engine->is_running, false)) {
        engine_stop_lanes(engine);
        engine_save_states(engine);
        engine_marks_settle(engine);
        log_queue_flush(engine->config.log_queue);
    }
    pthread_mutex_unlock(&engine->setting);
}
