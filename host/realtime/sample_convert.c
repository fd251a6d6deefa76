/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/sample_convert.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Every system that this runs on is little-endian. */
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "int24 is written for little-endian");

enum { CHUNK = 64 }; /* samples on their way to or from three bytes */

static const float scale_16 = 32768.0F;
static const float scale_24 = 8388608.0F;
static const float scale_32 = 2147483648.0F;

/* To the nearest whole number, halves to even, for up to 2^23 either way: there floats are whole
 * from 2^23 on. No library call, so that loops become vectors on every processor. */
static inline float round_small(float sample) OSSICLE_REALTIME
{
    const float whole_from = copysignf(8388608.0F, sample);
    return (sample + whole_from) - whole_from;
}

/* Without a branch, so that loops become vectors. @{ */
static inline int32_t if_true(bool condition, int32_t bits) OSSICLE_REALTIME
{
    return -(int32_t)condition & bits;
}

static inline float either(bool condition, float yes, float no) OSSICLE_REALTIME
{
    union {
        float sample;
        int32_t bits;
    } a = {yes}, b = {no}, chosen;
    chosen.bits = if_true(condition, a.bits) | if_true(!condition, b.bits);
    return chosen.sample;
}
/* @} */

/* What isn't a number compares as false, and becomes 0. */
static inline float clip(float sample, float lowest, float highest) OSSICLE_REALTIME
{
    const float below = either(sample < highest, sample, highest);
    const float between = either(below > lowest, below, lowest);
    return either(sample == sample, between, 0);
}

/* For scales up to 2^23: a float has each integer. Multiplying by a power of two is exact. */
static inline int32_t to_integer(float sample, float scale) OSSICLE_REALTIME
{
    return (int32_t)round_small(clip(sample * scale, -scale, scale - 1));
}

/* Floats from 2^23 on are whole, and there is none for the highest integer. */
static inline int32_t to_int32(float sample) OSSICLE_REALTIME
{
    const float scaled = sample * scale_32;
    const float clipped = clip(scaled, -scale_32, 2147483520.0F);
    const float whole = either(fabsf(clipped) < scale_24, round_small(clipped), clipped);
    return (int32_t)whole | if_true(scaled >= scale_32, INT32_MAX);
}

void sample_convert_from_int16(float *restrict to, const void *restrict from,
                               size_t count) OSSICLE_REALTIME
{
    const int16_t *samples = from;
    for (size_t i = 0; i < count; i++)
        to[i] = (float)samples[i] * (1 / scale_16);
}

void sample_convert_to_int16(void *restrict to, const float *restrict from,
                             size_t count) OSSICLE_REALTIME
{
    int16_t *samples = to;
    for (size_t i = 0; i < count; i++)
        samples[i] = (int16_t)to_integer(from[i], scale_16);
}

void sample_convert_from_int32(float *restrict to, const void *restrict from,
                               size_t count) OSSICLE_REALTIME
{
    const int32_t *samples = from;
    for (size_t i = 0; i < count; i++)
        to[i] = (float)samples[i] * (1 / scale_32);
}

void sample_convert_to_int32(void *restrict to, const float *restrict from,
                             size_t count) OSSICLE_REALTIME
{
    int32_t *samples = to;
    for (size_t i = 0; i < count; i++)
        samples[i] = to_int32(from[i]);
}

/* From three bytes, at least one sample: the upper ones of four that begin one byte before. The
 * first has none before it. */
static void unpack(int32_t *to, const unsigned char *from, size_t count) OSSICLE_REALTIME
{
    unsigned char first[4] = {0};
    int32_t word = 0;
    memcpy(first + 1, from, 3);
    memcpy(&word, first, sizeof word);
    to[0] = word >> 8;
    for (size_t i = 1; i < count; i++) {
        memcpy(&word, from + 3 * i - 1, sizeof word);
        to[i] = word >> 8;
    }
}

/* To three bytes, at least one sample: of four the next sample overwrites the last. */
static void pack(unsigned char *to, const int32_t *from, size_t count) OSSICLE_REALTIME
{
    for (size_t i = 0; i + 1 < count; i++)
        memcpy(to + 3 * i, &from[i], sizeof from[i]);
    memcpy(to + 3 * (count - 1), &from[count - 1], 3);
}

void sample_convert_from_int24(float *restrict to, const void *restrict from,
                               size_t count) OSSICLE_REALTIME
{
    const unsigned char *bytes = from;
    int32_t integers[CHUNK];
    for (size_t done = 0; done < count; done += CHUNK) {
        const size_t now = count - done < CHUNK ? count - done : CHUNK;
        unpack(integers, bytes + 3 * done, now);
        for (size_t i = 0; i < now; i++)
            to[done + i] = (float)integers[i] * (1 / scale_24);
    }
}

void sample_convert_to_int24(void *restrict to, const float *restrict from,
                             size_t count) OSSICLE_REALTIME
{
    unsigned char *bytes = to;
    int32_t integers[CHUNK];
    for (size_t done = 0; done < count; done += CHUNK) {
        const size_t now = count - done < CHUNK ? count - done : CHUNK;
        for (size_t i = 0; i < now; i++)
            integers[i] = to_integer(from[done + i], scale_24);
        pack(bytes + 3 * done, integers, now);
    }
}
