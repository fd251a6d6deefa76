/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What modules remember goes on from chain to chain, while sound runs and from one start to the
 * next. */

#include "engine_fixture.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

#define CHANNELS 2u
#define BLOCK    256u

typedef struct Player {
    Engine *engine;
    EngineReader reader;
    int64_t time;
    float out[BLOCK * CHANNELS];
} Player;

static Player player;

static void begin(void)
{
    memset(&player, 0, sizeof player);
    player.engine = new_engine(CHANNELS, NULL);
    engine_reader_init(&player.reader, player.engine);
}

static void end(void)
{
    engine_free(player.engine);
    cr_assert_eq(atomic_load(&fixture_instances), 0, "instances are left");
}

/* Play one block, and expect to hear how many frames have been processed: `count` with the first
 * one, if it isn't below 0. */
static void play(int64_t count)
{
    static const float silence[BLOCK * CHANNELS];
    engine_write(player.engine, player.time, 0, BLOCK, silence);
    settle(player.engine);
    engine_read(player.engine, &player.reader, player.time, BLOCK, player.out);
    for (uint32_t f = 0; f < BLOCK && count >= 0; f++)
        cr_assert_float_eq((double)player.out[(size_t)f * CHANNELS], (double)(count + f), 0.01,
                           "%g at %lld", (double)player.out[(size_t)f * CHANNELS],
                           (long long)(player.time + f));
    player.time += BLOCK;
}

static uint64_t saved_count(size_t index)
{
    ChainSpec spec;
    uint64_t count = 0;
    cr_assert_eq(engine_copy_chain(player.engine, &spec, NULL), STATUS_OK);
    cr_assert_eq(spec.modules[index].state_size, sizeof count);
    memcpy(&count, spec.modules[index].state, sizeof count);
    chain_spec_cleanup(&spec);
    return count;
}

static void set_bypassed(bool is_bypassed, EngineMode mode)
{
    ChainSpec spec = {0};
    cr_assert_eq(chain_spec_add(&spec, &fixture_counting), STATUS_OK);
    cr_assert_eq(chain_spec_add(&spec, &fixture_gain), STATUS_OK);
    spec.modules[0].is_bypassed = is_bypassed;
    spec.modules[1].values[0] = 1;
    cr_assert_eq(engine_set_chain(player.engine, &spec, mode, NULL), STATUS_OK);
    chain_spec_cleanup(&spec);
}

/* The module's count is the sample time, whatever chain it is in. */
static void check_swap(EngineMode from, EngineMode to)
{
    begin();
    CHAIN(player.engine, from, &fixture_counting);
    start(player.engine);
    for (int i = 0; i < 10; i++)
        play(player.time);
    CHAIN(player.engine, to, &fixture_gain, &fixture_counting);
    cr_assert_eq(saved_count(1), (uint64_t)player.time);
    for (int i = 0; i < 60; i++)
        play(player.time);
    engine_stop(player.engine);
    cr_assert_eq(saved_count(1), (uint64_t)player.time);
    end();
}

Test(engine_states, go_on_in_the_next_chain)
{
    for (EngineMode from = ENGINE_MODE_INLINE; from <= ENGINE_MODE_WORKER; from++) {
        for (EngineMode to = ENGINE_MODE_INLINE; to <= ENGINE_MODE_WORKER; to++)
            check_swap(from, to);
    }
}

Test(engine_states, wait_while_their_module_is_bypassed)
{
    begin();
    CHAIN(player.engine, ENGINE_MODE_WORKER, &fixture_counting);
    start(player.engine);
    for (int i = 0; i < 10; i++)
        play(player.time);
    const int64_t count = player.time;
    set_bypassed(true, ENGINE_MODE_WORKER);
    for (int i = 0; i < 60; i++)
        play(-1);
    cr_assert_eq(player.out[0], 0, "silence passes");
    set_bypassed(false, ENGINE_MODE_WORKER);
    const int64_t back = player.time;
    for (int i = 0; i < 60; i++)
        play(-1);
    cr_assert_eq(player.out[0], (float)(count + player.time - BLOCK - back));
    end();
}

Test(engine_states, are_there_for_the_next_start)
{
    begin();
    CHAIN(player.engine, ENGINE_MODE_INLINE, &fixture_smooth, &fixture_counting);
    start(player.engine);
    play(0);
    engine_stop(player.engine);
    cr_assert_eq(saved_count(1), BLOCK);
    ChainSpec spec;
    cr_assert_eq(engine_copy_chain(player.engine, &spec, NULL), STATUS_OK);
    end();
    begin();
    cr_assert_eq(engine_set_chain(player.engine, &spec, ENGINE_MODE_WORKER, NULL), STATUS_OK);
    chain_spec_cleanup(&spec);
    start(player.engine);
    play(BLOCK);
    end();
}

static _Atomic bool is_over;

static void *write_on(void *context)
{
    (void)context;
    static const float silence[BLOCK * CHANNELS];
    for (int64_t time = 0; !atomic_load(&is_over); time += BLOCK) {
        engine_write(player.engine, time, 0, BLOCK, silence);
        engine_read(player.engine, &player.reader, time, BLOCK, player.out);
        (void)sched_yield();
    }
    return NULL;
}

/* The count never falls, since no chain begins with an older one. */
static void check_swaps_under_sound(EngineMode mode)
{
    pthread_t writer;
    uint64_t before = 0;
    begin();
    atomic_store(&is_over, false);
    CHAIN(player.engine, mode, &fixture_counting);
    start(player.engine);
    cr_assert_eq(pthread_create(&writer, NULL, write_on, NULL), 0);
    for (int i = 0; i < 200; i++) {
        if (i % 2)
            CHAIN(player.engine, mode, &fixture_counting);
        else
            CHAIN(player.engine, mode, &fixture_counting, &fixture_gain);
        const uint64_t now = i > 0 ? saved_count(0) : 0;
        cr_assert_geq(now, before);
        before = now;
    }
    atomic_store(&is_over, true);
    cr_assert_eq(pthread_join(writer, NULL), 0);
    engine_stop(player.engine);
    cr_assert_geq(saved_count(0), before);
    end();
}

Test(engine_states, survive_many_swaps_under_sound)
{
    check_swaps_under_sound(ENGINE_MODE_WORKER);
    check_swaps_under_sound(ENGINE_MODE_INLINE);
}
