/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The device, as Apple describes it. What Ossicle adds stands in custom_properties.c. */

#include "driver/device.h"
#include "driver/device_change.h"
#include "driver/device_clock.h"
#include "driver/getters.h"
#include "driver/plain_classes.h"

#include <stddef.h>
#include <stdio.h>

static OSStatus get_zero(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, 0);
}

static OSStatus get_one(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, 1);
}

static OSStatus get_name(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_text(data, request->shape->configuration->name);
}

static OSStatus get_manufacturer(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_text(data, "The Ossicle authors");
}

static OSStatus get_channel_name(const PropertyRequest *request, UInt32 *count, void *data)
{
    char name[32];
    (void)snprintf(name, sizeof name, "Channel %u", request->address->mElement);
    return put_text(data, name);
}

static OSStatus get_uid(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_text(data, request->shape->configuration->uid);
}

static OSStatus get_model_uid(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_text(data, "org.ossicle.model.loopback");
}

static OSStatus get_transport_type(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, kAudioDeviceTransportTypeVirtual);
}

/* Related are those that share hardware: a device by itself. */
static OSStatus get_related(const PropertyRequest *request, UInt32 *count, void *data)
{
    if (*count > 0)
        *(AudioObjectID *)data = request->object->id;
    return kAudioHardwareNoError;
}

static UInt32 count_one(const PropertyRequest *request)
{
    return 1;
}

static OSStatus get_is_alive(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, request->device->is_alive);
}

static OSStatus get_is_running(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, device_of(request)->running);
}

/* The chain lies between what is played and what is recorded: only recording is late. */
static OSStatus get_latency(const PropertyRequest *request, UInt32 *count, void *data)
{
    const bool input = request->address->mScope == kAudioObjectPropertyScopeInput;
    return put_uint32(data, input ? device_of(request)->latency : 0);
}

static bool is_own_stream(const PropertyRequest *request, const Object *object)
{
    return scope_matches(request, object) && object->class_info == &stream_class;
}

static UInt32 count_streams(const PropertyRequest *request)
{
    return list_owned(request, is_own_stream, UINT32_MAX, NULL);
}

static OSStatus get_streams(const PropertyRequest *request, UInt32 *count, void *data)
{
    *count = list_owned(request, is_own_stream, *count, data);
    return kAudioHardwareNoError;
}

static bool is_own_control(const PropertyRequest *request, const Object *object)
{
    return scope_matches(request, object) &&
           object_class_is(object->class_info, kAudioControlClassID);
}

static UInt32 count_controls(const PropertyRequest *request)
{
    return list_owned(request, is_own_control, UINT32_MAX, NULL);
}

static OSStatus get_controls(const PropertyRequest *request, UInt32 *count, void *data)
{
    *count = list_owned(request, is_own_control, *count, data);
    return kAudioHardwareNoError;
}

static OSStatus get_safety_offset(const PropertyRequest *request, UInt32 *count, void *data)
{
    const DeviceConfiguration *configuration = request->shape->configuration;
    const bool input = request->address->mScope == kAudioObjectPropertyScopeInput;
    return put_uint32(data, input ? configuration->input.safety_offset_frames
                                  : configuration->output.safety_offset_frames);
}

static OSStatus get_rate(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_float64(data, device_of(request)->sample_rate);
}

static OSStatus set_rate(const PropertyRequest *request, UInt32 count, const void *data)
{
    return device_request_rate(device_of(request), *(const Float64 *)data);
}

static UInt32 count_rates(const PropertyRequest *request)
{
    return request->shape->configuration->rate_count;
}

static OSStatus get_rates(const PropertyRequest *request, UInt32 *count, void *data)
{
    const Float64 *rates = request->shape->configuration->rates;
    AudioValueRange *ranges = data;
    for (UInt32 i = 0; i < *count; i++)
        ranges[i] = (AudioValueRange){rates[i], rates[i]};
    return kAudioHardwareNoError;
}

/* The first two channels; of a device with one, that one twice. */
static OSStatus get_stereo_channels(const PropertyRequest *request, UInt32 *count, void *data)
{
    UInt32 *pair = data;
    pair[0] = 1;
    pair[1] = request->shape->configuration->channels > 1 ? 2 : 1;
    return kAudioHardwareNoError;
}

static UInt32 count_channels(const PropertyRequest *request)
{
    return request->shape->configuration->channels;
}

static AudioChannelLabel label_of(UInt32 channel, UInt32 channels)
{
    if (channels == 1)
        return kAudioChannelLabel_Mono;
    if (channels == 2)
        return channel == 0 ? kAudioChannelLabel_Left : kAudioChannelLabel_Right;
    return kAudioChannelLabel_Discrete_0 + channel;
}

