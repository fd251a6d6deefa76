/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file engine_fixture.h
 * An engine with a chain of fixture modules, and sound that can be told apart by its time. */

#ifndef OSSICLE_TESTS_ENGINE_FIXTURE_H
#define OSSICLE_TESTS_ENGINE_FIXTURE_H

#include "engine/block_ring.h"
#include "engine/engine.h"
#include "support/fixture_modules.h"

#include <criterion/criterion.h>
#include <sched.h>
#include <stdlib.h>

#define RING 16384u

/** One for all engines of the test, until it ends. */
static inline LogQueue *log_queue(void)
{
    static LogQueue *queue;
    if (!queue)
        queue = log_queue_new(NULL);
    cr_assert_not_null(queue);
    return queue;
}

static inline Engine *new_engine(uint32_t channels, const Log *log)
{
    const EngineConfig config = {.channels = channels,
                                 .sample_rate_hz = 48000,
                                 .ring_frames = RING,
                                 .log = log,
                                 .log_queue = log_queue()};
    Error error = {0};
    Engine *engine = engine_new(&config, &error);
    cr_assert_not_null(engine, "%s", error.message);
    return engine;
}

/** Set a chain of `count` modules with default values. */
static inline Status set_chain(Engine *engine, EngineMode mode, size_t count,
                               const ossicle_module *const *modules, Error *error)
{
    ChainSpec spec = {NULL, 0};
    for (size_t i = 0; i < count; i++)
        cr_assert_eq(chain_spec_add(&spec, modules[i]), STATUS_OK);
    const Status status = engine_set_chain(engine, &spec, mode, error);
    chain_spec_cleanup(&spec);
    return status;
}

static inline size_t count_modules(const ossicle_module *const *modules)
{
    size_t count = 0;
    while (modules[count])
        count++;
    return count;
}

/** Set a chain of these modules, and expect that it works. */
#define CHAIN(engine, mode, ...)                                                                   \
    do {                                                                                           \
        const ossicle_module *const chain_modules[] = {__VA_ARGS__, NULL};                         \
        Error chain_error = {0};                                                                   \
        cr_assert_eq(set_chain((engine), (mode), count_modules(chain_modules), chain_modules,      \
                               &chain_error),                                                      \
                     STATUS_OK, "%s", chain_error.message);                                        \
    } while (0)

static inline void start(Engine *engine)
{
    Error error = {0};
    cr_assert_eq(engine_start(engine, &error), STATUS_OK, "%s", error.message);
}

/** The sample that tests play at a time: small whole numbers, exact in every sum. */
static inline float sample_at(int64_t sample_time, uint32_t channel)
{
    return (float)((sample_time * 7 + (int64_t)channel * 131) % 4093) + 1;
}

static inline void fill(float *samples, uint32_t channels, int64_t sample_time, uint32_t frames)
{
    for (uint32_t f = 0; f < frames; f++) {
        for (uint32_t c = 0; c < channels; c++)
            samples[(size_t)f * channels + c] = sample_at(sample_time + f, c);
    }
}

/** Wait until the engine has dealt with everything: as a host in virtual time does. */
static inline void settle(const Engine *engine)
{
    EngineCounters counters;
    for (;;) {
        engine_counters(engine, &counters);
        if (counters.processed_sample_time == counters.written_sample_time)
            return;
        (void)sched_yield();
    }
}

#endif
