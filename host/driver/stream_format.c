/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/stream_format.h"

#include "realtime/sample_convert.h"

#include <string.h>

enum { INTEGER_FLAGS = kAudioFormatFlagIsSignedInteger | kAudioFormatFlagIsPacked };

static const StreamFormat formats[] = {
    {"float", 0, kAudioFormatFlagsNativeFloatPacked, 4, NULL, NULL},
    {"int16", FORMAT_INT16, INTEGER_FLAGS, 2, sample_convert_from_int16, sample_convert_to_int16},
    {"int24", FORMAT_INT24, INTEGER_FLAGS, 3, sample_convert_from_int24, sample_convert_to_int24},
    {"int32", FORMAT_INT32, INTEGER_FLAGS, 4, sample_convert_from_int32, sample_convert_to_int32},
};

enum { FORMAT_COUNT = sizeof formats / sizeof *formats };

const StreamFormat *const stream_format_float = &formats[0];

bool stream_format_is_in(const DeviceConfiguration *configuration, const StreamFormat *format)
{
    return format->bit == 0 || (configuration->formats & format->bit) != 0;
}

UInt32 stream_format_count(const DeviceConfiguration *configuration)
{
    UInt32 count = 0;
    for (UInt32 i = 0; i < FORMAT_COUNT; i++)
        count += stream_format_is_in(configuration, &formats[i]);
    return count;
}

const StreamFormat *stream_format_at(const DeviceConfiguration *configuration, UInt32 index)
{
    for (UInt32 i = 0; i < FORMAT_COUNT; i++)
        if (stream_format_is_in(configuration, &formats[i]) && index-- == 0)
            return &formats[i];
    return NULL;
}

const StreamFormat *stream_format_named(const DeviceConfiguration *configuration, const char *name)
{
    for (UInt32 i = 0; i < FORMAT_COUNT; i++)
        if (strcmp(formats[i].name, name) == 0 && stream_format_is_in(configuration, &formats[i]))
            return &formats[i];
    return NULL;
}

AudioStreamBasicDescription stream_format_describe(const StreamFormat *format,
                                                   const DeviceConfiguration *configuration,
                                                   Float64 rate)
{
    const UInt32 frame_bytes = configuration->channels * format->sample_bytes;
    return (AudioStreamBasicDescription){
        .mSampleRate = rate,
        .mFormatID = kAudioFormatLinearPCM,
        .mFormatFlags = format->flags,
        .mBytesPerPacket = frame_bytes,
        .mFramesPerPacket = 1,
        .mBytesPerFrame = frame_bytes,
        .mChannelsPerFrame = configuration->channels,
        .mBitsPerChannel = 8 * format->sample_bytes,
    };
}

static bool is_same(const AudioStreamBasicDescription *a, const AudioStreamBasicDescription *b)
{
    return a->mFormatID == b->mFormatID && a->mFormatFlags == b->mFormatFlags &&
           a->mBytesPerPacket == b->mBytesPerPacket && a->mFramesPerPacket == b->mFramesPerPacket &&
           a->mBytesPerFrame == b->mBytesPerFrame && a->mChannelsPerFrame == b->mChannelsPerFrame &&
           a->mBitsPerChannel == b->mBitsPerChannel;
}

const StreamFormat *stream_format_find(const DeviceConfiguration *configuration,
                                       const AudioStreamBasicDescription *description)
{
    for (UInt32 i = 0; i < FORMAT_COUNT; i++) {
        const AudioStreamBasicDescription ours =
            stream_format_describe(&formats[i], configuration, description->mSampleRate);
        if (stream_format_is_in(configuration, &formats[i]) && is_same(&ours, description))
            return &formats[i];
    }
    return NULL;
}
