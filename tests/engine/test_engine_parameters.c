/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine_fixture.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

static float ones[RING];
static float out[RING];

static Engine *gain_engine(EngineMode mode, size_t count)
{
    const ossicle_module *const modules[] = {&fixture_gain, &fixture_gain, &fixture_gain,
                                             &fixture_gain};
    Error error = {0};
    Engine *engine = new_engine(1, NULL);
    cr_assert_eq(set_chain(engine, mode, count, modules, &error), STATUS_OK, "%s", error.message);
    for (size_t i = 0; i < RING; i++)
        ones[i] = 1;
    return engine;
}

static void pass(Engine *engine, int64_t sample_time, uint32_t frames)
{
    EngineReader reader;
    engine_reader_init(&reader, engine);
    engine_write(engine, sample_time, 0, frames, ones);
    settle(engine);
    engine_read(engine, &reader, sample_time, frames, out);
}

Test(engine_parameters, take_effect_on_their_frame)
{
    Engine *engine = gain_engine(ENGINE_MODE_INLINE, 1);
    start(engine);
    cr_assert_eq(engine_set_parameter(engine, 0, 0, 3, 100, NULL), STATUS_OK);
    cr_assert_eq(engine_set_parameter(engine, 0, 0, 5, 700, NULL), STATUS_OK);
    cr_assert_eq(engine_set_parameter(engine, 0, 0, 4, 512, NULL), STATUS_OK);
    pass(engine, 0, 1024);
    for (int f = 0; f < 1024; f++)
        cr_assert_eq(out[f], f < 100 ? 2 : f < 512 ? 3 : f < 700 ? 4 : 5, "frame %d", f);
    engine_free(engine);
}

Test(engine_parameters, on_one_frame_the_last_given_wins)
{
    Engine *engine = gain_engine(ENGINE_MODE_INLINE, 1);
    start(engine);
    pass(engine, 0, 512);
    cr_assert_eq(engine_set_parameter(engine, 0, 0, 3, 600, NULL), STATUS_OK);
    cr_assert_eq(engine_set_parameter(engine, 0, 0, 4, 600, NULL), STATUS_OK);
    cr_assert_eq(engine_set_parameter(engine, 0, 0, 7, 12, NULL), STATUS_OK); /* past */
    cr_assert_eq(engine_set_parameter(engine, 0, 0, 8, ENGINE_NOW, NULL), STATUS_OK);
    pass(engine, 512, 512);
    cr_assert_eq(out[0], 8);
    cr_assert_eq(out[87], 8);
    cr_assert_eq(out[88], 4);
    cr_assert_eq(engine_set_parameter(engine, 0, 0, 8, ENGINE_NOW, NULL), STATUS_OK);
    cr_assert_eq(engine_set_parameter(engine, 0, 0, 7, 12, NULL), STATUS_OK);
    pass(engine, 1024, 64);
    cr_assert_eq(out[0], 7);
    engine_free(engine);
}

Test(engine_parameters, go_to_their_module)
{
    Engine *engine = gain_engine(ENGINE_MODE_WORKER, 4);
    double value;
    Error error;
    start(engine);
    cr_assert_eq(engine_set_parameter(engine, 2, 0, 10, 5, NULL), STATUS_OK);
    cr_assert_eq(engine_set_parameter(engine, 0, 0, 1, ENGINE_NOW, NULL), STATUS_OK);
    pass(engine, 0, 64);
    cr_assert_eq(out[4], 1 * 2 * 2 * 2);
    cr_assert_eq(out[5], 1 * 2 * 10 * 2);
    cr_assert_eq(engine_parameter(engine, 2, 0, &value), STATUS_OK);
    cr_assert_eq(value, 10);
    cr_assert_eq(engine_parameter(engine, 4, 0, &value), STATUS_NOT_FOUND);
    cr_assert_eq(engine_parameter(engine, 0, 1, &value), STATUS_NOT_FOUND);
    cr_assert_eq(engine_set_parameter(engine, 4, 0, 1, 0, &error), STATUS_NOT_FOUND);
    cr_assert_str_eq(error.message, "the chain has 4 modules, and none at index 4");
    cr_assert_eq(engine_set_parameter(engine, 3, 1, 1, 0, &error), STATUS_NOT_FOUND);
    cr_assert_str_eq(error.message, "module 'org.test.gain' has 1 parameters, and none at index 1");
    engine_free(engine);
}

Test(engine_parameters, wrong_values_are_refused)
{
    Engine *engine = gain_engine(ENGINE_MODE_INLINE, 1);
    double value;
    Error error;
    cr_assert_eq(engine_set_parameter(engine, 0, 0, 10.5, ENGINE_NOW, &error), STATUS_BAD_ARGUMENT);
    cr_assert_str_eq(error.message, "parameter 'gain': 10.5 is out of range; give a value from 0 "
                                    "to 10");
    cr_assert_eq(engine_set_parameter(engine, 0, 0, (double)NAN, ENGINE_NOW, &error),
                 STATUS_BAD_ARGUMENT);
    cr_assert_eq(engine_set_parameter(engine, 0, 0, (double)INFINITY, 5, &error),
                 STATUS_BAD_ARGUMENT);
    cr_assert_eq(engine_parameter(engine, 0, 0, &value), STATUS_OK);
    cr_assert_eq(value, 2);
    engine_free(engine);
}

