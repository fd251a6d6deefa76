/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/high_pass.h"

#include <criterion/criterion.h>
#include <float.h>
#include <math.h>
#include <string.h>

enum { RATE = 48000, FADE = RATE / 100, FRAMES = 4 * RATE };

static HighPass high_pass;
static float samples[FRAMES];

static void begin(double rate, uint32_t cutoff_hz)
{
    memset(&high_pass, 0, sizeof high_pass);
    high_pass_choose(&high_pass, cutoff_hz);
    high_pass_start(&high_pass, rate);
}

static float noise_at(uint32_t i)
{
    return (float)((i * 2654435761u) >> 8) / 16777216.0f - 0.5f;
}

static void fill_with_noise(uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        samples[i] = noise_at(i);
}

/* A filter in direct form I: another way to the same numbers. */
typedef struct Reference {
    double b[3];
    double a[3];
    double x[2];
    double y[2];
} Reference;

static Reference reference(double cutoff_hz, double rate)
{
    const double w = 2 * M_PI * cutoff_hz / rate;
    const double alpha = sin(w) / M_SQRT2; /* sin(w) / 2Q with Q = 1 / sqrt(2) */
    const double a0 = 1 + alpha;
    const double b = (1 + cos(w)) / 2 / a0;
    return (Reference){.b = {b, -2 * b, b}, .a = {1, -2 * cos(w) / a0, (1 - alpha) / a0}};
}

static double refer(Reference *r, double x)
{
    const double y =
        r->b[0] * x + r->b[1] * r->x[0] + r->b[2] * r->x[1] - r->a[1] * r->y[0] - r->a[2] * r->y[1];
    r->x[1] = r->x[0];
    r->x[0] = x;
    r->y[1] = r->y[0];
    r->y[0] = y;
    return y;
}

Test(high_pass, changes_no_bit_when_none_is_chosen)
{
    begin(RATE, 0);
    const uint32_t odd_bits[] = {0x7fc12345u, 0x80000000u, 0x00000001u, 0x7f800000u};
    float odd[4];
    memcpy(odd, odd_bits, sizeof odd);
    cr_assert(high_pass_is_idle(&high_pass));
    high_pass_process(&high_pass, 2, 2, odd);
    cr_assert_arr_eq(odd, odd_bits, sizeof odd);
}

Test(high_pass, filters_as_the_reference_does)
{
    static const double rates[] = {8000, 44100, 48000, 768000};
    static const uint32_t cutoffs[] = {40, 80, 160};
    for (size_t i = 0; i < 12; i++) {
        begin(rates[i / 3], cutoffs[i % 3]);
        Reference expected = reference(cutoffs[i % 3], rates[i / 3]);
        fill_with_noise(RATE);
        high_pass_process(&high_pass, RATE, 1, samples);
        for (uint32_t f = 0; f < RATE; f++) {
            const double y = refer(&expected, (double)noise_at(f));
            cr_assert_float_eq((double)samples[f], y, 1e-6, "frame %u at %g Hz", f, rates[i / 3]);
        }
    }
}

/* The loudest sample of a sine of amplitude 1, after what came at its beginning has died away. */
static double response(double frequency_hz)
{
    for (uint32_t i = 0; i < FRAMES; i++)
        samples[i] = (float)sin(2 * M_PI * frequency_hz * i / RATE);
    high_pass_process(&high_pass, FRAMES, 1, samples);
    double peak = 0;
    for (uint32_t i = FRAMES / 2; i < FRAMES; i++)
        peak = fmax(peak, fabs((double)samples[i]));
    return 20 * log10(peak);
}

