/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/chain_control.h"
#include "engine/engine_state.h"

#include <stdio.h>
#include <string.h>

/* Which lane does what, as far as control threads decide it. Whoever gives a lane something to do
 * or takes it away holds `setting`. */

Status engine_lacks_memory(const Engine *engine, Error *error)
{
    return error_set(error, STATUS_NO_MEMORY,
                     "engine: no memory for %u channels of sound; use fewer, or a shorter ring",
                     engine->channels);
}

/* Free what a lane has that isn't fed and has stopped. Its memory for sound stays: readers may
 * still be looking. */
static void release(Engine *engine, uint32_t index)
{
    if (index == ROUTE_DRY || !engine->lanes[index].chain || engine->lanes[index].is_abandoned)
        return; /* of one that hangs, the thread still uses everything */
    Lane *lane = &engine->lanes[index];
    pthread_mutex_lock(engine->lock);
    Chain *chain = lane->chain;
    engine_keep_counters(engine, lane);
    lane->chain = NULL;
    lane->remote = NULL;
    lane->is_parked = false;
    pthread_mutex_unlock(engine->lock);
    log_queue_flush(engine->config.log_queue); /* its lines name modules of the chain */
    chain_free(chain);
}

static void stop_and_release(Engine *engine, uint32_t index)
{
    if (index == ROUTE_DRY || index == ENGINE_NO_LANE)
        return;
    lane_stop(&engine->lanes[index], engine->config.policy.hang_ms);
    release(engine, index);
}

