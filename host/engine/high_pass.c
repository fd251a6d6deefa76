/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/high_pass.h"

#include "realtime/denormals.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* The bilinear transform of 1 / (s^2 + sqrt(2) s + 1) with s -> 1/s. */
static void set_cutoff(HighPassFilter *filter, uint32_t cutoff_hz,
                       double sample_rate_hz) OSSICLE_REALTIME
{
    const double k = tan(M_PI * cutoff_hz / sample_rate_hz);
    const double norm = 1 + M_SQRT2 * k + k * k;
    filter->cutoff_hz = cutoff_hz;
    filter->gain = 1 / norm;
    filter->a1 = 2 * (k * k - 1) / norm;
    filter->a2 = (1 - M_SQRT2 * k + k * k) / norm;
    memset(filter->state, 0, sizeof filter->state);
}

void high_pass_start(HighPass *high_pass, double sample_rate_hz)
{
    high_pass->sample_rate_hz = sample_rate_hz;
    high_pass->fade_frames = (uint32_t)lrint(sample_rate_hz * HIGH_PASS_FADE_SECONDS);
    high_pass->position = high_pass->fade_frames;
    memset(high_pass->filters, 0, sizeof high_pass->filters);
    set_cutoff(&high_pass->filters[high_pass->present], atomic_load(&high_pass->cutoff_hz),
               sample_rate_hz);
}

void high_pass_choose(HighPass *high_pass, uint32_t cutoff_hz)
{
    atomic_store(&high_pass->cutoff_hz, cutoff_hz);
}

/* The transposed direct form II. */
static inline double filter_one(HighPassFilter *filter, uint32_t channel,
                                double sample) OSSICLE_REALTIME
{
    if (filter->cutoff_hz == 0)
        return sample;
    double *state = filter->state[channel];
    const double in = filter->gain * sample;
    const double out = in + state[0];
    state[0] = state[1] - 2 * in - filter->a1 * out;
    state[1] = in - filter->a2 * out;
    return out;
}

/* If another cutoff was chosen, begin to fade to it, from silence before the next sample. */
static void follow(HighPass *high_pass) OSSICLE_REALTIME
{
    const uint32_t chosen = atomic_load_explicit(&high_pass->cutoff_hz, memory_order_relaxed);
    if (high_pass->position < high_pass->fade_frames ||
        high_pass->filters[high_pass->present].cutoff_hz == chosen)
        return;
    high_pass->present ^= 1;
    high_pass->position = 0;
    set_cutoff(&high_pass->filters[high_pass->present], chosen, high_pass->sample_rate_hz);
}

/* The frames that are left of a fade, at most `frames`. Returns how many those were. */
static uint32_t fade(HighPass *high_pass, uint32_t frames, uint32_t channels,
                     float *samples) OSSICLE_REALTIME
{
    HighPassFilter *new_filter = &high_pass->filters[high_pass->present];
    HighPassFilter *old_filter = &high_pass->filters[high_pass->present ^ 1];
    const uint32_t left = high_pass->fade_frames - high_pass->position;
    const uint32_t count = frames < left ? frames : left;
    for (uint32_t f = 0; f < count; f++) {
        const double part = (double)++high_pass->position / high_pass->fade_frames;
        for (uint32_t c = 0; c < channels; c++, samples++) {
            const double old = filter_one(old_filter, c, (double)*samples);
            const double new = filter_one(new_filter, c, (double)*samples);
            *samples = (float)(old + (new - old) * part);
        }
    }
    return count;
}

static void filter_all(HighPassFilter *filter, uint32_t frames, uint32_t channels,
                       float *samples) OSSICLE_REALTIME
{
    if (filter->cutoff_hz == 0)
        return;
    for (uint32_t f = 0; f < frames; f++) {
        for (uint32_t c = 0; c < channels; c++, samples++)
            *samples = (float)filter_one(filter, c, (double)*samples);
    }
}

void high_pass_process(HighPass *high_pass, uint32_t frames, uint32_t channels,
                       float *samples) OSSICLE_REALTIME
{
    const uint64_t before = denormals_to_zero();
    while (frames > 0) {
        follow(high_pass);
        const uint32_t faded = fade(high_pass, frames, channels, samples);
        samples += (size_t)faded * channels;
        frames -= faded;
        if (faded == 0) {
            filter_all(&high_pass->filters[high_pass->present], frames, channels, samples);
            frames = 0;
        }
    }
    denormals_restore(before);
}
