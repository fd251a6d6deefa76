/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What readers hear when gains are set. */

#include "engine_fixture.h"

#include <math.h>
#include <string.h>

enum { CHANNELS = 3, BLOCK = 500, RAMP = 480 }; /* blocks don't divide the ring */

static Engine *engine;
static EngineReader reader;
static int64_t now;
static float out[BLOCK * CHANNELS];

static void begin(void)
{
    engine = new_engine(CHANNELS, NULL);
    engine_reader_init(&reader, engine);
    start(engine);
    now = 0;
}

static void set_gains(float first, float second, float third)
{
    engine_set_gains(engine, (float[]){first, second, third});
}

static void play_one_block(void)
{
    float in[BLOCK * CHANNELS];
    fill(in, CHANNELS, now, BLOCK);
    engine_write(engine, now, 0, BLOCK, in);
    memset(out, 0xff, sizeof out);
    engine_read(engine, &reader, now, BLOCK, out);
    now += BLOCK;
}

static void expect_gains(const float *gains)
{
    for (uint32_t i = 0; i < BLOCK * CHANNELS; i++) {
        const int64_t time = now - BLOCK + i / CHANNELS;
        cr_assert_eq(out[i], sample_at(time, i % CHANNELS) * gains[i % CHANNELS], "at %lld",
                     (long long)time);
    }
}

/* Around the end of the ring, too. */
static void expect_for_a_lap(const float *gains)
{
    for (uint32_t i = 0; i < RING / BLOCK + 2; i++) {
        play_one_block();
        expect_gains(gains);
    }
}

Test(engine_gains, are_one_at_first)
{
    begin();
    expect_for_a_lap((float[]){1, 1, 1});
    engine_free(engine);
}

Test(engine_gains, multiply_each_channel)
{
    begin();
    set_gains(0.5f, -1, 2);
    play_one_block();
    expect_for_a_lap((float[]){0.5f, -1, 2});
    set_gains(0.25f, 0.25f, 0.25f);
    play_one_block();
    expect_for_a_lap((float[]){0.25f, 0.25f, 0.25f});
    set_gains(1, 1, 1);
    play_one_block();
    expect_for_a_lap((float[]){1, 1, 1});
    engine_free(engine);
}

Test(engine_gains, hold_for_a_new_reader_without_a_glide)
{
    begin();
    set_gains(0.5f, -0.5f, 0);
    engine_reader_init(&reader, engine);
    play_one_block();
    expect_gains((float[]){0.5f, -0.5f, 0});
    engine_free(engine);
}

Test(engine_gains, glide_in_each_reader_from_its_next_frame_on)
{
    begin();
    play_one_block();
    set_gains(0, 0.5f, -1);
    play_one_block();
    for (uint32_t i = 0; i < BLOCK * CHANNELS; i++) {
        static const double aims[CHANNELS] = {0, 0.5, -1};
        const uint32_t frame = i / CHANNELS;
        const double way = frame < RAMP ? (double)(frame + 1) / RAMP : 1;
        const double gain = 1 + (aims[i % CHANNELS] - 1) * way;
        const double sound = (double)sample_at(now - BLOCK + frame, i % CHANNELS);
        cr_assert_lt(fabs((double)out[i] - sound * gain), 4100 * 1e-6, "sample %u", i);
    }
    engine_free(engine);
}

Test(engine_gains, follow_the_sample_rate)
{
    begin();
    engine_stop(engine);
    cr_assert_eq(engine_set_sample_rate(engine, 8000, NULL), STATUS_OK);
    start(engine);
    play_one_block();
    set_gains(0, 0, 0);
    play_one_block();
    cr_assert_neq(out[(size_t)78 * CHANNELS], 0);
    cr_assert_eq(out[(size_t)79 * CHANNELS], 0, "10 ms are 80 frames");
    engine_free(engine);
}

Test(engine_gains, of_zero_silence_sound_and_let_it_come_back)
{
    begin();
    set_gains(0, 0, 0);
    play_one_block();
    expect_for_a_lap((float[]){0, 0, 0});
    set_gains(1, 1, 1);
    play_one_block();
    expect_for_a_lap((float[]){1, 1, 1});
    engine_free(engine);
}

Test(engine_gains, act_behind_the_chain)
{
    engine = new_engine(CHANNELS, NULL);
    CHAIN(engine, ENGINE_MODE_INLINE, &fixture_delay);
    const uint32_t delay = engine_latency_frames(engine);
    set_gains(0.5f, -1, 0);
    engine_reader_init(&reader, engine);
    start(engine);
    now = 0;
    for (int i = 0; i < 4; i++)
        play_one_block();
    static const float gains[CHANNELS] = {0.5f, -1, 0};
    for (uint32_t i = 0; i < BLOCK * CHANNELS; i++) {
        const int64_t time = now - BLOCK + i / CHANNELS - delay;
        cr_assert_eq(out[i], sample_at(time, i % CHANNELS) * gains[i % CHANNELS]);
    }
    engine_free(engine);
}

Test(engine_gains, are_heard_in_large_blocks_of_many_channels)
{
    enum { MANY = 256, FRAMES = 1024 };
    static float in[FRAMES * MANY];
    static float got[FRAMES * MANY];
    float gains[MANY];
    engine = new_engine(MANY, NULL);
    CHAIN(engine, ENGINE_MODE_INLINE, &fixture_gain);
    for (uint32_t c = 0; c < MANY; c++)
        gains[c] = (float)c - 100;
    engine_set_gains(engine, gains);
    engine_reader_init(&reader, engine);
    start(engine);
    fill(in, MANY, 0, FRAMES);
    engine_write(engine, 0, 0, FRAMES, in);
    engine_read(engine, &reader, 0, FRAMES, got);
    for (uint32_t i = 0; i < FRAMES * MANY; i++)
        cr_assert_eq(got[i], in[i] * 2 * gains[i % MANY], "the module doubles");
    engine_free(engine);
}
