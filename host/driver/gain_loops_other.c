/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/gain_loops.h"

static void multiply(float gain, size_t count, float *samples) OSSICLE_REALTIME
{
    gain_loop_multiply(gain, count, samples);
}

static void glide(const GainRamp *ramp, uint32_t position, uint32_t frames, uint32_t channels,
                  float *samples) OSSICLE_REALTIME
{
    gain_loop_glide(ramp, position, frames, channels, samples);
}

const GainLoops *gain_loops(void) OSSICLE_REALTIME
{
    static const GainLoops loops = {multiply, glide};
    return &loops;
}
