/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/gain_stage.h"

#include <string.h>

/* Repeat the gains of few channels until they fill the lanes. */
static void fill_lanes(float *gains, uint32_t channels) OSSICLE_REALTIME
{
    for (uint32_t i = channels; i < GAIN_LANES; i++)
        gains[i] = gains[i - channels];
}

/* The glide is over. */
static void settle(GainStage *stage) OSSICLE_REALTIME
{
    const float first = stage->to[0];
    bool is_uniform = true;
    for (uint32_t c = 1; c < stage->channels; c++)
        is_uniform = is_uniform && stage->to[c] == first;
    stage->state = GAIN_STEADY;
    if (is_uniform && first == 0)
        stage->state = GAIN_SILENT;
    else if (is_uniform && first == 1)
        stage->state = GAIN_UNITY;
    stage->fills_lanes = is_uniform || gain_fills_lanes(stage->channels);
}

static void begin_glide(GainStage *stage, const GainTable *table) OSSICLE_REALTIME
{
    stage->state = GAIN_GLIDING;
    stage->fills_lanes = gain_fills_lanes(stage->channels);
    stage->position = 0;
    stage->ramp_frames = atomic_load_explicit(&table->ramp_frames, memory_order_relaxed);
    stage->ramp_step = 1 / (float)stage->ramp_frames;
}

static GainRamp ramp_of(const GainStage *stage) OSSICLE_REALTIME
{
    return (GainRamp){
        .from = stage->from,
        .to = stage->to,
        .step = stage->ramp_step,
    };
}

/* The gains that were reached. */
static void get_reached(const GainStage *stage, float *gains) OSSICLE_REALTIME
{
    memcpy(gains, stage->to, sizeof stage->to);
    if (stage->state != GAIN_GLIDING)
        return;
    const GainRamp ramp = ramp_of(stage);
    for (uint32_t c = 0; c < stage->channels; c++)
        gains[c] = gain_ramp_at(&ramp, c, (float)stage->position);
}

void gain_stage_init(GainStage *stage, const GainTable *table) OSSICLE_REALTIME
{
    memset(stage, 0, sizeof *stage);
    gain_stage_aim(stage, table);
    settle(stage);
}

void gain_stage_aim(GainStage *stage, const GainTable *table) OSSICLE_REALTIME
{
    float aim[GAIN_TABLE_CHANNELS];
    if (!gain_table_copy(table, aim, &stage->version))
        return; /* the next call tries again */
    stage->channels = table->channels;
    stage->loops = gain_loops();
    fill_lanes(aim, stage->channels);
    const uint32_t count = stage->channels > GAIN_LANES ? stage->channels : GAIN_LANES;
    if (memcmp(aim, stage->to, count * sizeof *aim) == 0)
        return;
    float reached[GAIN_TABLE_CHANNELS];
    get_reached(stage, reached);
    fill_lanes(reached, stage->channels);
    memcpy(stage->from, reached, count * sizeof *reached);
    memcpy(stage->to, aim, count * sizeof *aim);
    for (uint32_t i = 0; i < count; i++)
        stage->audible[i] = aim[i] != 0 ? UINT32_MAX : 0;
    begin_glide(stage, table);
}

/* With the gains that stay. */
static void multiply(const GainStage *stage, uint32_t frames, const float *from,
                     float *to) OSSICLE_REALTIME
{
    const GainRow row = {stage->to, stage->audible};
    if (stage->fills_lanes)
        stage->loops->multiply(&row, (size_t)frames * stage->channels, from, to);
    else
        stage->loops->multiply_frames(&row, frames, stage->channels, from, to);
}

/* What is left of the glide, at most `frames`. The last frame of all has the gains it ends with, as
 * they are: the ramp may be a bit off. */
static void glide(const GainStage *stage, uint32_t frames, const float *from,
                  float *to) OSSICLE_REALTIME
{
    const uint32_t left = stage->ramp_frames - stage->position;
    const uint32_t on_ramp = frames < left ? frames : left - 1;
    const GainRamp ramp = ramp_of(stage);
    stage->loops->glide(&ramp, stage->position + 1, on_ramp, stage->channels, from, to);
    const size_t done = (size_t)on_ramp * stage->channels;
    if (on_ramp < frames)
        multiply(stage, frames - on_ramp, from + done, to + done);
}

void gain_stage_apply_any(const GainStage *stage, uint32_t frames, const float *from,
                          float *to) OSSICLE_REALTIME
{
    const size_t bytes = (size_t)frames * stage->channels * sizeof *to;
    if (stage->state == GAIN_STEADY)
        multiply(stage, frames, from, to);
    else if (stage->state == GAIN_GLIDING)
        glide(stage, frames, from, to);
    else if (stage->state == GAIN_SILENT)
        memset(to, 0, bytes);
    else if (to != from)
        memcpy(to, from, bytes);
}

void gain_stage_advance_glide(GainStage *stage, uint32_t frames) OSSICLE_REALTIME
{
    const uint32_t left = stage->ramp_frames - stage->position;
    stage->position += frames < left ? frames : left;
    if (stage->position == stage->ramp_frames)
        settle(stage);
}
