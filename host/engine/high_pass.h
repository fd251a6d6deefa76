/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file high_pass.h
 * A Butterworth high-pass filter of second order for all channels of a device: 3 dB less at the
 * cutoff, 12 dB less per octave below it. Control threads choose the cutoff; the one I/O thread
 * that filters fades from the old filter to the new one. */

#ifndef OSSICLE_ENGINE_HIGH_PASS_H
#define OSSICLE_ENGINE_HIGH_PASS_H

#include "realtime/realtime.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define HIGH_PASS_CHANNELS 256u

/** How long the fade to another cutoff takes. */
#define HIGH_PASS_FADE_SECONDS 0.01

/** One filter: y[n] = gain * (x[n] - 2 x[n-1] + x[n-2]) - a1 y[n-1] - a2 y[n-2]. */
typedef struct HighPassFilter {
    uint32_t cutoff_hz; /**< 0: it lets everything pass */
    double gain;
    double a1;
    double a2;
    double state[HIGH_PASS_CHANNELS][2];
} HighPassFilter;

typedef struct HighPass {
    _Atomic uint32_t cutoff_hz; /**< that was chosen */
    double sample_rate_hz;
    uint32_t fade_frames; /**< that a fade takes */
    uint32_t position;    /**< frames of the fade that are done; fade_frames: none is under way */
    uint32_t present;     /**< the filter that is heard, or faded to; the other is faded from */
    HighPassFilter filters[2];
} HighPass;

/** [control, I/O off] Begin with the cutoff that is chosen, as after long silence. A zeroed
 * HighPass has chosen none. Touches all of its memory. */
void high_pass_start(HighPass *high_pass, double sample_rate_hz);

/** [control, any number of threads] Choose a cutoff below half the sample rate; 0 for none. */
void high_pass_choose(HighPass *high_pass, uint32_t cutoff_hz);

/** [io] Whether sound passes unchanged. */
static inline bool high_pass_is_idle(const HighPass *high_pass) OSSICLE_REALTIME
{
    return high_pass->filters[high_pass->present].cutoff_hz == 0 &&
           high_pass->position == high_pass->fade_frames &&
           atomic_load_explicit(&high_pass->cutoff_hz, memory_order_relaxed) == 0;
}

/** [io, one thread] Filter `frames` frames of at most HIGH_PASS_CHANNELS interleaved channels in
 * place. Frame k of a fade (from 1 on) is old + (new - old) * k / fade_frames. A cutoff chosen
 * during a fade waits for its end. How the frames are divided into calls makes no difference, but
 * for when a choice is noticed. */
void high_pass_process(HighPass *high_pass, uint32_t frames, uint32_t channels,
                       float *samples) OSSICLE_REALTIME;

#endif
