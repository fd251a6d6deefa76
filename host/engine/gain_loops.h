/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file gain_loops.h
 * The loops of a gain stage, as wide as the processor's vectors are: with the narrow ones that
 * every processor has, a glide through 256 channels takes longer than a copy. Each gives the same
 * samples, to the bit.
 *
 * All of them read `from` and write `to`, which are one and the same place or apart. Gains stand in
 * a row, one per channel; if the channels divide GAIN_LANES, repeated until that many stand there.
 */

#ifndef OSSICLE_ENGINE_GAIN_LOOPS_H
#define OSSICLE_ENGINE_GAIN_LOOPS_H

#include <module-api.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/** How many samples are multiplied at once. */
#define GAIN_LANES 8u

/** Straight lines: a channel's gain at `position` is from + (to - from) * (position * step). */
typedef struct GainRamp {
    const float *from;
    const float *to;
    float step;
} GainRamp;

/** Gains that stay. Those of 0 give silence, whatever the sound was. */
typedef struct GainRow {
    const float *gains;
    const uint32_t *audible; /**< all bits where the gain isn't 0, else none */
} GainRow;

typedef struct GainLoops {
    /** Multiply `count` samples by GAIN_LANES gains, over and over. */
    void (*multiply)(const GainRow *row, size_t count, const float *from,
                     float *to) OSSICLE_REALTIME;
    /** Multiply frames of any number of channels. */
    void (*multiply_frames)(const GainRow *row, uint32_t frames, uint32_t channels,
                            const float *from, float *to) OSSICLE_REALTIME;
    /** Multiply `frames` frames, the first with the ramp's gains at `position`. */
    void (*glide)(const GainRamp *ramp, uint32_t position, uint32_t frames, uint32_t channels,
                  const float *from, float *to) OSSICLE_REALTIME;
} GainLoops;

/** [any] The loops for this processor. */
const GainLoops *gain_loops(void) OSSICLE_REALTIME;

/** Whether the gains of this many channels fill GAIN_LANES evenly. */
static inline bool gain_fills_lanes(uint32_t channels) OSSICLE_REALTIME
{
    return channels <= GAIN_LANES && (channels & (channels - 1)) == 0;
}

/** A channel's gain at `position`. */
static inline float gain_ramp_at(const GainRamp *ramp, uint32_t channel,
                                 float position) OSSICLE_REALTIME
{
    const float from = ramp->from[channel];
    return from + (ramp->to[channel] - from) * (position * ramp->step);
}

/* What the loops are made of, to be compiled for each kind of processor. */

#define GAIN_LOOP static inline __attribute__((always_inline))

typedef float GainVector __attribute__((vector_size(GAIN_LANES * sizeof(float))));
typedef uint32_t GainMask __attribute__((vector_size(GAIN_LANES * sizeof(uint32_t))));

GAIN_LOOP void gain_load(GainVector *vector, const float *samples) OSSICLE_REALTIME
{
    memcpy(vector, samples, sizeof *vector);
}

GAIN_LOOP void gain_store(float *samples, const GainVector *vector) OSSICLE_REALTIME
{
    memcpy(samples, vector, sizeof *vector);
}

/* Multiply the next samples. */
GAIN_LOOP void gain_scale(const GainVector *gain, const GainMask *audible, const float *from,
                          float *to) OSSICLE_REALTIME
{
    GainVector sound;
    gain_load(&sound, from);
    sound = (GainVector)((GainMask)(sound * *gain) & *audible);
    gain_store(to, &sound);
}

/* One sample: a channel that doesn't fill a vector. */
GAIN_LOOP float gain_scaled(const GainRow *row, uint32_t channel, float sample) OSSICLE_REALTIME
{
    return row->audible[channel] ? sample * row->gains[channel] : 0;
}

/* Multiply the next samples by the gains of a ramp. */
GAIN_LOOP void gain_scale_on_ramp(const GainVector *first, const GainVector *difference,
                                  const GainVector *way, const float *from,
                                  float *to) OSSICLE_REALTIME
{
    GainVector sound;
    gain_load(&sound, from);
    sound *= *first + *difference * *way;
    gain_store(to, &sound);
}

