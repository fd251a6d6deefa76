/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/planar.h"

#include "realtime/memory.h"

#include <string.h>

/* Channels that are taken apart or put together at a time: a cache line of interleaved samples. */
#define TILE 16u

/* A channel's buffer begins this many samples behind the end of the one before, lest all channels
 * compete for the same lines of the cache. A multiple of 64 bytes. */
#define GAP 16u

Status planar_init(Planar *planar, uint32_t channels, uint32_t frames)
{
    const size_t stride = ((size_t)frames + 15) / 16 * 16 + GAP;
    planar->channels = memory_new(channels * sizeof *planar->channels);
    planar->samples = memory_new(channels * stride * sizeof *planar->samples);
    if (!planar->channels || !planar->samples) {
        planar_cleanup(planar);
        return STATUS_NO_MEMORY;
    }
    for (uint32_t c = 0; c < channels; c++)
        planar->channels[c] = planar->samples + c * stride;
    return STATUS_OK;
}

void planar_cleanup(Planar *planar)
{
    memory_free(planar->channels);
    memory_free(planar->samples);
    *planar = (Planar){NULL, NULL};
}

static void stereo_from_interleaved(float *restrict left, float *restrict right, uint32_t frames,
                                    const float *restrict samples) OSSICLE_REALTIME
{
    for (uint32_t f = 0; f < frames; f++) {
        left[f] = samples[2 * (size_t)f];
        right[f] = samples[2 * (size_t)f + 1];
    }
}

void planar_from_interleaved(float *const *channels, uint32_t channel_count, uint32_t frames,
                             const float *samples) OSSICLE_REALTIME
{
    if (channel_count == 2) {
        stereo_from_interleaved(channels[0], channels[1], frames, samples);
        return;
    }
    for (uint32_t begin = 0; begin < channel_count; begin += TILE) {
        const uint32_t end = begin + TILE < channel_count ? begin + TILE : channel_count;
        for (uint32_t f = 0; f < frames; f++) {
            for (uint32_t c = begin; c < end; c++)
                channels[c][f] = samples[(size_t)f * channel_count + c];
        }
    }
}

static void stereo_to_interleaved(const float *restrict left, const float *restrict right,
                                  uint32_t frames, float *restrict samples) OSSICLE_REALTIME
{
    for (uint32_t f = 0; f < frames; f++) {
        samples[2 * (size_t)f] = left[f];
        samples[2 * (size_t)f + 1] = right[f];
    }
}

void planar_to_interleaved(const float *const *channels, uint32_t channel_count, uint32_t frames,
                           float *samples) OSSICLE_REALTIME
{
    if (channel_count == 2) {
        stereo_to_interleaved(channels[0], channels[1], frames, samples);
        return;
    }
    for (uint32_t begin = 0; begin < channel_count; begin += TILE) {
        const uint32_t end = begin + TILE < channel_count ? begin + TILE : channel_count;
        for (uint32_t f = 0; f < frames; f++) {
            for (uint32_t c = begin; c < end; c++)
                samples[(size_t)f * channel_count + c] = channels[c][f];
        }
    }
}

void planar_add(float *const *to, const float *const *from, uint32_t channel_count,
                uint32_t frames) OSSICLE_REALTIME
{
    for (uint32_t c = 0; c < channel_count; c++) {
        float *restrict sum = to[c];
        const float *restrict other = from[c];
        for (uint32_t f = 0; f < frames; f++)
            sum[f] += other[f];
    }
}

/* A float is neither NaN nor infinity if its bits without the sign are at most those of the largest
 * number; above that the difference wraps around and sets the upper bit. */
bool samples_are_finite(const float *samples, size_t count) OSSICLE_REALTIME
{
    const uint32_t largest = 0x7f7fffffu;
    uint32_t found = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, &samples[i], sizeof bits);
        found |= largest - (bits & 0x7fffffffu);
    }
    return (found & 0x80000000u) == 0;
}

bool planar_is_finite(const float *const *channels, uint32_t channel_count,
                      uint32_t frames) OSSICLE_REALTIME
{
    bool is_finite = true;
    for (uint32_t c = 0; c < channel_count; c++)
        is_finite = samples_are_finite(channels[c], frames) && is_finite;
    return is_finite;
}
