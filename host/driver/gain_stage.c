/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/gain_stage.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

void gain_stage_init(GainStage *stage, double sample_rate_hz)
{
    const uint32_t frames = (uint32_t)lrint(sample_rate_hz * GAIN_RAMP_SECONDS);
    *stage = (GainStage){.from = 1, .to = 1, .position = frames, .ramp_frames = frames};
}

static float gain_at(const GainStage *stage, uint32_t position) OSSICLE_REALTIME
{
    if (position == stage->ramp_frames)
        return stage->to;
    const float part = (float)position / (float)stage->ramp_frames;
    return stage->from + (stage->to - stage->from) * part;
}

void gain_stage_aim(GainStage *stage, float gain) OSSICLE_REALTIME
{
    if (stage->used && gain == stage->to)
        return;
    stage->from = stage->used ? gain_at(stage, stage->position) : gain;
    stage->position = stage->used ? 0 : stage->ramp_frames;
    stage->to = gain;
    stage->used = true;
}

static void multiply(float gain, size_t count, float *samples) OSSICLE_REALTIME
{
    for (size_t i = 0; i < count; i++)
        samples[i] *= gain;
}

/* The frames that are left of a glide, at most `frames`. Returns how many those were. */
static uint32_t glide(GainStage *stage, uint32_t frames, uint32_t channels,
                      float *samples) OSSICLE_REALTIME
{
    const uint32_t left = stage->ramp_frames - stage->position;
    const uint32_t count = frames < left ? frames : left;
    for (uint32_t i = 0; i < count; i++) {
        stage->position++;
        multiply(gain_at(stage, stage->position), channels, samples + (size_t)i * channels);
    }
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
