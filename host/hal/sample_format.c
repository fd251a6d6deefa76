/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/sample_format.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* Double, so that 32 bits lose nothing on their way to the rounding. */
static double to_integer(float sample, double scale) OSSICLE_REALTIME
{
    const double scaled = rint((double)sample * scale);
    if (scaled > scale - 1)
        return scale - 1;
    return scaled >= -scale ? scaled : -scale; /* a NaN becomes the lowest value, not any */
}

static void from_int16(float *to, const void *from, size_t count) OSSICLE_REALTIME
{
    const int16_t *samples = from;
    for (size_t i = 0; i < count; i++)
        to[i] = (float)samples[i] / 32768.0F;
}

static void to_int16(void *to, const float *from, size_t count) OSSICLE_REALTIME
{
    int16_t *samples = to;
    for (size_t i = 0; i < count; i++)
        samples[i] = (int16_t)to_integer(from[i], 32768.0);
}

/* Three bytes have no type: they are the upper ones of an int32_t, whose full scale then counts. */
static void from_int24(float *to, const void *from, size_t count) OSSICLE_REALTIME
{
    const unsigned char *bytes = from;
    for (size_t i = 0; i < count; i++) {
        const uint32_t word = (uint32_t)bytes[3 * i] << 8 | (uint32_t)bytes[3 * i + 1] << 16 |
                              (uint32_t)bytes[3 * i + 2] << 24;
        to[i] = (float)(int32_t)word / 2147483648.0F;
    }
}

static void to_int24(void *to, const float *from, size_t count) OSSICLE_REALTIME
{
    unsigned char *bytes = to;
    for (size_t i = 0; i < count; i++) {
        const uint32_t word = (uint32_t)(int32_t)to_integer(from[i], 8388608.0);
        bytes[3 * i] = (unsigned char)word;
        bytes[3 * i + 1] = (unsigned char)(word >> 8);
        bytes[3 * i + 2] = (unsigned char)(word >> 16);
    }
}

static void from_int32(float *to, const void *from, size_t count) OSSICLE_REALTIME
{
    const int32_t *samples = from;
    for (size_t i = 0; i < count; i++)
        to[i] = (float)((double)samples[i] / 2147483648.0);
}

static void to_int32(void *to, const float *from, size_t count) OSSICLE_REALTIME
{
    int32_t *samples = to;
    for (size_t i = 0; i < count; i++)
        samples[i] = (int32_t)to_integer(from[i], 2147483648.0);
}

/* Every system that this runs on is little-endian: native is without kAudioFormatFlagIsBigEndian.
 */
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "int24 is written for little-endian");

enum {
    FLOAT_FLAGS = kAudioFormatFlagIsFloat | kAudioFormatFlagIsPacked,
    INTEGER_FLAGS = kAudioFormatFlagIsSignedInteger | kAudioFormatFlagIsPacked,
};

static const SampleFormat formats[] = {
    {"float", FLOAT_FLAGS, 32, 4, NULL, NULL},
    {"int16", INTEGER_FLAGS, 16, 2, from_int16, to_int16},
    {"int24", INTEGER_FLAGS, 24, 3, from_int24, to_int24},
    {"int32", INTEGER_FLAGS, 32, 4, from_int32, to_int32},
};

const SampleFormat *sample_format_find(const AudioStreamBasicDescription *format)
{
    const AudioFormatFlags flags =
        format->mFormatFlags & ~(AudioFormatFlags)kAudioFormatFlagIsNonMixable;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (format->mFormatID == kAudioFormatLinearPCM && flags == formats[i].flags &&
            format->mBitsPerChannel == formats[i].bits && format->mFramesPerPacket == 1 &&
            format->mBytesPerFrame == formats[i].bytes * format->mChannelsPerFrame)
            return &formats[i];
    return NULL;
}
