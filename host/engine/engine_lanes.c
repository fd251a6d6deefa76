/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/engine_state.h"

#include <stdlib.h>

/* Which lane does what, as far as control threads decide it. Whoever gives a lane something to do
 * or takes it away holds `setting`. */

Status engine_lacks_memory(const Engine *engine, Error *error)
{
    return error_set(error, STATUS_NO_MEMORY,
                     "engine: no memory for %u channels of sound; use fewer, or a shorter ring",
                     engine->channels);
}

/* Latency is told from the time when the chain is heard. */
static Status check_latency(const Engine *engine, const Chain *chain, Error *error)
{
    const uint32_t frames = atomic_load(&chain->latency_frames);
    const uint32_t most = engine->config.ring_frames / 2;
    if (frames <= most)
        return STATUS_OK;
    return error_set(error, STATUS_UNSUPPORTED,
                     "engine: the chain delays the sound by %u frames; at most %u are possible, "
                     "half of the ring",
                     frames, most);
}

/* The number under which the chain's blocks are recorded. */
static uint16_t name_chain(const Engine *engine, const ChainSpec *spec)
{
    const char *ids[RECORDER_NAMES];
    size_t count = 0;
    for (; count < spec->count && count < RECORDER_NAMES; count++)
        ids[count] = spec->modules[count].module->id;
    return recorder_name_chain(engine->config.recorder, ids, count);
}

