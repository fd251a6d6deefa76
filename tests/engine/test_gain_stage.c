/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/gain_stage.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 1000, RAMP = 480, MOST = 256 }; /* RAMP: of 48000 Hz */

static GainTable table;
static GainStage stage;

static void begin(uint32_t channels)
{
    cr_assert_eq(gain_table_init(&table, channels, 48000), STATUS_OK);
}

static void end(void)
{
    gain_table_cleanup(&table);
}

/* One gain for all channels. */
static void set(float gain)
{
    float gains[MOST];
    for (uint32_t c = 0; c < MOST; c++)
        gains[c] = gain;
    gain_table_set(&table, gains);
}

static void begin_at(uint32_t channels, float gain)
{
    begin(channels);
    set(gain);
    gain_stage_init(&stage, &table);
}

static void process(uint32_t frames, float *samples)
{
    gain_stage_follow(&stage, &table);
    gain_stage_apply(&stage, frames, samples, samples);
    gain_stage_advance(&stage, frames);
}

/* Reference: the gain of frame k (from 1 on) of a glide. */
static double reference(double from, double to, size_t k)
{
    return k >= RAMP ? to : from + (to - from) * (double)k / RAMP;
}

static void fill(float *samples, size_t count, float value)
{
    for (size_t i = 0; i < count; i++)
        samples[i] = value;
}

Test(gain_stage, changes_no_bit_at_unity)
{
    begin_at(1, 1);
    const uint32_t odd_bits[] = {0x7fc12345u, 0x80000000u, 0x00000001u, 0x7f800000u, 0xffc00001u};
    float samples[5];
    float apart[5];
    memcpy(samples, odd_bits, sizeof samples);
    cr_assert_eq(stage.state, GAIN_UNITY);
    gain_stage_apply(&stage, 5, samples, apart);
    cr_assert_arr_eq(apart, odd_bits, sizeof apart);
    process(5, samples);
    cr_assert_arr_eq(samples, odd_bits, sizeof samples);
    end();
}

Test(gain_stage, begins_at_its_first_gain)
{
    begin_at(2, 0.5f);
    float samples[4] = {1, -1, 0.25f, 2};
    process(2, samples);
    const float expected[4] = {0.5f, -0.5f, 0.125f, 1};
    cr_assert_arr_eq(samples, expected, sizeof samples);
    end();
}

Test(gain_stage, glides_as_the_reference_does)
{
    begin_at(2, 1);
    set(0.25f);
    float samples[FRAMES * 2];
    fill(samples, sizeof samples / sizeof *samples, 1);
    process(FRAMES, samples);
    for (size_t k = 1; k <= FRAMES; k++) {
        const double expected = reference(1, 0.25, k);
        cr_assert_lt(fabs((double)samples[2 * (k - 1)] - expected), 1e-6, "frame %zu", k);
        cr_assert_eq(samples[2 * (k - 1)], samples[2 * (k - 1) + 1]);
    }
    cr_assert_eq(stage.state, GAIN_STEADY);
    end();
}

static const uint32_t channel_counts[] = {1, 2, 3, 4, 6, 8, 15, 16, 17, 32, 40, 64, 256};
enum { COUNTS = sizeof channel_counts / sizeof *channel_counts };

/* Gains that differ from channel to channel: some are turned over, some silent, some unity. */
static float gain_of(uint32_t channel, uint32_t which)
{
    static const float gains[] = {0.3f, -0.9f, 0, 1, 0.125f, -1, 2};
    return gains[(channel * (which + 1) + which) % (sizeof gains / sizeof *gains)];
}

static void set_each(uint32_t which)
{
    float gains[MOST];
    for (uint32_t c = 0; c < MOST; c++)
        gains[c] = gain_of(c, which);
    gain_table_set(&table, gains);
}

Test(gain_stage, gives_each_channel_its_own_gain)
{
    static float samples[FRAMES * MOST];
    for (int i = 0; i < COUNTS; i++) {
        const uint32_t channels = channel_counts[i];
        begin(channels);
        set_each(0);
        gain_stage_init(&stage, &table);
        set_each(1);
        fill(samples, (size_t)FRAMES * channels, 0.5f);
        process(FRAMES, samples);
        for (size_t s = 0; s < (size_t)FRAMES * channels; s++) {
            const uint32_t c = (uint32_t)(s % channels);
            const double gain =
                reference((double)gain_of(c, 0), (double)gain_of(c, 1), s / channels + 1);
            cr_assert_lt(fabs((double)samples[s] - gain / 2), 1e-6, "sample %zu of %u channels", s,
                         channels);
        }
        end();
    }
}

Test(gain_stage, is_exact_when_it_has_arrived)
{
    static float samples[FRAMES * MOST];
    for (int i = 0; i < COUNTS; i++) {
        const uint32_t channels = channel_counts[i];
        begin(channels);
        set_each(0);
        gain_stage_init(&stage, &table);
        fill(samples, (size_t)FRAMES * channels, -0.7f);
        process(7, samples);
        process(FRAMES - 7, samples + (size_t)7 * channels);
        for (size_t s = 0; s < (size_t)FRAMES * channels; s++) {
            const float gain = gain_of((uint32_t)(s % channels), 0);
            cr_assert_eq(samples[s], -0.7f * gain, "sample %zu of %u channels", s, channels);
        }
        end();
    }
}

