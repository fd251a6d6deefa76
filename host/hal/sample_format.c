/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/sample_format.h"

#include "realtime/sample_convert.h"

enum {
    FLOAT_FLAGS = kAudioFormatFlagIsFloat | kAudioFormatFlagIsPacked,
    INTEGER_FLAGS = kAudioFormatFlagIsSignedInteger | kAudioFormatFlagIsPacked,
};

/* Every system that this runs on is little-endian: native is without kAudioFormatFlagIsBigEndian.
 */
static const SampleFormat formats[] = {
    {"float", FLOAT_FLAGS, 32, 4, NULL, NULL},
    {"int16", INTEGER_FLAGS, 16, 2, sample_convert_from_int16, sample_convert_to_int16},
    {"int24", INTEGER_FLAGS, 24, 3, sample_convert_from_int24, sample_convert_to_int24},
    {"int32", INTEGER_FLAGS, 32, 4, sample_convert_from_int32, sample_convert_to_int32},
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
