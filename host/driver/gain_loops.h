/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file gain_loops.h
 * The loops of a gain stage, as wide as the processor's vectors are: with the narrow ones that
 * every processor has, a glide through 256 channels takes longer than the copy before it. Each
 * gives the same samples, to the bit. */

#ifndef OSSICLE_DRIVER_GAIN_LOOPS_H
#define OSSICLE_DRIVER_GAIN_LOOPS_H

#include <module-api.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/** A straight line: the gain at `position` is from + difference * (position * step). */
typedef struct GainRamp {
    float from;
    float difference;
    float step;
} GainRamp;

typedef struct GainLoops {
    /** Multiply `count` samples. */
    void (*multiply)(float gain, size_t count, float *samples) OSSICLE_REALTIME;
    /** Multiply `frames` frames, the first with the ramp's gain at `position`. */
    void (*glide)(const GainRamp *ramp, uint32_t position, uint32_t frames, uint32_t channels,
                  float *samples) OSSICLE_REALTIME;
} GainLoops;

/** [any] The loops for this processor. */
const GainLoops *gain_loops(void) OSSICLE_REALTIME;

/** The gain of the frame at `position`. */
static inline float gain_ramp_at(const GainRamp *ramp, float position) OSSICLE_REALTIME
{
    return ramp->from + ramp->difference * (position * ramp->step);
}

/* What the loops are made of, to be compiled for each kind of processor. */

#define GAIN_LOOP static inline __attribute__((always_inline))

#define GAIN_LANES 16u
typedef float GainVector __attribute__((vector_size(GAIN_LANES * sizeof(float))));

GAIN_LOOP void gain_loop_multiply(float gain, size_t count, float *samples) OSSICLE_REALTIME
{
    /* Half the time of the loop as the compiler leaves it. */
#pragma GCC unroll 16
    for (size_t i = 0; i < count; i++)
        samples[i] *= gain;
}

/* The frames that fill whole vectors, for channel counts that divide GAIN_LANES. Positions are
 * whole numbers, which float counts exactly. Returns how many frames it did. */
GAIN_LOOP uint32_t gain_loop_lanes(const GainRamp *ramp, uint32_t position, uint32_t frames,
                                   uint32_t channels, float *samples) OSSICLE_REALTIME
{
    const uint32_t shift = (uint32_t)__builtin_ctz(channels);
    const uint32_t frames_at_once = GAIN_LANES >> shift; /* no division: it is slow */
    const uint32_t done = frames & ~(frames_at_once - 1);
    GainVector positions;
    for (uint32_t i = 0; i < GAIN_LANES; i++)
        positions[i] = (float)(position + (i >> shift));
    for (uint32_t i = 0; i < done << shift; i += GAIN_LANES) {
        GainVector sound;
        memcpy(&sound, samples + i, sizeof sound);
        sound *= ramp->from + ramp->difference * (positions * ramp->step);
        memcpy(samples + i, &sound, sizeof sound);
        positions += (float)frames_at_once;
    }
    return done;
}

GAIN_LOOP void gain_loop_glide(const GainRamp *ramp, uint32_t position, uint32_t frames,
                               uint32_t channels, float *samples) OSSICLE_REALTIME
{
    uint32_t done = 0;
    if (channels <= GAIN_LANES && (channels & (channels - 1)) == 0)
        done = gain_loop_lanes(ramp, position, frames, channels, samples);
    for (; done < frames; done++)
        gain_loop_multiply(gain_ramp_at(ramp, (float)(position + done)), channels,
                           samples + (size_t)done * channels);
}

#endif
