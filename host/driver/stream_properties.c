/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Streams: one for each direction, 32-bit float, all channels of the device. */

#include "driver/device.h"
#include "driver/device_change.h"
#include "driver/getters.h"

static AudioStreamBasicDescription format_at(const Device *device, Float64 rate)
{
    const UInt32 channels = device_configuration(device)->channels;
    const UInt32 frame_bytes = channels * (UInt32)sizeof(Float32);
    return (AudioStreamBasicDescription){
        .mSampleRate = rate,
        .mFormatID = kAudioFormatLinearPCM,
        .mFormatFlags = kAudioFormatFlagsNativeFloatPacked,
        .mBytesPerPacket = frame_bytes,
        .mFramesPerPacket = 1,
        .mBytesPerFrame = frame_bytes,
        .mChannelsPerFrame = channels,
        .mBitsPerChannel = 8 * sizeof(Float32),
    };
}

static OSStatus get_name(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_text(data,
                    request->object->scope == kAudioObjectPropertyScopeInput ? "Input" : "Output");
}

static OSStatus get_is_active(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, 1);
}

static OSStatus get_direction(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, request->object->scope == kAudioObjectPropertyScopeInput);
}

static OSStatus get_terminal_type(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, kAudioStreamTerminalTypeLine);
}

static OSStatus get_starting_channel(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, 1);
}

static OSStatus get_latency(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, 0); /* all there is, is the device's */
}

static OSStatus get_format(const PropertyRequest *request, UInt32 *count, void *data)
{
    const Device *device = device_of(request);
    *(AudioStreamBasicDescription *)data = format_at(device, device->sample_rate);
    return kAudioHardwareNoError;
}

/* A format differs from the present one in the rate alone, or it is none of ours. */
static OSStatus set_format(const PropertyRequest *request, UInt32 count, const void *data)
{
    Device *device = device_of(request);
    const AudioStreamBasicDescription *asked = data;
    const AudioStreamBasicDescription ours = format_at(device, asked->mSampleRate);
    const bool same = asked->mFormatID == ours.mFormatID &&
                      asked->mFormatFlags == ours.mFormatFlags &&
                      asked->mBytesPerPacket == ours.mBytesPerPacket &&
                      asked->mFramesPerPacket == ours.mFramesPerPacket &&
                      asked->mBytesPerFrame == ours.mBytesPerFrame &&
                      asked->mChannelsPerFrame == ours.mChannelsPerFrame &&
                      asked->mBitsPerChannel == ours.mBitsPerChannel;
    if (!same || !device_has_rate(device, asked->mSampleRate))
        return kAudioDeviceUnsupportedFormatError;
    return device_request_rate(device, asked->mSampleRate);
}

static UInt32 count_formats(const PropertyRequest *request)
{
    return request->shape->configuration->rate_count;
}

static OSStatus get_formats(const PropertyRequest *request, UInt32 *count, void *data)
{
    const Device *device = device_of(request);
    AudioStreamRangedDescription *formats = data;
    for (UInt32 i = 0; i < *count; i++) {
        const Float64 rate = device_configuration(device)->rates[i];
        formats[i] = (AudioStreamRangedDescription){
            .mFormat = format_at(device, rate),
            .mSampleRateRange = {rate, rate},
        };
    }
    return kAudioHardwareNoError;
}

static const Property rows[] = {
    {kAudioObjectPropertyName, SCOPE_GLOBAL, .size = sizeof(CFStringRef), .get = get_name},
    {kAudioStreamPropertyIsActive, SCOPE_GLOBAL, .size = sizeof(UInt32), .get = get_is_active},
    {kAudioStreamPropertyDirection, SCOPE_GLOBAL, .size = sizeof(UInt32), .get = get_direction},
    {kAudioStreamPropertyTerminalType, SCOPE_GLOBAL, .size = sizeof(UInt32),
     .get = get_terminal_type},
    {kAudioStreamPropertyStartingChannel, SCOPE_GLOBAL, .size = sizeof(UInt32),
     .get = get_starting_channel},
    {kAudioStreamPropertyLatency, SCOPE_GLOBAL, .size = sizeof(UInt32), .get = get_latency},
    {kAudioStreamPropertyVirtualFormat, SCOPE_GLOBAL, .size = sizeof(AudioStreamBasicDescription),
     .get = get_format, .set = set_format},
    {kAudioStreamPropertyAvailableVirtualFormats, SCOPE_GLOBAL,
     .size = sizeof(AudioStreamRangedDescription), .count = count_formats, .get = get_formats},
    {kAudioStreamPropertyPhysicalFormat, SCOPE_GLOBAL, .size = sizeof(AudioStreamBasicDescription),
     .get = get_format, .set = set_format},
    {kAudioStreamPropertyAvailablePhysicalFormats, SCOPE_GLOBAL,
     .size = sizeof(AudioStreamRangedDescription), .count = count_formats, .get = get_formats},
};

const ObjectClass stream_class = {kAudioStreamClassID, &object_class, PROPERTIES(rows)};
