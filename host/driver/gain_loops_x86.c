/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/gain_loops.h"

#define WIDE __attribute__((target("avx2")))

static void multiply(float gain, size_t count, float *samples) OSSICLE_REALTIME
{
    gain_loop_multiply(gain, count, samples);
}

static void glide(const GainRamp *ramp, uint32_t position, uint32_t frames, uint32_t channels,
                  float *samples) OSSICLE_REALTIME
{
    gain_loop_glide(ramp, position, frames, channels, samples);
}

WIDE static void multiply_wide(float gain, size_t count, float *samples) OSSICLE_REALTIME
{
    gain_loop_multiply(gain, count, samples);
}

WIDE static void glide_wide(const GainRamp *ramp, uint32_t position, uint32_t frames,
                            uint32_t channels, float *samples) OSSICLE_REALTIME
{
    gain_loop_glide(ramp, position, frames, channels, samples);
}

const GainLoops *gain_loops(void) OSSICLE_REALTIME
{
    static const GainLoops loops = {multiply, glide};
    static const GainLoops wide = {multiply_wide, glide_wide};
    return __builtin_cpu_supports("avx2") ? &wide : &loops;
}