GAIN_LOOP void gain_loop_multiply(const GainRow *row, size_t count, const float *from,
                                  float *to) OSSICLE_REALTIME
{
    const size_t whole = count & ~(size_t)(GAIN_LANES - 1);
    GainVector gain;
    GainMask audible;
    gain_load(&gain, row->gains);
    memcpy(&audible, row->audible, sizeof audible);
#pragma GCC unroll 4
    for (size_t i = 0; i < whole; i += GAIN_LANES)
        gain_scale(&gain, &audible, from + i, to + i);
    for (size_t i = whole; i < count; i++)
        to[i] = gain_scaled(row, (uint32_t)(i - whole), from[i]);
}

GAIN_LOOP void gain_loop_multiply_frames(const GainRow *row, uint32_t frames, uint32_t channels,
                                         const float *from, float *to) OSSICLE_REALTIME
{
    const uint32_t whole = channels & ~(GAIN_LANES - 1);
    for (uint32_t f = 0; f < frames; f++, from += channels, to += channels) {
        for (uint32_t c = 0; c < whole; c += GAIN_LANES) {
            GainVector gain;
            GainMask audible;
            gain_load(&gain, row->gains + c);
            memcpy(&audible, row->audible + c, sizeof audible);
            gain_scale(&gain, &audible, from + c, to + c);
        }
        for (uint32_t c = whole; c < channels; c++)
            to[c] = gain_scaled(row, c, from[c]);
    }
}

/* Frames that fill whole vectors. Positions are whole numbers, which float counts exactly. */
GAIN_LOOP void gain_loop_glide_lanes(const GainRamp *ramp, uint32_t position, uint32_t frames,
                                     uint32_t channels, const float *from,
                                     float *to) OSSICLE_REALTIME
{
    static const GainVector frame_of_lane[] = {
        {0, 1, 2, 3, 4, 5, 6, 7}, {0, 0, 1, 1, 2, 2, 3, 3}, {0, 0, 0, 0, 1, 1, 1, 1}, {0}};
    const uint32_t shift = (uint32_t)__builtin_ctz(channels);
    const float frames_at_once = (float)(GAIN_LANES >> shift); /* no division: it is slow */
    GainVector first;
    GainVector difference;
    GainVector positions;
    gain_load(&first, ramp->from);
    gain_load(&difference, ramp->to);
    difference -= first;
    positions = (float)position + frame_of_lane[shift];
    /* Here, since a sanitizer's check in the loop would keep it from being unrolled. */
    const size_t count = (size_t)frames << shift;
#pragma GCC unroll 4
    for (size_t i = 0; i < count; i += GAIN_LANES) {
        const GainVector way = positions * ramp->step;
        gain_scale_on_ramp(&first, &difference, &way, from + i, to + i);
        positions += frames_at_once;
    }
}

GAIN_LOOP void gain_loop_glide_frame(const GainRamp *ramp, float position, uint32_t channels,
                                     const float *from, float *to) OSSICLE_REALTIME
{
    const uint32_t whole = channels & ~(GAIN_LANES - 1);
    const GainVector way = position * ramp->step - (GainVector){0};
    for (uint32_t c = 0; c < whole; c += GAIN_LANES) {
        GainVector first;
        GainVector difference;
        gain_load(&first, ramp->from + c);
        gain_load(&difference, ramp->to + c);
        difference -= first;
        gain_scale_on_ramp(&first, &difference, &way, from + c, to + c);
    }
    for (uint32_t c = whole; c < channels; c++)
        to[c] = from[c] * gain_ramp_at(ramp, c, position);
}

GAIN_LOOP void gain_loop_glide(const GainRamp *ramp, uint32_t position, uint32_t frames,
                               uint32_t channels, const float *from, float *to) OSSICLE_REALTIME
{
    uint32_t done = 0;
    if (gain_fills_lanes(channels)) {
        done = frames & ~((GAIN_LANES >> __builtin_ctz(channels)) - 1);
        gain_loop_glide_lanes(ramp, position, done, channels, from, to);
    }
    for (; done < frames; done++)
        gain_loop_glide_frame(ramp, (float)(position + done), channels,
                              from + (size_t)done * channels, to + (size_t)done * channels);
}

#endif
