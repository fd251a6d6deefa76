/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/sample_convert.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Every system that this runs on is little-endian. */
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "int24 is written for little-endian");

/* Samples that are converted on their way to or from three bytes, in whole groups. */
enum { GROUP = 4, CHUNK = 64 };

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

/* Four samples of three bytes are three words of four. */
static inline void unpack(int32_t *to, const unsigned char *from) OSSICLE_REALTIME
{
    uint32_t words[3];
    memcpy(words, from, sizeof words);
    to[0] = (int32_t)(words[0] << 8) >> 8;
    to[1] = (int32_t)(words[1] << 16 | words[0] >> 24 << 8) >> 8;
    to[2] = (int32_t)(words[2] << 24 | words[1] >> 16 << 8) >> 8;
    to[3] = (int32_t)words[2] >> 8;
}

static inline void pack(unsigned char *to, const int32_t *from) OSSICLE_REALTIME
{
    const uint32_t a = (uint32_t)from[0] & 0xffffff;
    const uint32_t b = (uint32_t)from[1] & 0xffffff;
    const uint32_t c = (uint32_t)from[2] & 0xffffff;
    const uint32_t d = (uint32_t)from[3] & 0xffffff;
    const uint32_t words[3] = {a | b << 24, b >> 8 | c << 16, c >> 16 | d << 8};
    memcpy(to, words, sizeof words);
}

/* A chunk, of which the last group may lack some samples. */
static void unpack_chunk(int32_t *to, const unsigned char *from, size_t count) OSSICLE_REALTIME
{
    const size_t grouped = count / GROUP * GROUP;
    for (size_t i = 0; i < grouped; i += GROUP)
        unpack(to + i, from + 3 * i);
    unsigned char rest[3 * GROUP] = {0};
    memcpy(rest, from + 3 * grouped, 3 * (count - grouped));
    if (grouped < count)
        unpack(to + grouped, rest);
}

static void pack_chunk(unsigned char *to, const int32_t *from, size_t count) OSSICLE_REALTIME
{
    const size_t grouped = count / GROUP * GROUP;
    for (size_t i = 0; i < grouped; i += GROUP)
        pack(to + 3 * i, from + i);
    unsigned char rest[3 * GROUP];
    if (grouped < count)
        pack(rest, from + grouped);
    memcpy(to + 3 * grouped, rest, 3 * (count - grouped));
}

void sample_convert_from_int24(float *restrict to, const void *restrict from,
                               size_t count) OSSICLE_REALTIME
{
    const unsigned char *bytes = from;
    int32_t integers[CHUNK];
    for (size_t done = 0; done < count; done += CHUNK) {
        const size_t now = count - done < CHUNK ? count - done : CHUNK;
        unpack_chunk(integers, bytes + 3 * done, now);
        for (size_t i = 0; i < now; i++)
            to[done + i] = (float)integers[i] * (1 / scale_24);
    }
}

void sample_convert_to_int24(void *restrict to, const float *restrict from,
                             size_t count) OSSICLE_REALTIME
{
    unsigned char *bytes = to;
    int32_t integers[CHUNK] = {0};
    for (size_t done = 0; done < count; done += CHUNK) {
        const size_t now = count - done < CHUNK ? count - done : CHUNK;
        for (size_t i = 0; i < now; i++)
            integers[i] = to_integer(from[done + i], scale_24);
        pack_chunk(bytes + 3 * done, integers, now);
    }
}