static OSStatus get_layout(const PropertyRequest *request, UInt32 *count, void *data)
{
    AudioChannelLayout *layout = data;
    layout->mChannelLayoutTag = kAudioChannelLayoutTag_UseChannelDescriptions;
    layout->mChannelBitmap = 0;
    layout->mNumberChannelDescriptions = *count;
    AudioChannelDescription *descriptions = layout->mChannelDescriptions;
    for (UInt32 i = 0; i < *count; i++)
        descriptions[i] = (AudioChannelDescription){.mChannelLabel = label_of(i, *count)};
    return kAudioHardwareNoError;
}

static OSStatus get_period(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, request->shape->configuration->ring_frames);
}

/* Our time stamps are exact, and move smoothly by themselves: nothing is to be smoothed. */
static OSStatus get_clock_algorithm(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, kAudioDeviceClockAlgorithmRaw);
}

/* Whether the rate can change without notice. */
static OSStatus get_clock_is_stable(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, !device_clock_is_adjustable(device_of(request)));
}

static const Property rows[] = {
    {kAudioObjectPropertyName, SCOPE_GLOBAL, .size = sizeof(CFStringRef), .get = get_name},
    {kAudioObjectPropertyManufacturer, SCOPE_GLOBAL, .size = sizeof(CFStringRef),
     .get = get_manufacturer},
    {kAudioObjectPropertyElementName, SCOPE_SIDES, ELEMENTS_CHANNELS, sizeof(CFStringRef),
     .get = get_channel_name},
    {kAudioDevicePropertyDeviceUID, SCOPE_GLOBAL, .size = sizeof(CFStringRef), .get = get_uid},
    {kAudioDevicePropertyModelUID, SCOPE_GLOBAL, .size = sizeof(CFStringRef), .get = get_model_uid},
    {kAudioDevicePropertyTransportType, SCOPE_GLOBAL, .size = sizeof(UInt32),
     .get = get_transport_type},
    {kAudioDevicePropertyRelatedDevices, SCOPE_GLOBAL, .size = sizeof(AudioObjectID),
     .count = count_one, .get = get_related},
    {kAudioDevicePropertyClockDomain, SCOPE_GLOBAL, .size = sizeof(UInt32), .get = get_zero},
    {kAudioDevicePropertyDeviceIsAlive, SCOPE_GLOBAL, .size = sizeof(UInt32), .get = get_is_alive},
    {kAudioDevicePropertyDeviceIsRunning, SCOPE_GLOBAL, .size = sizeof(UInt32),
     .get = get_is_running},
    {kAudioDevicePropertyIsHidden, SCOPE_GLOBAL, .size = sizeof(UInt32), .get = get_zero},
    {kAudioDevicePropertyDeviceCanBeDefaultDevice, SCOPE_SIDES, .size = sizeof(UInt32),
     .get = get_one},
    {kAudioDevicePropertyDeviceCanBeDefaultSystemDevice, SCOPE_SIDES, .size = sizeof(UInt32),
     .get = get_one},
    {kAudioDevicePropertyLatency, SCOPE_SIDES, .size = sizeof(UInt32), .get = get_latency},
    {kAudioDevicePropertySafetyOffset, SCOPE_SIDES, .size = sizeof(UInt32),
     .get = get_safety_offset},
    {kAudioDevicePropertyStreams, SCOPE_ANY, .size = sizeof(AudioObjectID), .count = count_streams,
     .get = get_streams},
    {kAudioObjectPropertyControlList, SCOPE_ANY, .size = sizeof(AudioObjectID),
     .count = count_controls, .get = get_controls},
    {kAudioDevicePropertyNominalSampleRate, SCOPE_GLOBAL, .size = sizeof(Float64), .get = get_rate,
     .set = set_rate},
    {kAudioDevicePropertyAvailableNominalSampleRates, SCOPE_GLOBAL, .size = sizeof(AudioValueRange),
     .count = count_rates, .get = get_rates},
    {kAudioDevicePropertyPreferredChannelsForStereo, SCOPE_SIDES, .size = sizeof(UInt32[2]),
     .get = get_stereo_channels},
    {kAudioDevicePropertyPreferredChannelLayout, SCOPE_SIDES,
     .size = sizeof(AudioChannelDescription),
     .header = offsetof(AudioChannelLayout, mChannelDescriptions), .count = count_channels,
     .get = get_layout},
    {kAudioDevicePropertyZeroTimeStampPeriod, SCOPE_GLOBAL, .size = sizeof(UInt32),
     .get = get_period},
    {kAudioDevicePropertyClockAlgorithm, SCOPE_GLOBAL, .size = sizeof(UInt32),
     .get = get_clock_algorithm},
    {kAudioDevicePropertyClockIsStable, SCOPE_GLOBAL, .size = sizeof(UInt32),
     .get = get_clock_is_stable},
    {kAudioObjectPropertyCustomPropertyInfoList, SCOPE_GLOBAL,
     .size = sizeof(AudioServerPlugInCustomPropertyInfo), .count = count_custom_properties,
     .get = get_custom_properties},
};

const ObjectClass plain_device_class = {kAudioDeviceClassID, &object_class, PROPERTIES(rows)};