static Status make_chain(Engine *engine, const ChainSpec *spec, Chain **chain, Error *error)
{
    ChainConfig config = {
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
    config.number = name_chain(engine, spec);
    Status status = chain_new(spec, &config, chain, error);
    if (!status)
        status = check_latency(engine, *chain, error);
    if (status) {
        chain_free(*chain);
        *chain = NULL;
    }
    return status;
}

/* Free what a lane has that isn't fed and has stopped. Its memory for sound stays: readers may
 * still be looking. */
static void release(Engine *engine, uint32_t index)
{
    if (index == ROUTE_DRY || !engine->lanes[index].chain)
        return;
    Lane *lane = &engine->lanes[index];
    pthread_mutex_lock(engine->lock);
    Chain *chain = lane->chain;
    engine_keep_counters(engine, lane);
    lane->chain = NULL;
    pthread_mutex_unlock(engine->lock);
    log_queue_flush(engine->config.log_queue); /* its lines name modules of the chain */
    chain_free(chain);
}

static void stop_and_release(Engine *engine, uint32_t index)
{
    if (index == ROUTE_DRY || index == ENGINE_NO_LANE)
        return;
    lane_stop(&engine->lanes[index]);
    release(engine, index);
}

/* Free the lanes that neither the writer nor the route needs any more. */
static void free_retired(Engine *engine)
{
    const uint32_t next = atomic_load(&engine->next);
    grace_wait(&engine->grace); /* if the writer has just let it take over, the route says so now */
    const Route route = route_read(&engine->board);
    for (uint32_t i = 0; i < ROUTE_LANES; i++) {
        if (i != next && i != route.from && i != route.to && engine->lanes[i].chain)
            stop_and_release(engine, i);
    }
}

void engine_free_retired(void *context)
{
    Engine *engine = context;
    pthread_mutex_lock(&engine->setting);
    if (engine->is_running)
        free_retired(engine);
    pthread_mutex_unlock(&engine->setting);
}

/* A lane that is free: there is one more than the writer and the route can need. */
static uint32_t free_lane(const Engine *engine)
{
    uint32_t index = 0;
    while (engine->lanes[index].chain)
        index++;
    return index;
}

/* From now on the chain, which is in the lane at `index` unless it is the empty one, is the newest.
 */
static void make_newest(Engine *engine, uint32_t index, Chain *chain, EngineMode mode)
{
    pthread_mutex_lock(engine->lock);
    if (chain)
        engine->lanes[index].chain = chain;
    engine->newest = index;
    engine->mode = mode;
    pthread_mutex_unlock(engine->lock);
}

static Status prepare(Engine *engine, Lane *lane, Chain *chain, EngineMode mode, Error *error)
{
    const LaneConfig config = {.dry = &engine->dry,
                               .ring_frames = engine->config.ring_frames,
                               .sample_rate_hz = engine->config.sample_rate_hz};
    return lane_prepare(lane, chain, mode, &config) ? engine_lacks_memory(engine, error)
                                                    : STATUS_OK;
}

/* While sound runs, the writer lets the new lane take over when it has caught up. One that still
 * waited for that isn't needed any more. On failure the chain is freed. */
static Status set_running(Engine *engine, Chain *chain, EngineMode mode, Error *error)
{
    uint32_t index = ROUTE_DRY;
    free_retired(engine);
    if (chain) { /* nobody sees the lane before it has its chain */
        index = free_lane(engine);
        Lane *lane = &engine->lanes[index];
        Status status = prepare(engine, lane, chain, mode, error);
        if (!status)
            status = lane_start(lane, engine->config.sample_rate_hz, error);
        if (status) {
            chain_free(chain);
            return status;
        }
    }
    make_newest(engine, index, chain, mode);
    const uint32_t withdrawn = atomic_exchange(&engine->next, index);
    atomic_store(&engine->has_lanes, true);
    grace_wait(&engine->grace);
    stop_and_release(engine, withdrawn);
    return STATUS_OK;
}

static void set_stopped(Engine *engine, Chain *chain, EngineMode mode)
{
    const uint32_t before = engine->newest;
    make_newest(engine, chain ? free_lane(engine) : ROUTE_DRY, chain, mode);
    release(engine, before);
}

/* For the flight recorder: where the chain runs now, or if that isn't new, what it is. */
static void tell(const Engine *engine, EngineMode mode_before)
{
    char *text = NULL;
    ChainSpec spec;
    if (!engine->config.recorder)
        return;
    if (engine->mode != mode_before) {
        recorder_tell(engine->config.recorder, RECORDING_EVENT_MODE,
                      engine_mode_text(engine->mode));
        return;
    }
    if (engine_copy_chain(engine, &spec, NULL) == STATUS_OK) {
        text = chain_spec_format(&spec);
        chain_spec_cleanup(&spec);
    }
    recorder_tell(engine->config.recorder, RECORDING_EVENT_CHAIN, text);
    free(text);
}

static Status set_chain(Engine *engine, const ChainSpec *spec, EngineMode mode, Error *error)
{
    Chain *chain = NULL;
    const EngineMode mode_before = engine->mode;
    Status status = engine_marks_begin(engine, spec, error);
    if (!status)
        status = make_chain(engine, spec, &chain, error);
    if (!status && engine->is_running)
        status = set_running(engine, chain, mode, error);
    else if (!status)
        set_stopped(engine, chain, mode);
    if (!status)
        tell(engine, mode_before);
    engine_marks_settle(engine);
    return status;
}

Status engine_set_chain(Engine *engine, const ChainSpec *spec, EngineMode mode, Error *error)
{
    ChainSpec adopted = {NULL, 0};
    if ((size_t)mode >= ENGINE_MODE_COUNT)
        return error_set(error, STATUS_BAD_ARGUMENT, "engine: there is no mode %d", (int)mode);
    pthread_mutex_lock(&engine->setting);
    Status status = engine_adopt_states(engine, spec, &adopted, error);
    if (!status)
        status = set_chain(engine, &adopted, mode, error);
    pthread_mutex_unlock(&engine->setting);
    chain_spec_cleanup(&adopted);
    return status;
}

/* Modules begin with the values that were last given, without gliding there. */
static Status prepare_chain(Engine *engine, Chain *chain, Error *error)
{
    if (!chain->is_active || parameter_queue_waits(&chain->parameters))
        return chain_activate(chain, engine->config.sample_rate_hz, error);
    chain_reset(chain);
    return STATUS_OK;
}

/* Get the newest lane ready for sound that begins. */
static Status renew(Engine *engine, Lane *lane, Error *error)
{
    pthread_mutex_lock(engine->lock);
    engine_keep_counters(engine, lane);
    Status status = prepare_chain(engine, lane->chain, error);
    if (!status)
        status = prepare(engine, lane, lane->chain, engine->mode, error);
    pthread_mutex_unlock(engine->lock);
    return status ? status : lane_start(lane, engine->config.sample_rate_hz, error);
}

Status engine_start_lanes(Engine *engine, Error *error)
{
    const uint32_t newest = engine->newest;
    Lane *lane = newest == ROUTE_DRY ? NULL : &engine->lanes[newest];
    const Status status = lane ? renew(engine, lane, error) : STATUS_OK;
    if (status)
        return status;
    engine->writer.route = route_to(newest);
    route_publish(&engine->board, &engine->writer.route);
    atomic_store(&engine->latency_frames, lane ? lane_latency_frames(lane) : 0);
    atomic_store(&engine->has_lanes, lane != NULL);
    return STATUS_OK;
}

void engine_stop_lanes(Engine *engine)
{
    grace_wait(&engine->grace);
    atomic_store(&engine->next, ENGINE_NO_LANE);
    for (uint32_t i = 0; i < ROUTE_LANES; i++) {
        lane_stop(&engine->lanes[i]);
        if (i != engine->newest)
            release(engine, i);
    }
}
