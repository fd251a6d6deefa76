/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file gain_stage.h
 * Volume and mute, as they act on the samples: a gain that glides in a straight line when it
 * changes. One for each reader. [io] */

#ifndef OSSICLE_DRIVER_GAIN_STAGE_H
#define OSSICLE_DRIVER_GAIN_STAGE_H

#include "driver/gain_loops.h"

#include <module-api.h>
#include <stdbool.h>
#include <stdint.h>

/** How long a glide takes. */
#define GAIN_RAMP_SECONDS 0.01

typedef struct GainStage {
    float from;           /**< the gain that the glide began with */
    float to;             /**< the gain that it ends with, and then stays */
    uint32_t position;    /**< frames of the glide that are done; ramp_frames: it is over */
    uint32_t ramp_frames; /**< frames that a glide takes */
    bool is_unity;        /**< sound goes through unchanged, as long as the aim stays */
    const GainLoops *loops;
} GainStage;

/** [control or io] A stage that has been at `gain` for long. */
void gain_stage_init(GainStage *stage, double sample_rate_hz, float gain);

/** Glide to `gain` from the next frame on, if it isn't the aim already. In the middle of a glide
 * the new one begins at the gain that was reached. */
void gain_stage_aim(GainStage *stage, float gain) OSSICLE_REALTIME;

/** Whether nothing of the sound comes through at present. */
static inline bool gain_stage_is_silent(const GainStage *stage) OSSICLE_REALTIME
{
    return stage->position == stage->ramp_frames && stage->to == 0.0f;
}

/** Multiply `frames` frames of interleaved samples in place. At unity not a bit changes. Frame k of
 * a glide (from 1 on) has the gain from + (to - from) * k / ramp_frames, however the frames are
 * divided into calls. */
void gain_stage_process(GainStage *stage, uint32_t frames, uint32_t channels,
                        float *samples) OSSICLE_REALTIME;

#endif
