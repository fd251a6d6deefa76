/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Chains that take over from each other while sound runs. */

#include "engine_fixture.h"

#include <math.h>
#include <string.h>

#define CHANNELS 2u
#define BLOCK    256u

typedef struct Player {
    Engine *engine;
    EngineReader reader;
    EngineReader late; /* reads the same sound some blocks later */
    int64_t time;
    float in[BLOCK * CHANNELS];
    float out[BLOCK * CHANNELS];
    float late_out[BLOCK * CHANNELS];
} Player;

#define LATE_BLOCKS 6

static Player player;
static float heard[64][BLOCK * CHANNELS]; /* by block */

static void begin(void)
{
    memset(&player, 0, sizeof player);
    atomic_store(&fixture_gate, 1);
    player.engine = new_engine(CHANNELS, NULL);
    engine_reader_init(&player.reader, player.engine);
    engine_reader_init(&player.late, player.engine);
}

static void end(void)
{
    engine_free(player.engine);
    cr_assert_eq(atomic_load(&fixture_instances), 0, "instances are left");
}

/* Play one block of `level`, or of sound that tells its time if that is 0, and hear it. */
static void play(float level)
{
    fill(player.in, CHANNELS, player.time, BLOCK);
    for (uint32_t i = 0; level != 0 && i < BLOCK * CHANNELS; i++)
        player.in[i] = level;
    engine_write(player.engine, player.time, 0, BLOCK, player.in);
    settle(player.engine);
    engine_read(player.engine, &player.reader, player.time, BLOCK, player.out);
    const int64_t block = player.time / BLOCK;
    memcpy(heard[block % 64], player.out, sizeof player.out);
    if (block >= LATE_BLOCKS) {
        engine_read(player.engine, &player.late, player.time - LATE_BLOCKS * (int64_t)BLOCK, BLOCK,
                    player.late_out);
        cr_assert_arr_eq(player.late_out, heard[(block - LATE_BLOCKS) % 64], sizeof player.out,
                         "who reads later hears the same");
    }
    player.time += BLOCK;
}

/* Play on until the fade is over and everything is settled. */
static void play_out(float level)
{
    for (int i = 0; i < 40; i++)
        play(level);
}

static uint64_t late_frames(void)
{
    EngineCounters counters;
    engine_counters(player.engine, &counters);
    return counters.late_frames;
}

/* From a gain of 1 to one of 2: a straight line of ROUTE_FADE_FRAMES, and no other value. */
static void check_fade(EngineMode from, EngineMode to)
{
    static float line[64 * BLOCK];
    uint32_t count = 0;
    begin();
    CHAIN(player.engine, from, &fixture_smooth);
    start(player.engine);
    play_out(1);
    const float settled = player.out[0];
    CHAIN(player.engine, to, &fixture_gain);
    for (int i = 0; i < 40; i++) {
        play(1);
        for (uint32_t f = 0; f < BLOCK; f++)
            line[count++] = player.out[(size_t)2 * f];
    }
    uint32_t begins = 0;
    while (line[begins] == settled)
        begins++;
    cr_assert_leq(begins, 4 * BLOCK, "it takes over soon");
    begins--; /* the first frame of the fade is the old one */
    for (uint32_t f = 0; f < ROUTE_FADE_FRAMES; f++)
        cr_assert_float_eq(line[begins + f], settled + (2 - settled) * (float)f / ROUTE_FADE_FRAMES,
                           1e-4f);
    for (uint32_t f = begins + ROUTE_FADE_FRAMES; f < count; f++)
        cr_assert_eq(line[f], 2);
    cr_assert_eq(begins % BLOCK, 0);
    cr_assert_eq(late_frames(), 0);
    while (atomic_load(&fixture_instances) > 1) /* until the log queue's thread has freed it */
        (void)sched_yield();
    end();
}

Test(engine_swap, chains_are_cross_faded_on_the_same_frames_for_all)
{
    check_fade(ENGINE_MODE_INLINE, ENGINE_MODE_INLINE);
    check_fade(ENGINE_MODE_WORKER, ENGINE_MODE_WORKER);
    check_fade(ENGINE_MODE_INLINE, ENGINE_MODE_WORKER);
    check_fade(ENGINE_MODE_WORKER, ENGINE_MODE_INLINE);
}

/* Chains that only delay: wherever one takes over from another, what is heard is what was played,
 * later. */
static void check_aligned(EngineMode mode, size_t before, size_t after)
{
    const ossicle_module *const delays[] = {&fixture_delay, &fixture_delay, &fixture_delay};
    const size_t most = before > after ? before : after;
    begin();
    cr_assert_eq(set_chain(player.engine, mode, before, delays, NULL), STATUS_OK);
    start(player.engine);
    play_out(0);
    cr_assert_eq(engine_latency_frames(player.engine), before * FIXTURE_DELAY_FRAMES);
    cr_assert_eq(set_chain(player.engine, mode, after, delays, NULL), STATUS_OK);
    int64_t differing = 0;
    for (int i = 0; i < 40; i++) {
        play(0);
        for (uint32_t f = 0; f < BLOCK; f++) {
            const int64_t time = player.time - BLOCK + f;
            const float now = player.out[(size_t)2 * f];
            const float old = sample_at(time - (int64_t)before * FIXTURE_DELAY_FRAMES, 0);
            const float wanted = sample_at(time - (int64_t)most * FIXTURE_DELAY_FRAMES, 0);
            if (now == wanted || now == old)
                continue;
            differing++;
        }
    }
    /* Only where it becomes later does the sound jump, and that is joined. */
    cr_assert_leq(differing, after > before ? JOIN_FADE_FRAMES : 0);
    cr_assert_eq(engine_latency_frames(player.engine), most * FIXTURE_DELAY_FRAMES);
    cr_assert_eq(late_frames(), 0);
    engine_stop(player.engine);
    cr_assert_eq(engine_latency_frames(player.engine), after * FIXTURE_DELAY_FRAMES,
                 "it is as early as can be from the next start on");
    end();
}

