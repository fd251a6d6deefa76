/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/engine_state.h"

#include <stdlib.h>

/* Chains of an engine: how they are made, set, and made again. Which lane they get is said in
 * engine_lanes.c. */

/* A process may take longer to answer than to process a block: modules load what they need. */
#define ANSWER_HANGS 5

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

/* In a process of its own. */
static Status make_remote(Engine *engine, const ChainSpec *spec, const ChainConfig *config,
                          Chain **chain, size_t *culprit, Error *error)
{
    const RemoteConfig remote = {
        .ended = engine_watch_soon,
        .context = engine,
        .culprit = culprit,
        .program = engine->config.worker_path,
        .supervisor = engine->config.supervisor,
        .patience_ms = ANSWER_HANGS * engine->config.policy.hang_ms,
    };
    if (!remote.program || !remote.supervisor)
        return error_set(error, STATUS_UNSUPPORTED,
                         "engine: there is no mode isolated here; use mode worker");
    return remote_chain_new(spec, config, &remote, chain, error);
}

static Status make_chain(Engine *engine, const ChainSpec *spec, EngineMode mode, Chain **chain,
                         size_t *culprit, Error *error)
{
    ChainConfig config = {
        .channels = engine->channels,
        .max_frames = ENGINE_BLOCK_FRAMES,
        .sample_rate_hz = engine->config.sample_rate_hz,
        .log = engine->config.log,
        .log_queue = engine->config.log_queue,
        .latency_news = engine->config.latency_changed ? &engine->latency_news : NULL,
    };
    *chain = NULL;
    if (!spec || spec->count == 0)
        return STATUS_OK;
    config.number = name_chain(engine, spec);
    Status status = mode == ENGINE_MODE_ISOLATED
                        ? make_remote(engine, spec, &config, chain, culprit, error)
                        : chain_new(spec, &config, chain, error);
    if (!status)
        status = check_latency(engine, *chain, error);
    if (status) {
        chain_free(*chain);
        *chain = NULL;
    }
    return status;
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

static Status replace_chain(Engine *engine, const ChainSpec *spec, EngineMode mode,
                            bool is_same_chain, size_t *culprit, Error *error)
{
    Chain *chain = NULL;
    Status status = STATUS_OK;
    if (mode != ENGINE_MODE_ISOLATED)
        status = engine_marks_begin(engine, spec, error);
    if (!status)
        status = make_chain(engine, spec, mode, &chain, culprit, error);
    if (!status)
        status = engine_give_lane(engine, chain, mode, is_same_chain, error);
    engine_marks_settle(engine);
    return status;
}

Status engine_make_again(Engine *engine, const ChainSpec *spec, size_t *culprit, Error *error)
{
    return replace_chain(engine, spec, engine->mode, true, culprit, error);
}

static Status set_chain(Engine *engine, const ChainSpec *spec, EngineMode mode, Error *error)
{
    size_t culprit = 0;
    const EngineMode mode_before = engine->mode;
    const Status status = replace_chain(engine, spec, mode, false, &culprit, error);
    if (status != STATUS_OK)
        return status;
    engine_watch_forget(engine);
    engine_watch_start(engine);
    tell(engine, mode_before);
    return STATUS_OK;
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

Status engine_park_chain(Engine *engine, Error *error)
{
    ChainSpec spec;
    Chain *chain = NULL;
    const ChainConfig config = {.channels = engine->channels,
                                .max_frames = ENGINE_BLOCK_FRAMES,
                                .sample_rate_hz = engine->config.sample_rate_hz,
                                .log = engine->config.log,
                                .is_elsewhere = true};
    Status status = engine_copy_chain(engine, &spec, error);
    if (status == STATUS_OK)
        status = chain_new(&spec, &config, &chain, error);
    chain_spec_cleanup(&spec);
    return status ? status : engine_park(engine, chain, error);
}
