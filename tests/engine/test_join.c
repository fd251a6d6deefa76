/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Joins, and sound with one buffer per channel. */

#include "engine/join.h"
#include "engine/planar.h"
#include "engine_loopbacks.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST   256u
#define FRAMES 512u

static float samples[FRAMES * MOST];

/* Wet is `wet` from 0 to 200 and from 300 on, dry is 0 everywhere: what comes out never steps. */
static void check_join(uint32_t channels, float wet, uint32_t read)
{
    Loopback loops[2];
    JoinReader reader = {0};
    float *out = calloc((size_t)FRAMES * channels, sizeof *out);
    for (int i = 0; i < 2; i++)
        loops[i] = loopback_make(channels, 1024);
    memset(samples, 0, sizeof samples);
    loopback_write(&loops[1], 0, FRAMES, samples);
    for (uint32_t i = 0; i < FRAMES * channels; i++)
        samples[i] = wet;
    loopback_write(&loops[0], 0, 200, samples);
    loopback_write(&loops[0], 300, FRAMES - 300, samples);
    const JoinSources sources = {.to = {.wet = &loops[0]}, .start = INT64_MIN, .dry = &loops[1]};
    uint32_t dry = 0;
    for (uint32_t f = 0; f < FRAMES; f += read)
        dry += join_read(&sources, &reader, f, f + read <= FRAMES ? read : FRAMES - f,
                         out + (size_t)f * channels);
    cr_assert_eq(dry, 100);
    const float step = fabsf(wet) / JOIN_FADE_FRAMES * 1.001f;
    for (uint32_t f = 1; f < FRAMES; f++) {
        for (uint32_t c = 0; c < channels; c++) {
            const float now = out[(size_t)f * channels + c];
            const float difference = fabsf(now - out[(size_t)(f - 1) * channels + c]);
            cr_assert_leq(difference, step, "%u channels, frame %u", channels, f);
            if (f < 200 || f >= 300 + JOIN_FADE_FRAMES)
                cr_assert_eq(now, wet);
        }
    }
    cr_assert_lt(out[(size_t)299 * channels], wet / 2, "it went most of the way to dry");
    for (int i = 0; i < 2; i++)
        loopback_delete(&loops[i]);
    free(out);
}

Test(join, never_steps)
{
    static const uint32_t channels[] = {1, 2, 3, 4, 6, 8, 16, 17, 32, 256};
    static const uint32_t reads[] = {1, 7, 64, 512};
    for (size_t i = 0; i < sizeof channels / sizeof *channels; i++) {
        for (size_t r = 0; r < sizeof reads / sizeof *reads; r++)
            check_join(channels[i], 1, reads[r]);
    }
}

Test(join, begins_and_ends_as_it_was_written)
{
    Loopback dry;
    JoinReader reader = {0};
    float out[300];
    dry = loopback_make(1, 1024);
    for (int i = 0; i < 100; i++)
        samples[i] = 1;
    loopback_write(&dry, 100, 100, samples);
    const JoinSources sources = {.start = INT64_MIN, .dry = &dry};
    cr_assert_eq(join_read(&sources, &reader, 0, 300, out), 100);
    for (int i = 0; i < 300; i++)
        cr_assert_eq(out[i], i >= 100 && i < 200 ? 1 : 0);
    loopback_delete(&dry);
}

Test(join, a_nan_in_front_does_not_spread)
{
    Loopback loops[2];
    JoinReader reader = {0};
    float out[200];
    const float nan_sample = NAN;
    for (int i = 0; i < 2; i++)
        loops[i] = loopback_make(1, 1024);
    memset(samples, 0, sizeof samples);
    loopback_write(&loops[1], 0, 200, samples);
    loopback_write(&loops[0], 0, 1, &nan_sample);
    const JoinSources sources = {.to = {.wet = &loops[0]}, .start = INT64_MIN, .dry = &loops[1]};
    (void)join_read(&sources, &reader, 0, 200, out);
    for (int i = 1; i < 200; i++)
        cr_assert_eq(out[i], 0);
    for (int i = 0; i < 2; i++)
        loopback_delete(&loops[i]);
}

Test(planar, there_and_back_is_the_same)
{
    static float back[FRAMES * MOST];
    for (uint32_t channels = 1; channels <= 40; channels++) {
        Planar planar;
        cr_assert_eq(planar_init(&planar, channels, 33), STATUS_OK);
        for (uint32_t i = 0; i < 33 * channels; i++)
            samples[i] = (float)i;
        planar_from_interleaved(planar.channels, channels, 33, samples);
        for (uint32_t c = 0; c < channels; c++) {
            cr_assert_eq((uintptr_t)planar.channels[c] % 64, 0);
            for (uint32_t f = 0; f < 33; f++)
                cr_assert_eq(planar.channels[c][f], (float)(f * channels + c));
        }
        const float *const *from = (const float *const *)planar.channels;
        planar_add(planar.channels, from, channels, 33);
        planar_to_interleaved(from, channels, 33, back);
        for (uint32_t i = 0; i < 33 * channels; i++)
            cr_assert_eq(back[i], 2 * (float)i);
        planar_cleanup(&planar);
        planar_cleanup(&planar);
    }
}

Test(planar, finds_what_is_not_finite)
{
    static const float bad[] = {NAN, -NAN, INFINITY, -INFINITY};
    static const float good[] = {0, -0.0f, 3.4028235e38f, -3.4028235e38f, 1e-45f};
    float row[67] = {0};
    for (size_t at = 0; at < 67; at++) {
        for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
            row[at] = good[i];
            cr_assert(samples_are_finite(row, 67));
        }
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
            row[at] = bad[i];
            cr_assert_not(samples_are_finite(row, 67));
        }
        row[at] = 0;
    }
}