/* Free the lanes that neither the writer nor the route needs any more. */
static void free_retired(Engine *engine)
{
    const uint32_t next = atomic_load(&engine->next);
    grace_wait(&engine->grace); /* if the writer has just let it take over, the route says so now */
    const Route route = route_read(&engine->board);
    for (uint32_t i = 0; i < ROUTE_LANES; i++) {
        if (i != next && i != route.from && i != route.to && i != engine->newest &&
            engine->lanes[i].chain)
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

/* A lane that is free; ROUTE_LANES if too many hang: else there is one more than the writer and the
 * route can need. */
static uint32_t free_lane(const Engine *engine)
{
    uint32_t index = 0;
    while (index < ROUTE_LANES && engine->lanes[index].chain)
        index++;
    return index;
}

static Status no_lane(Chain *chain, Error *error)
{
    chain_free(chain);
    return error_set(error, STATUS_BUSY,
                     "engine: too many chains hang in their modules; the host must be restarted");
}

/* Whoever has been given the text may keep it. */
static void keep_scheduling(Engine *engine, const char *text)
{
    if (strcmp(engine->remote_scheduling, text) != 0)
        (void)snprintf(engine->remote_scheduling, sizeof engine->remote_scheduling, "%s", text);
}

/* From now on the chain, which is in the lane at `index` unless it is the empty one, is the newest.
 * If it is the same as before, it gets what was given to its parameters while it was made. */
static void make_newest(Engine *engine, uint32_t index, Chain *chain, EngineMode mode,
                        bool is_same_chain)
{
    pthread_mutex_lock(engine->lock);
    if (is_same_chain)
        chain_carry_values(chain, engine_chain(engine));
    if (chain)
        engine->lanes[index].chain = chain;
    if (chain && chain->remote)
        keep_scheduling(engine, chain->remote->scheduling);
    engine->newest = index;
    engine->mode = mode;
    pthread_mutex_unlock(engine->lock);
}

static LaneConfig lane_config(const Engine *engine)
{
    return (LaneConfig){.dry = &engine->dry,
                        .dry_area = &engine->dry_area,
                        .is_shared = engine->config.worker_path != NULL,
                        .ring_frames = engine->config.ring_frames,
                        .sample_rate_hz = engine->config.sample_rate_hz};
}

static Status prepare(Engine *engine, Lane *lane, Chain *chain, EngineMode mode, Error *error)
{
    const LaneConfig config = lane_config(engine);
    return lane_prepare(lane, chain, mode, &config) ? engine_lacks_memory(engine, error)
                                                    : STATUS_OK;
}

static Status start(Engine *engine, Lane *lane, Error *error)
{
    const LaneConfig config = lane_config(engine);
    return lane_start(lane, &config, error);
}

/* While sound runs, the writer lets another lane take over when it has caught up. One that still
 * waited for that isn't needed any more, nor is one that stands by. */
static void announce(Engine *engine, uint32_t index, uint32_t before)
{
    const uint32_t withdrawn = atomic_exchange(&engine->next, index);
    atomic_store(&engine->has_lanes, true);
    grace_wait(&engine->grace);
    stop_and_release(engine, withdrawn);
    if (before != ROUTE_DRY && engine->lanes[before].is_parked)
        release(engine, before);
}

/* On failure the chain is freed. */
static Status set_running(Engine *engine, Chain *chain, EngineMode mode, bool is_same_chain,
                          Error *error)
{
    const uint32_t before = engine->newest;
    uint32_t index = ROUTE_DRY;
    free_retired(engine);
    if (chain) { /* nobody sees the lane before it has its chain */
        index = free_lane(engine);
        if (index == ROUTE_LANES)
            return no_lane(chain, error);
        Lane *lane = &engine->lanes[index];
        Status status = prepare(engine, lane, chain, mode, error);
        if (!status)
            status = start(engine, lane, error);
        if (status) {
            lane->remote = NULL;
            chain_free(chain);
            return status;
        }
    }
    make_newest(engine, index, chain, mode, is_same_chain);
    announce(engine, index, before);
    return STATUS_OK;
}

static Status set_stopped(Engine *engine, Chain *chain, EngineMode mode, bool is_same_chain,
                          Error *error)
{
    const uint32_t before = engine->newest;
    const uint32_t index = chain ? free_lane(engine) : ROUTE_DRY;
    if (chain && index == ROUTE_LANES)
        return no_lane(chain, error);
    make_newest(engine, index, chain, mode, is_same_chain);
    release(engine, before);
    return STATUS_OK;
}

Status engine_give_lane(Engine *engine, Chain *chain, EngineMode mode, bool is_same_chain,
                        Error *error)
{
    return engine->is_running ? set_running(engine, chain, mode, is_same_chain, error)
                              : set_stopped(engine, chain, mode, is_same_chain, error);
}

Status engine_park(Engine *engine, Chain *chain, Error *error)
{
    if (!engine->is_running)
        return set_stopped(engine, chain, engine->mode, true, error);
    free_retired(engine);
    const uint32_t index = free_lane(engine);
    if (index == ROUTE_LANES)
        return no_lane(chain, error);
    engine->lanes[index].is_parked = true;
    make_newest(engine, index, chain, engine->mode, true);
    announce(engine, ROUTE_DRY, ROUTE_DRY);
    return STATUS_OK;
}

/* Modules begin with the values that were last given, without gliding there. */
static Status prepare_chain(Engine *engine, Chain *chain, Error *error)
{
    if (chain->is_elsewhere)
        return STATUS_OK; /* where it is, it happens when the lane starts */
    if (!chain->is_active || parameter_queue_waits(&chain->parameters))
        return chain_activate(chain, engine->config.sample_rate_hz, error);
    chain_reset(chain);
    return STATUS_OK;
}

/* Get the newest lane ready for sound that begins. A process that dies of it costs the chain, not
 * the sound: `*is_heard` says whether it will be heard. */
static Status renew(Engine *engine, bool *is_heard, Error *error)
{
    Lane *lane = &engine->lanes[engine->newest];
    pthread_mutex_lock(engine->lock);
    engine_keep_counters(engine, lane);
    Status status = prepare_chain(engine, lane->chain, error);
    if (!status)
        status = prepare(engine, lane, lane->chain, engine->mode, error);
    pthread_mutex_unlock(engine->lock);
    if (!status)
        status = start(engine, lane, error);
    *is_heard = !status;
    return lane_has_ended(lane) ? STATUS_OK : status;
}

Status engine_start_lanes(Engine *engine, Error *error)
{
    bool is_heard = engine->newest != ROUTE_DRY && engine_watch_revive(engine);
    const Status status = is_heard ? renew(engine, &is_heard, error) : STATUS_OK;
    if (status)
        return status;
    engine->writer.route = route_to(is_heard ? engine->newest : ROUTE_DRY);
    route_publish(&engine->board, &engine->writer.route);
    atomic_store(&engine->latency_frames,
                 is_heard ? lane_latency_frames(&engine->lanes[engine->newest]) : 0);
    atomic_store(&engine->has_lanes, is_heard);
    return STATUS_OK;
}

/* Its thread couldn't be stopped: it is to be made again without the module that hangs. */
static void replace_abandoned(Engine *engine)
{
    if (engine->newest != ROUTE_DRY && engine->lanes[engine->newest].is_abandoned)
        engine_watch_trouble(engine, "it hangs: it doesn't stop", false);
}

void engine_stop_lanes(Engine *engine)
{
    grace_wait(&engine->grace);
    atomic_store(&engine->next, ENGINE_NO_LANE);
    for (uint32_t i = 0; i < ROUTE_LANES; i++) {
        lane_stop(&engine->lanes[i], engine->config.policy.hang_ms);
        if (i != engine->newest)
            release(engine, i);
    }
    replace_abandoned(engine);
}
