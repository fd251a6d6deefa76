/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Streams: one for each direction, all channels of the device. Applications see 32-bit float; what
 * the HAL hands over can be integers. */

#include "driver/device.h"
#include "driver/device_change.h"
#include "driver/device_format.h"
#include "driver/device_shape.h"
#include "driver/getters.h"

static Side side_of(const PropertyRequest *request)
{
    return request->object->scope == kAudioObjectPropertyScopeInput ? SIDE_INPUT : SIDE_OUTPUT;
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

static void describe(const PropertyRequest *request, const StreamFormat *format,
                     AudioStreamBasicDescription *description)
{
    *description = stream_format_describe(format, request->shape->configuration,
                                          device_of(request)->sample_rate);
}

static OSStatus get_virtual_format(const PropertyRequest *request, UInt32 *count, void *data)
{
    describe(request, stream_format_float, data);
    return kAudioHardwareNoError;
}

static OSStatus get_physical_format(const PropertyRequest *request, UInt32 *count, void *data)
{
    describe(request, device_format(device_of(request), side_of(request)), data);
    return kAudioHardwareNoError;
}

/* One of ours, at one of our rates; NULL: none. */
static const StreamFormat *format_asked(const PropertyRequest *request,
                                        const AudioStreamBasicDescription *description)
{
    return device_has_rate(device_of(request), description->mSampleRate)
               ? stream_format_find(request->shape->configuration, description)
               : NULL;
}

/* Applications see float, so only the rate can be another. */
static OSStatus set_virtual_format(const PropertyRequest *request, UInt32 count, const void *data)
{
    const AudioStreamBasicDescription *asked = data;
    if (format_asked(request, asked) != stream_format_float)
        return kAudioDeviceUnsupportedFormatError;
    return device_request_rate(device_of(request), asked->mSampleRate);
}

static OSStatus set_physical_format(const PropertyRequest *request, UInt32 count, const void *data)
{
    const AudioStreamBasicDescription *asked = data;
    const StreamFormat *format = format_asked(request, asked);
    if (!format)
        return kAudioDeviceUnsupportedFormatError;
    return device_request_format(device_of(request), side_of(request), format, asked->mSampleRate);
}

static AudioStreamRangedDescription at_rate(const DeviceConfiguration *configuration,
                                            const StreamFormat *format, Float64 rate)
{
    return (AudioStreamRangedDescription){
        .mFormat = stream_format_describe(format, configuration, rate),
        .mSampleRateRange = {rate, rate},
    };
}

static UInt32 count_virtual_formats(const PropertyRequest *request)
{
    return request->shape->configuration->rate_count;
}

static OSStatus get_virtual_formats(const PropertyRequest *request, UInt32 *count, void *data)
{
    const DeviceConfiguration *configuration = request->shape->configuration;
    AudioStreamRangedDescription *formats = data;
    for (UInt32 i = 0; i < *count; i++)
        formats[i] = at_rate(configuration, stream_format_float, configuration->rates[i]);
    return kAudioHardwareNoError;
}

static UInt32 count_physical_formats(const PropertyRequest *request)
{
    const DeviceConfiguration *configuration = request->shape->configuration;
    return stream_format_count(configuration) * configuration->rate_count;
}

/* Format by format, each at all rates. */
static OSStatus get_physical_formats(const PropertyRequest *request, UInt32 *count, void *data)
{
    const DeviceConfiguration *configuration = request->shape->configuration;
    const UInt32 rates = configuration->rate_count;
    AudioStreamRangedDescription *formats = data;
    for (UInt32 i = 0; i < *count; i++)
        formats[i] = at_rate(configuration, stream_format_at(configuration, i / rates),
                             configuration->rates[i % rates]);
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
     .get = get_virtual_format, .set = set_virtual_format},
    {kAudioStreamPropertyAvailableVirtualFormats, SCOPE_GLOBAL,
     .size = sizeof(AudioStreamRangedDescription), .count = count_virtual_formats,
     .get = get_virtual_formats},
    {kAudioStreamPropertyPhysicalFormat, SCOPE_GLOBAL, .size = sizeof(AudioStreamBasicDescription),
     .get = get_physical_format, .set = set_physical_format},
    {kAudioStreamPropertyAvailablePhysicalFormats, SCOPE_GLOBAL,
     .size = sizeof(AudioStreamRangedDescription), .count = count_physical_formats,
     .get = get_physical_formats},
};

const ObjectClass stream_class = {kAudioStreamClassID, &object_class, PROPERTIES(rows)};
