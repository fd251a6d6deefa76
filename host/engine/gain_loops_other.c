/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/gain_loops.h"

static void multiply(const GainRow *row, size_t count, const float *from,
                     float *to) OSSICLE_REALTIME
{
    gain_loop_multiply(row, count, from, to);
}

static void multiply_frames(const GainRow *row, uint32_t frames, uint32_t channels,
                            const float *from, float *to) OSSICLE_REALTIME
{
    gain_loop_multiply_frames(row, frames, channels, from, to);
}

static void glide(const GainRamp *ramp, uint32_t position, uint32_t frames, uint32_t channels,
                  const float *from, float *to) OSSICLE_REALTIME
{
    gain_loop_glide(ramp, position, frames, channels, from, to);
}

const GainLoops *gain_loops(void) OSSICLE_REALTIME
{
    static const GainLoops loops = {multiply, multiply_frames, glide};
    return &loops;
}