Test(engine_swap, what_fades_is_equally_late)
{
    for (size_t before = 0; before <= 3; before++) {
        for (size_t after = 0; after <= 3; after++) {
            check_aligned(ENGINE_MODE_INLINE, before, after);
            check_aligned(ENGINE_MODE_WORKER, before, after);
        }
    }
}

Test(engine_swap, to_and_from_the_empty_chain)
{
    begin();
    start(player.engine);
    play_out(1);
    cr_assert_eq(player.out[0], 1);
    CHAIN(player.engine, ENGINE_MODE_WORKER, &fixture_gain);
    cr_assert_eq(engine_module_count(player.engine), 1);
    play_out(1);
    cr_assert_eq(player.out[0], 2);
    cr_assert_eq(engine_set_chain(player.engine, NULL, ENGINE_MODE_WORKER, NULL), STATUS_OK);
    cr_assert_eq(engine_module_count(player.engine), 0);
    play_out(1);
    cr_assert_eq(player.out[0], 1);
    log_queue_flush(log_queue());
    end();
}

Test(engine_swap, the_newest_takes_the_place_of_one_that_waits)
{
    begin();
    CHAIN(player.engine, ENGINE_MODE_INLINE, &fixture_gain);
    start(player.engine);
    for (int i = 0; i < 10; i++) /* nobody plays: none of them can take over */
        CHAIN(player.engine, ENGINE_MODE_WORKER, &fixture_gain, &fixture_gain);
    cr_assert_leq(atomic_load(&fixture_instances), 3);
    CHAIN(player.engine, ENGINE_MODE_WORKER, &fixture_gain, &fixture_gain, &fixture_gain);
    play_out(1);
    cr_assert_eq(player.out[0], 8);
    for (int i = 0; i < 20; i++) { /* some begin while others fade */
        CHAIN(player.engine, ENGINE_MODE_WORKER, &fixture_gain);
        play(1);
    }
    play_out(1);
    cr_assert_eq(player.out[0], 2);
    end();
}

Test(engine_swap, a_chain_that_cannot_be_made_leaves_the_old_one)
{
    Error error = {0};
    const ossicle_module *const bad[] = {&fixture_no_activate};
    begin();
    CHAIN(player.engine, ENGINE_MODE_WORKER, &fixture_gain);
    start(player.engine);
    play(1);
    cr_assert_eq(set_chain(player.engine, ENGINE_MODE_INLINE, 1, bad, &error), STATUS_UNSUPPORTED);
    cr_assert_eq(engine_mode(player.engine), ENGINE_MODE_WORKER);
    play_out(1);
    cr_assert_eq(player.out[0], 2);
    end();
}

Test(engine_swap, a_stop_in_the_middle_keeps_the_newest)
{
    for (int blocks = 0; blocks < 5; blocks++) {
        begin();
        CHAIN(player.engine, ENGINE_MODE_WORKER, &fixture_gain);
        start(player.engine);
        play(1);
        CHAIN(player.engine, ENGINE_MODE_WORKER, &fixture_gain, &fixture_gain);
        for (int i = 0; i < blocks; i++)
            play(1);
        engine_stop(player.engine);
        cr_assert_eq(atomic_load(&fixture_instances), 2);
        start(player.engine);
        player.time = 0;
        memset(&player.late, 0, sizeof player.late);
        engine_reader_init(&player.reader, player.engine);
        engine_reader_init(&player.late, player.engine);
        play(1);
        cr_assert_eq(player.out[0], 4);
        end();
    }
}

Test(engine_swap, a_delay_longer_than_half_the_ring_is_refused)
{
    Error error = {0};
    begin();
    atomic_store(&fixture_latency_frames, RING / 2 + 1);
    const ossicle_module *const late[] = {&fixture_latency};
    cr_assert_eq(set_chain(player.engine, ENGINE_MODE_INLINE, 1, late, &error), STATUS_UNSUPPORTED);
    cr_assert_str_eq(error.message, "engine: the chain delays the sound by 8193 frames; at most "
                                    "8192 are possible, half of the ring");
    atomic_store(&fixture_latency_frames, 0);
    end();
}

/* A module that changes its latency wildly costs no sound. */
Test(engine_swap, wild_latencies_stay_within_the_ring)
{
    static const uint32_t wild[] = {0, 5000, 8192, 8193, 1u << 30, UINT32_MAX, 1};
    begin();
    CHAIN(player.engine, ENGINE_MODE_INLINE, &fixture_latency);
    start(player.engine);
    for (size_t i = 0; i < sizeof wild / sizeof *wild; i++) {
        atomic_store(&fixture_latency_frames, wild[i]);
        play_out(1);
        cr_assert_eq(player.out[0], 1);
        cr_assert_leq(engine_latency_frames(player.engine), RING / 2);
    }
    atomic_store(&fixture_latency_frames, 0);
    end();
}
