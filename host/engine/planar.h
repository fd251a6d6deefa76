/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file planar.h
 * Sound with one buffer per channel, as modules take it. */

#ifndef OSSICLE_ENGINE_PLANAR_H
#define OSSICLE_ENGINE_PLANAR_H

#include "base/status.h"
#include "realtime/realtime.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct Planar {
    float **channels; /**< each aligned to 64 bytes */
    float *samples;
} Planar;

/** [control] Make silent buffers of `frames` frames. All memory is touched. */
Status planar_init(Planar *planar, uint32_t channels, uint32_t frames);

/** [control] A zeroed Planar is fine. */
void planar_cleanup(Planar *planar);

/** [io, worker] Take interleaved samples apart. */
void planar_from_interleaved(float *const *channels, uint32_t channel_count, uint32_t frames,
                             const float *samples) OSSICLE_REALTIME;

/** [io, worker] Put channels together. */
void planar_to_interleaved(const float *const *channels, uint32_t channel_count, uint32_t frames,
                           float *samples) OSSICLE_REALTIME;

/** [io, worker] Add `from` to `to`. */
void planar_add(float *const *to, const float *const *from, uint32_t channel_count,
                uint32_t frames) OSSICLE_REALTIME;

/** [io, worker] Whether there is neither a NaN nor an infinity. */
bool planar_is_finite(const float *const *channels, uint32_t channel_count,
                      uint32_t frames) OSSICLE_REALTIME;

/** [io, worker] The same for `count` samples in a row. */
bool samples_are_finite(const float *samples, size_t count) OSSICLE_REALTIME;

#endif