Test(gain_stage, is_independent_of_the_division_into_blocks)
{
    for (int i = 0; i < COUNTS; i++) {
        const uint32_t channels = channel_counts[i];
        static float whole[FRAMES * MOST];
        static float parts[FRAMES * MOST];
        const size_t bytes = sizeof *whole * FRAMES * channels;
        begin(channels);
        set_each(0);
        gain_stage_init(&stage, &table);
        GainStage other = stage;
        set_each(2);
        fill(whole, (size_t)FRAMES * channels, 0.7f);
        process(FRAMES, whole);
        for (uint32_t block = 1; block < 70; block += 17) {
            fill(parts, (size_t)FRAMES * channels, 0.7f);
            stage = other;
            for (uint32_t at = 0; at < FRAMES; at += block)
                process(FRAMES - at < block ? FRAMES - at : block, parts + (size_t)at * channels);
            cr_assert_eq(memcmp(parts, whole, bytes), 0, "%u channels, blocks of %u", channels,
                         block);
        }
        end();
    }
}

Test(gain_stage, does_the_same_in_place_and_apart)
{
    for (int i = 0; i < COUNTS; i++) {
        const uint32_t channels = channel_counts[i];
        static float samples[FRAMES * MOST];
        static float apart[FRAMES * MOST];
        begin(channels);
        set_each(0);
        gain_stage_init(&stage, &table);
        set_each(1);
        gain_stage_follow(&stage, &table);
        fill(samples, (size_t)FRAMES * channels, 0.9f);
        gain_stage_apply(&stage, FRAMES, samples, apart);
        gain_stage_apply(&stage, FRAMES, samples, samples);
        cr_assert_eq(memcmp(apart, samples, sizeof *samples * FRAMES * channels), 0, "%u channels",
                     channels);
        end();
    }
}

Test(gain_stage, turns_in_the_middle_of_a_glide_without_a_jump)
{
    begin_at(1, 1);
    set(0);
    float samples[FRAMES];
    fill(samples, FRAMES, 1);
    process(100, samples);
    set(1);
    process(FRAMES - 100, samples + 100);
    for (int i = 1; i < FRAMES; i++)
        cr_assert_leq(fabs((double)samples[i] - (double)samples[i - 1]), 1.0 / RAMP + 1e-6);
    cr_assert_eq(samples[FRAMES - 1], 1);
    cr_assert_eq(stage.state, GAIN_UNITY);
    end();
}

Test(gain_stage, goes_on_with_a_glide_when_the_same_gains_are_set_again)
{
    begin_at(1, 1);
    float samples[FRAMES];
    fill(samples, FRAMES, 1);
    for (uint32_t at = 0; at < FRAMES; at += 100) {
        set(0.5f);
        process(100, samples + at);
    }
    for (size_t k = 1; k <= FRAMES; k++)
        cr_assert_lt(fabs((double)samples[k - 1] - reference(1, 0.5, k)), 1e-6, "frame %zu", k);
    end();
}

Test(gain_stage, is_silent_after_gliding_to_zero)
{
    begin_at(1, 1);
    set(0);
    float samples[RAMP + 3];
    fill(samples, RAMP, 1);
    samples[RAMP] = NAN;
    samples[RAMP + 1] = INFINITY;
    samples[RAMP + 2] = -1;
    process(RAMP + 3, samples);
    cr_assert_eq(stage.state, GAIN_SILENT);
    const float silence[3] = {0};
    cr_assert_arr_eq(samples + RAMP, silence, sizeof silence);
    end();
}

Test(gain_stage, keeps_odd_sound_out_of_a_silent_channel)
{
    begin(3);
    gain_table_set(&table, (float[]){0, 0.5f, 0});
    gain_stage_init(&stage, &table);
    float samples[] = {NAN, 1, -1, INFINITY, 2, NAN};
    process(2, samples);
    const float expected[] = {0, 0.5f, 0, 0, 1, 0};
    cr_assert_arr_eq(samples, expected, sizeof samples);
    end();
}

Test(gain_stage, has_a_glide_of_its_own_length_at_each_rate)
{
    begin_at(1, 1);
    gain_table_set_rate(&table, 8000);
    set(0);
    gain_stage_follow(&stage, &table);
    cr_assert_eq(stage.ramp_frames, 80);
    gain_table_set_rate(&table, 768000);
    set(1);
    gain_stage_follow(&stage, &table);
    cr_assert_eq(stage.ramp_frames, 7680);
    end();
}

Test(gain_stage, of_zeros_glides_in_from_silence)
{
    begin(2);
    memset(&stage, 0, sizeof stage);
    float samples[FRAMES * 2];
    fill(samples, sizeof samples / sizeof *samples, 1);
    process(FRAMES, samples);
    for (size_t k = 1; k <= FRAMES; k++)
        cr_assert_lt(fabs((double)samples[2 * k - 1] - reference(0, 1, k)), 1e-6, "frame %zu", k);
    cr_assert_eq(stage.state, GAIN_UNITY);
    end();
}
