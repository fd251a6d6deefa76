/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/gain_stage.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

void gain_stage_init(GainStage *stage, double sample_rate_hz, float gain)
{
    const uint32_t frames = (uint32_t)lrint(sample_rate_hz * GAIN_RAMP_SECONDS);
    *stage = (GainStage){.from = gain,
                         .to = gain,
                         .position = frames,
                         .ramp_frames = frames,
                         .is_unity = gain == 1.0f};
}

/* The gain of the frame at `position`; `step` is 1 / ramp_frames. */
static float gain_at(const GainStage *stage, uint32_t position, float step) OSSICLE_REALTIME
{
    if (position == stage->ramp_frames)
        return stage->to;
    return stage->from + (stage->to - stage->from) * ((float)position * step);
}

void gain_stage_aim(GainStage *stage, float gain) OSSICLE_REALTIME
{
    if (gain == stage->to)
        return;
    stage->from = gain_at(stage, stage->position, 1 / (float)stage->ramp_frames);
    stage->position = 0;
    stage->to = gain;
    stage->is_unity = false;
}

static void multiply(float gain, size_t count, float *samples) OSSICLE_REALTIME
{
    /* Half the time of the loop as the compiler leaves it. */
#pragma GCC unroll 16
    for (size_t i = 0; i < count; i++)
        samples[i] *= gain;
}

/* The frames that are left of a glide, at most `frames`. Returns how many those were. */
static uint32_t glide(GainStage *stage, uint32_t frames, uint32_t channels,
                      float *samples) OSSICLE_REALTIME
{
    const uint32_t left = stage->ramp_frames - stage->position;
    const uint32_t count = frames < left ? frames : left;
    const float step = 1 / (float)stage->ramp_frames;
    for (uint32_t i = 1; i <= count; i++) {
        multiply(gain_at(stage, stage->position + i, step), channels, samples);
        samples += channels;
    }
    stage->position += count;
    stage->is_unity = stage->position == stage->ramp_frames && stage->to == 1.0f;
    return count;
}

void gain_stage_process(GainStage *stage, uint32_t frames, uint32_t channels,
                        float *samples) OSSICLE_REALTIME
{
    const uint32_t glided = glide(stage, frames, channels, samples);
    const size_t rest = (size_t)(frames - glided) * channels;
    samples += (size_t)glided * channels;
    if (stage->to == 0.0f)
        memset(samples, 0, rest * sizeof *samples);
    else if (stage->to != 1.0f)
        multiply(stage->to, rest, samples);
}
