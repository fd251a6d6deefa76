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
                         .is_unity = gain == 1.0f,
                         .loops = gain_loops()};
}

static GainRamp ramp_of(const GainStage *stage) OSSICLE_REALTIME
{
    return (GainRamp){
        .from = stage->from,
        .difference = stage->to - stage->from,
        .step = 1 / (float)stage->ramp_frames,
    };
}

/* The gain that was reached. */
static float gain_now(const GainStage *stage) OSSICLE_REALTIME
{
    if (stage->position == stage->ramp_frames)
        return stage->to;
    const GainRamp ramp = ramp_of(stage);
    return gain_ramp_at(&ramp, (float)stage->position);
}

void gain_stage_aim(GainStage *stage, float gain) OSSICLE_REALTIME
{
    if (gain == stage->to)
        return;
    stage->from = gain_now(stage);
    stage->position = 0;
    stage->to = gain;
    stage->is_unity = false;
}

/* The frames that are left of a glide, at most `frames`. Returns how many those were. The last of
 * all has the gain it ends with, as it is: the ramp may be a bit off. */
static uint32_t glide(GainStage *stage, uint32_t frames, uint32_t channels,
                      float *samples) OSSICLE_REALTIME
{
    const uint32_t left = stage->ramp_frames - stage->position;
    const uint32_t count = frames < left ? frames : left;
    if (count == 0)
        return 0;
    const uint32_t on_ramp = count == left ? count - 1 : count;
    const GainRamp ramp = ramp_of(stage);
    stage->loops->glide(&ramp, stage->position + 1, on_ramp, channels, samples);
    if (on_ramp < count)
        stage->loops->multiply(stage->to, channels, samples + (size_t)on_ramp * channels);
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
        stage->loops->multiply(stage->to, rest, samples);
}
