/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The ear of the fault tests: it must let pass all that may be heard, and nothing else. */

#include "engine/join.h"
#include "engine/route.h"
#include "faults/heard.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { FRAMES = 4096, BEGIN = 100, BLOCK = 96 };

static const HeardSource sources[] = {{.gain = 1}, {.gain = -1}, {.gain = 0.5f, .latency = 30}};
static const HeardSource with_silence[] = {{.gain = 1}, {.gain = -1}, {.is_hard = true}};

static Heard heard;
static float samples[FRAMES * SOUND_CHANNELS];

static void set_up(void)
{
    sound_init();
    heard_init(&heard, sources, 3, BEGIN);
}

TestSuite(heard, .init = set_up);

static float of_source(const HeardSource *source, int64_t time, unsigned channel)
{
    const int64_t played = time - source->latency;
    return played < BEGIN ? 0 : source->gain * sound_at(played, channel);
}

static float *at(uint32_t frame, unsigned channel)
{
    return &samples[(size_t)frame * SOUND_CHANNELS + channel];
}

/* Fill in a source from `begin` to `end`. */
static void put(const HeardSource *source, uint32_t begin, uint32_t end)
{
    for (uint32_t f = begin; f < end; f++) {
        for (unsigned c = 0; c < SOUND_CHANNELS; c++)
            *at(f, c) = of_source(source, f, c);
    }
}

/* Fill in a source, joined to what stands in front of it. */
static void join(const HeardSource *source, uint32_t begin, uint32_t end)
{
    put(source, begin, end);
    for (unsigned c = 0; c < SOUND_CHANNELS; c++) {
        const float last = *at(begin - 1, c);
        const float offset = last - *at(begin, c);
        for (uint32_t f = 0; f < JOIN_FADE_FRAMES && begin + f < end; f++)
            *at(begin + f, c) += offset * (1 - (float)f / JOIN_FADE_FRAMES);
    }
}

/* Cross-fade what stands there with a source, from `begin` on, and go on with it. */
static void cross_fade(const HeardSource *source, uint32_t begin, uint32_t end)
{
    for (uint32_t f = begin; f < end; f++) {
        const float rest = fmaxf(0, 1 - (float)(f - begin) / ROUTE_FADE_FRAMES);
        for (unsigned c = 0; c < SOUND_CHANNELS; c++) {
            float *sample = at(f, c);
            const float to = of_source(source, f, c);
            *sample = rest > 0 ? to + (*sample - to) * rest : to;
        }
    }
}

static void look(void)
{
    for (uint32_t f = 0; f < FRAMES; f += BLOCK) {
        const uint32_t count = FRAMES - f < BLOCK ? FRAMES - f : BLOCK;
        heard_look(&heard, f, count, at(f, 0));
    }
}

static void assert_passes(void)
{
    look();
    cr_assert_eq(heard.failures, 0, "%s", heard.failure);
    cr_assert_eq(heard.jumps, 0);
    cr_assert_eq(heard.frames, FRAMES - BEGIN);
    for (unsigned c = 0; c < SOUND_CHANNELS; c++)
        cr_assert_leq(heard.largest_step[c], heard_allowed_step(&heard, c));
}

Test(heard, lets_each_source_pass)
{
    for (unsigned s = 0; s < 3; s++) {
        set_up();
        put(&sources[s], 0, FRAMES);
        assert_passes();
        cr_assert_gt(heard.frames_of[s], FRAMES - BEGIN - 60);
    }
}

Test(heard, lets_joins_pass)
{
    put(&sources[0], 0, 1000);
    join(&sources[1], 1000, 1200);
    join(&sources[0], 1200, 1250); /* before that one has faded */
    join(&sources[2], 1250, 2000);
    join(&sources[1], 2000, FRAMES);
    assert_passes();
    cr_assert_gt(heard.frames_of[1], FRAMES - 2000 - JOIN_FADE_FRAMES);
}

/* Wherever it is in its turn, also where two sources are nearly the same. */
Test(heard, lets_a_join_pass_at_any_time)
{
    for (uint32_t begin = 600; begin < 1100; begin += 7) {
        set_up();
        put(&sources[0], 0, begin);
        join(&sources[1], begin, begin + 150);
        join(&sources[0], begin + 150, FRAMES);
        assert_passes();
    }
}

Test(heard, lets_cross_fades_pass)
{
    put(&sources[0], 0, 2000);
    join(&sources[1], 2000, FRAMES);
    cross_fade(&sources[2], 1900, FRAMES); /* joined in the midst of it */
    cross_fade(&sources[0], 3000, FRAMES);
    assert_passes();
}