Test(engine_parameters, hold_when_sound_stops_and_starts)
{
    Engine *engine = gain_engine(ENGINE_MODE_INLINE, 1);
    ChainSpec spec;
    cr_assert_eq(engine_set_parameter(engine, 0, 0, 3, ENGINE_NOW, NULL), STATUS_OK);
    start(engine);
    pass(engine, 0, 64);
    cr_assert_eq(out[0], 3);
    cr_assert_eq(engine_set_parameter(engine, 0, 0, 4, 1000000, NULL), STATUS_OK);
    engine_stop(engine);
    start(engine);
    pass(engine, 0, 64);
    cr_assert_eq(out[0], 4);
    cr_assert_eq(engine_copy_chain(engine, &spec, NULL), STATUS_OK);
    cr_assert_eq(spec.count, 1);
    cr_assert_eq(spec.modules[0].module, &fixture_gain);
    cr_assert_eq(spec.modules[0].values[0], 4);
    chain_spec_cleanup(&spec);
    engine_free(engine);
}

Test(engine_parameters, hold_when_they_are_set_before_the_first_start)
{
    Engine *engine = gain_engine(ENGINE_MODE_INLINE, 1);
    double value = 0;
    for (int i = 0; i < 3000; i++) /* they wait for no room in a queue */
        cr_assert_eq(engine_set_parameter(engine, 0, 0, i % 10, 700 + i, NULL), STATUS_OK);
    cr_assert_eq(engine_set_parameter(engine, 0, 0, 5, 700, NULL), STATUS_OK);
    cr_assert_eq(engine_parameter(engine, 0, 0, &value), STATUS_OK);
    cr_assert_eq(value, 5);
    start(engine);
    pass(engine, 0, 64);
    cr_assert_eq(out[0], 5);
    engine_free(engine);
}

Test(engine_parameters, there_is_always_room_for_now)
{
    Engine *engine = gain_engine(ENGINE_MODE_INLINE, 2);
    Error error;
    start(engine);
    for (int64_t i = 0; i < 1024; i++)
        cr_assert_eq(engine_set_parameter(engine, 0, 0, 1, 1000 + i, &error), STATUS_OK);
    cr_assert_eq(engine_set_parameter(engine, 0, 0, 9, 5000, &error), STATUS_BUSY);
    cr_assert_str_eq(error.message, "parameter 'gain' of module 'org.test.gain': 1024 changes wait "
                                    "for their time already; try later");
    for (int i = 0; i < 100000; i++)
        cr_assert_eq(engine_set_parameter(engine, 1, 0, i % 10, ENGINE_NOW, NULL), STATUS_OK);
    pass(engine, 0, 512);
    cr_assert_eq(out[0], 2 * 9);
    pass(engine, 512, 2048);
    cr_assert_eq(out[2047], 1 * 9);
    cr_assert_eq(engine_set_parameter(engine, 0, 0, 9, 5000, &error), STATUS_OK, "there is room");
    engine_free(engine);
}

static Engine *shared;
static atomic_int running;

static void *give(void *context)
{
    const size_t module = *(const size_t *)context;
    for (int i = 1; i <= 25000; i++) {
        const int64_t time = i % 100 ? ENGINE_NOW : i % 64; /* or long past */
        const Status status = engine_set_parameter(shared, module, 0, i % 9, time, NULL);
        if (status != STATUS_OK && status != STATUS_BUSY)
            abort();
    }
    while (engine_set_parameter(shared, module, 0, (double)module + 1, ENGINE_NOW, NULL))
        continue;
    atomic_fetch_sub(&running, 1);
    return NULL;
}

/* 100 000 changes from four threads while sound runs; the last ones hold. */
static void change_from_many_threads(EngineMode mode)
{
    static size_t modules[] = {0, 1, 2, 3};
    pthread_t threads[4];
    int64_t time = 64;
    shared = gain_engine(mode, 4);
    start(shared);
    pass(shared, 0, 64);
    atomic_store(&running, 4);
    for (int i = 0; i < 4; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, give, &modules[i]), 0);
    for (; atomic_load(&running) > 0; time += 64)
        pass(shared, time, 64);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    pass(shared, time, 64);
    cr_assert_eq(out[0], 1 * 2 * 3 * 4);
    engine_free(shared);
}

Test(engine_parameters, many_threads_change_them)
{
    change_from_many_threads(ENGINE_MODE_INLINE);
    change_from_many_threads(ENGINE_MODE_WORKER);
}
