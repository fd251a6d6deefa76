/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file gain_stage.h
 * What a reader hears of a gain table: gains that glide in straight lines when they change. One for
 * each reader. */

#ifndef OSSICLE_ENGINE_GAIN_STAGE_H
#define OSSICLE_ENGINE_GAIN_STAGE_H

#include "engine/gain_loops.h"
#include "engine/gain_table.h"
#include "realtime/realtime.h"

#include <module-api.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum GainState {
    GAIN_SILENT,  /**< all are 0 */
    GAIN_UNITY,   /**< all are 1 */
    GAIN_STEADY,  /**< neither, but they stay */
    GAIN_GLIDING, /**< `position` frames of the glide are done */
} GainState;

/** All zero: has been silent for long. */
typedef struct GainStage {
    uint32_t version; /**< of the table's gains in `to` */
    GainState state;
    bool fills_lanes;                      /**< `to` repeats every GAIN_LANES */
    uint32_t channels;                     /**< what follows is from the table */
    uint32_t position;                     /**< frames of the glide that are done */
    uint32_t ramp_frames;                  /**< frames that the glide takes */
    float ramp_step;                       /**< 1 / ramp_frames */
    const GainLoops *loops;                /**< for this processor */
    float from[GAIN_TABLE_CHANNELS];       /**< the gains that the glide began with */
    float to[GAIN_TABLE_CHANNELS];         /**< those that it ends with, and then stay */
    uint32_t audible[GAIN_TABLE_CHANNELS]; /**< all bits where `to` isn't 0, else none */
} GainStage;

/** [control or io] A stage that has been at the table's gains for long. */
void gain_stage_init(GainStage *stage, const GainTable *table) OSSICLE_REALTIME;

/** gain_stage_follow for gains that were set anew. */
void gain_stage_aim(GainStage *stage, const GainTable *table) OSSICLE_REALTIME;

/** [io] Glide to the table's gains from the next frame on, if they aren't the aim already. In the
 * middle of a glide the new one begins at the gains that were reached. */
static inline void gain_stage_follow(GainStage *stage, const GainTable *table) OSSICLE_REALTIME
{
    if (REALTIME_UNLIKELY(stage->version != gain_table_version(table)))
        gain_stage_aim(stage, table);
}

/** gain_stage_apply for every case. */
void gain_stage_apply_any(const GainStage *stage, uint32_t frames, const float *from,
                          float *to) OSSICLE_REALTIME;

/** gain_stage_advance for a glide. */
void gain_stage_advance_glide(GainStage *stage, uint32_t frames) OSSICLE_REALTIME;

/** [io] Give `frames` interleaved frames of `from` their gains, into `to`, which is the same place
 * or apart. At unity not a bit changes. Frame k of a glide (from 1 on) has the gains
 * from + (to - from) * k / ramp_frames, however the frames are divided into calls. Does the same
 * again until gain_stage_advance. */
static inline void gain_stage_apply(const GainStage *stage, uint32_t frames, const float *from,
                                    float *to) OSSICLE_REALTIME
{
    const GainRow row = {stage->to, stage->audible};
    if (REALTIME_LIKELY(stage->state == GAIN_STEADY && stage->fills_lanes))
        stage->loops->multiply(&row, (size_t)frames * stage->channels, from, to);
    else
        gain_stage_apply_any(stage, frames, from, to);
}

/** [io] These frames are done. */
static inline void gain_stage_advance(GainStage *stage, uint32_t frames) OSSICLE_REALTIME
{
    if (REALTIME_UNLIKELY(stage->state == GAIN_GLIDING))
        gain_stage_advance_glide(stage, frames);
}

#endif