/* Another lane with the same chain: nothing is heard of that, until it is late. */
Test(heard, lets_a_lane_end_within_a_fade_that_is_not_heard)
{
    for (uint32_t end = 1; end < ROUTE_FADE_FRAMES; end += 37) {
        static float late[FRAMES * SOUND_CHANNELS];
        set_up();
        put(&sources[1], 0, 2000 + end);
        join(&sources[0], 2000 + end, FRAMES);
        memcpy(late, samples, sizeof late);
        put(&sources[1], 0, FRAMES);
        for (uint32_t f = 2000; f < FRAMES; f++) {
            const float gain = fminf(1, (float)(f - 2000) / ROUTE_FADE_FRAMES);
            for (unsigned c = 0; c < SOUND_CHANNELS; c++)
                *at(f, c) += (late[f * SOUND_CHANNELS + c] - *at(f, c)) * gain;
        }
        assert_passes();
    }
}

/* The lane that is heard is late, or comes back, with the very frame that another takes over. */
Test(heard, lets_a_lane_change_where_a_fade_begins_that_is_not_heard)
{
    put(&sources[1], 0, 2000);
    join(&sources[0], 2000, FRAMES);
    cross_fade(&sources[1], 2000, FRAMES);
    assert_passes();
}

Test(heard, lets_a_join_to_the_same_pass)
{
    put(&sources[0], 0, 1500);
    join(&sources[0], 1500, FRAMES);
    assert_passes();
}

Test(heard, lets_silence_begin_and_end_at_once)
{
    heard_init(&heard, with_silence, 3, BEGIN);
    put(&with_silence[1], 0, 1000);
    put(&with_silence[2], 1000, 1512);
    put(&with_silence[1], 1512, FRAMES);
    look();
    cr_assert_eq(heard.failures, 0, "%s", heard.failure);
    cr_assert_geq(heard.frames_of[2], 500);
}

Test(heard, begins_anew_after_a_jump)
{
    put(&sources[0], 0, FRAMES);
    heard_look(&heard, 0, 500, samples);
    heard_look(&heard, 700, 500, at(700, 0));
    cr_assert_eq(heard.failures, 0);
    cr_assert_eq(heard.jumps, 1);
}

static void assert_found(uint32_t frame)
{
    look();
    cr_assert_gt(heard.failures, 0);
    char place[32];
    (void)snprintf(place, sizeof place, "frame %u:", frame);
    cr_assert_eq(strncmp(heard.failure, place, strlen(place)), 0, "%s", heard.failure);
}

/* Take a frame out, or put one in twice. */
static void shift(uint32_t begin, int by)
{
    for (uint32_t f = begin; f < FRAMES; f++) {
        for (unsigned c = 0; c < SOUND_CHANNELS; c++)
            *at(f, c) = of_source(&sources[0], (int64_t)f + by, c);
    }
}

Test(heard, finds_a_missed_frame)
{
    put(&sources[0], 0, FRAMES);
    shift(1000, 1);
    assert_found(1000);
}

/* The first repeated sample could begin a join; what follows it can't. */
Test(heard, finds_a_repeated_frame)
{
    put(&sources[0], 0, FRAMES);
    shift(1000, -1);
    assert_found(1001);
}

Test(heard, finds_a_step_from_one_source_to_the_other)
{
    put(&sources[0], 0, 1000);
    put(&sources[1], 1000, FRAMES);
    assert_found(1000);
}

Test(heard, finds_a_wrong_sample)
{
    put(&sources[1], 0, FRAMES);
    *at(2000, 1) *= 1.0001f;
    assert_found(2000);
}

Test(heard, finds_a_sample_that_is_no_number)
{
    put(&sources[1], 0, FRAMES);
    *at(2000, 0) = NAN;
    assert_found(2000);
}

Test(heard, finds_a_join_that_is_too_short)
{
    put(&sources[0], 0, 1000);
    join(&sources[1], 1000, FRAMES);
    put(&sources[1], 1100, FRAMES);
    assert_found(1100);
}

Test(heard, finds_a_gap)
{
    put(&sources[0], 0, FRAMES);
    memset(at(1500, 0), 0, sizeof(float[64][SOUND_CHANNELS]));
    assert_found(1500);
}

Test(heard, finds_sound_in_front_of_the_sound)
{
    put(&sources[0], 0, FRAMES);
    *at(50, 0) = 1e-20f;
    assert_found(50);
}
