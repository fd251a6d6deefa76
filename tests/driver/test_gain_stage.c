/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/gain_stage.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 1000, RAMP = 480 }; /* RAMP: of 48000 Hz */

static GainStage settled_at(float gain)
{
    GainStage stage;
    gain_stage_init(&stage, 48000, gain);
    return stage;
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
    GainStage stage = settled_at(1);
    const uint32_t odd_bits[] = {0x7fc12345u, 0x80000000u, 0x00000001u, 0x7f800000u, 0xffc00001u};
    float samples[5];
    memcpy(samples, odd_bits, sizeof samples);
    cr_assert(stage.is_unity);
    gain_stage_process(&stage, 5, 1, samples);
    cr_assert_arr_eq(samples, odd_bits, sizeof samples);
}

Test(gain_stage, begins_at_its_first_gain)
{
    GainStage stage = settled_at(0.5f);
    float samples[4] = {1, -1, 0.25f, 2};
    gain_stage_process(&stage, 2, 2, samples);
    const float expected[4] = {0.5f, -0.5f, 0.125f, 1};
    cr_assert_arr_eq(samples, expected, sizeof samples);
}

Test(gain_stage, glides_as_the_reference_does)
{
    GainStage stage = settled_at(1);
    gain_stage_aim(&stage, 0.25f);
    cr_assert_not(stage.is_unity);
    float samples[FRAMES * 2];
    fill(samples, sizeof samples / sizeof *samples, 1);
    gain_stage_process(&stage, FRAMES, 2, samples);
    for (size_t k = 1; k <= FRAMES; k++) {
        const double expected = reference(1, 0.25, k);
        cr_assert_lt(fabs((double)samples[2 * (k - 1)] - expected), 1e-6, "frame %zu", k);
        cr_assert_eq(samples[2 * (k - 1)], samples[2 * (k - 1) + 1]);
    }
}

Test(gain_stage, is_independent_of_the_division_into_blocks)
{
    float whole[FRAMES];
    fill(whole, FRAMES, 0.7f);
    GainStage stage = settled_at(0.1f);
    gain_stage_aim(&stage, 0.9f);
    gain_stage_process(&stage, FRAMES, 1, whole);
    for (uint32_t block = 1; block < 70; block += 7) {
        float parts[FRAMES];
        fill(parts, FRAMES, 0.7f);
        GainStage other = settled_at(0.1f);
        gain_stage_aim(&other, 0.9f);
        for (uint32_t at = 0; at < FRAMES; at += block) {
            gain_stage_aim(&other, 0.9f);
            gain_stage_process(&other, FRAMES - at < block ? FRAMES - at : block, 1, parts + at);
        }
        cr_assert_arr_eq(parts, whole, sizeof whole);
    }
}

Test(gain_stage, glides_alike_through_any_number_of_channels)
{
    float mono[FRAMES];
    fill(mono, FRAMES, 0.7f);
    GainStage stage = settled_at(0.1f);
    gain_stage_aim(&stage, 0.9f);
    gain_stage_process(&stage, FRAMES, 1, mono);
    static const uint32_t channels[] = {2, 3, 4, 8, 15, 16, 17, 64, 256};
    static float samples[FRAMES * 256];
    for (size_t i = 0; i < sizeof channels / sizeof *channels; i++) {
        fill(samples, (size_t)FRAMES * channels[i], 0.7f);
        stage = settled_at(0.1f);
        gain_stage_aim(&stage, 0.9f);
        gain_stage_process(&stage, 7, channels[i], samples);
        gain_stage_process(&stage, FRAMES - 7, channels[i], samples + (size_t)7 * channels[i]);
        for (size_t s = 0; s < (size_t)FRAMES * channels[i]; s++)
            cr_assert_eq(samples[s], mono[s / channels[i]], "sample %zu of %u channels", s,
                         channels[i]);
    }
}

Test(gain_stage, turns_in_the_middle_of_a_glide_without_a_jump)
{
    GainStage stage = settled_at(1);
    gain_stage_aim(&stage, 0);
    float samples[FRAMES];
    fill(samples, FRAMES, 1);
    gain_stage_process(&stage, 100, 1, samples);
    gain_stage_aim(&stage, 1);
    gain_stage_process(&stage, FRAMES - 100, 1, samples + 100);
    for (int i = 1; i < FRAMES; i++)
        cr_assert_leq(fabs((double)samples[i] - (double)samples[i - 1]), 1.0 / RAMP + 1e-6);
    cr_assert_eq(samples[FRAMES - 1], 1);
    cr_assert(stage.is_unity);
}

Test(gain_stage, is_silent_after_gliding_to_zero)
{
    GainStage stage = settled_at(1);
    gain_stage_aim(&stage, 0);
    cr_assert_not(gain_stage_is_silent(&stage));
    float samples[RAMP + 3];
    fill(samples, RAMP, 1);
    samples[RAMP] = NAN;
    samples[RAMP + 1] = INFINITY;
    samples[RAMP + 2] = -1;
    gain_stage_process(&stage, RAMP + 3, 1, samples);
    cr_assert(gain_stage_is_silent(&stage));
    const float silence[3] = {0};
    cr_assert_arr_eq(samples + RAMP, silence, sizeof silence);
}

Test(gain_stage, has_a_glide_of_its_own_length_at_each_rate)
{
    GainStage stage;
    gain_stage_init(&stage, 8000, 1);
    cr_assert_eq(stage.ramp_frames, 80);
    gain_stage_init(&stage, 768000, 1);
    cr_assert_eq(stage.ramp_frames, 7680);
}