Test(high_pass, falls_by_twelve_decibels_per_octave)
{
    static const struct {
        double frequency_hz;
        double decibels;
    } rows[] = {{80, -3.0103}, {10, -36.124}, {20, -24.099}, {800, 0}, {7919, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        begin(RATE, 80);
        cr_assert_float_eq(response(rows[i].frequency_hz), rows[i].decibels, 0.01, "%g Hz",
                           rows[i].frequency_hz);
    }
}

Test(high_pass, keeps_channels_apart)
{
    enum { CHANNELS = 3, COUNT = 1000 };
    float mono[COUNT];
    begin(RATE, 160);
    fill_with_noise(COUNT);
    high_pass_process(&high_pass, COUNT, 1, samples);
    memcpy(mono, samples, sizeof mono);
    begin(RATE, 160);
    for (size_t f = 0; f < COUNT; f++) {
        samples[f * CHANNELS] = 1;
        samples[f * CHANNELS + 1] = noise_at((uint32_t)f);
        samples[f * CHANNELS + 2] = 0;
    }
    high_pass_process(&high_pass, COUNT, CHANNELS, samples);
    for (size_t f = 0; f < COUNT; f++) {
        cr_assert_eq(samples[f * CHANNELS + 1], mono[f]);
        cr_assert_eq(samples[f * CHANNELS + 2], 0);
    }
}

Test(high_pass, fades_to_another_cutoff)
{
    static const uint32_t changes[][2] = {{0, 80}, {80, 0}, {40, 160}};
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        begin(RATE, changes[i][0]);
        Reference old = reference(changes[i][0], RATE);
        Reference new = reference(changes[i][1], RATE);
        fill_with_noise(3000);
        high_pass_process(&high_pass, 1000, 1, samples);
        high_pass_choose(&high_pass, changes[i][1]);
        high_pass_process(&high_pass, 2000, 1, samples + 1000);
        for (uint32_t f = 0; f < 3000; f++) {
            const double x = (double)noise_at(f);
            const double part = f < 1000 ? 0 : fmin(1, (f - 999.0) / FADE);
            const double from = changes[i][0] ? refer(&old, x) : x;
            double to = x;
            if (changes[i][1])
                to = f < 1000 ? 0 : refer(&new, x);
            cr_assert_float_eq((double)samples[f], from + (to - from) * part, 1e-6,
                               "change %zu, frame %u", i, f);
        }
    }
}

Test(high_pass, goes_back_to_changing_no_bit)
{
    begin(RATE, 80);
    fill_with_noise(2000);
    high_pass_process(&high_pass, 1000, 1, samples);
    high_pass_choose(&high_pass, 0);
    cr_assert_not(high_pass_is_idle(&high_pass));
    high_pass_process(&high_pass, 1000, 1, samples + 1000);
    cr_assert(high_pass_is_idle(&high_pass));
    for (uint32_t f = 1000 + FADE - 1; f < 2000; f++)
        cr_assert_eq(samples[f], noise_at(f));
}

Test(high_pass, ends_a_fade_before_the_next)
{
    begin(RATE, 0);
    float loudest = 0;
    for (uint32_t f = 0; f < 20 * FADE; f++) {
        if (f % 100 == 0)
            high_pass_choose(&high_pass, (uint32_t[]){0, 40, 80, 160}[f / 100 % 4]);
        float sample = 1;
        const float before = samples[0];
        high_pass_process(&high_pass, 1, 1, &sample);
        samples[0] = sample;
        if (f > 0)
            loudest = fmaxf(loudest, fabsf(sample - before));
    }
    cr_assert_lt(loudest, 0.03f, "nothing jumps: %g", (double)loudest);
}

Test(high_pass, takes_denormals_for_zero_and_gives_them_back)
{
    begin(RATE, 80);
    memset(samples, 0, sizeof samples);
    samples[0] = 1;
    high_pass_process(&high_pass, FRAMES, 1, samples);
    for (uint32_t i = 0; i < FRAMES; i++)
        cr_assert(samples[i] == 0 || fabsf(samples[i]) >= FLT_MIN, "frame %u", i);
    volatile float smallest = FLT_MIN;
    smallest = smallest / 2;
    cr_expect_gt(smallest, 0);
}

Test(high_pass, is_independent_of_the_division_into_blocks)
{
    enum { COUNT = 2000 };
    static float whole[COUNT];
    begin(RATE, 40);
    high_pass_choose(&high_pass, 160);
    fill_with_noise(COUNT);
    high_pass_process(&high_pass, COUNT, 1, samples);
    memcpy(whole, samples, sizeof whole);
    for (uint32_t block = 1; block < 700; block += 233) {
        begin(RATE, 40);
        high_pass_choose(&high_pass, 160);
        fill_with_noise(COUNT);
        for (uint32_t at = 0; at < COUNT; at += block)
            high_pass_process(&high_pass, COUNT - at < block ? COUNT - at : block, 1, samples + at);
        cr_assert_arr_eq(samples, whole, sizeof whole);
    }
}
