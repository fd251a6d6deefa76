/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The device, as Apple describes it. What Ossicle adds stands in custom_properties.c. */

#include "driver/device.h"
#include "driver/device_change.h"
#include "driver/device_clock.h"
#include "driver/device_getters.h"
#include "driver/getters.h"
#include "driver/plain_classes.h"

#include <stddef.h>

static const SideConfiguration *side_of(const PropertyRequest *request)
{
    const DeviceConfiguration *configuration = request->shape->configuration;
    return request->address->mScope == kAudioObjectPropertyScopeInput ? &configuration->input
                                                                      : &configuration->output;
}

/* Unknown: a device's clock can be adjusted while others go on. */
OSStatus device_get_clock_domain(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, 0);
}

static OSStatus get_is_hidden(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, request->shape->configuration->is_hidden);
}

static OSStatus get_can_be_default(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, side_of(request)->can_be_default);
}

static OSStatus get_can_be_system_default(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, side_of(request)->can_be_system_default);
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

OSStatus device_get_is_alive(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, request->device->is_alive);
}

OSStatus device_get_is_running(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, device_of(request)->running);
}

/* What is configured and, since the chain lies between what is played and what is recorded, the
 * chain's when recording. */
static OSStatus get_latency(const PropertyRequest *request, UInt32 *count, void *data)
{
    const bool is_input = request->address->mScope == kAudioObjectPropertyScopeInput;
    return put_uint32(data,
                      side_of(request)->latency_frames + (is_input ? request->device->latency : 0));
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

UInt32 device_count_controls(const PropertyRequest *request)
{
    return list_owned(request, is_own_control, UINT32_MAX, NULL);
}

OSStatus device_get_controls(const PropertyRequest *request, UInt32 *count, void *data)
{
    *count = list_owned(request, is_own_control, *count, data);
    return kAudioHardwareNoError;
}

static OSStatus get_safety_offset(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, side_of(request)->safety_offset_frames);
}

OSStatus device_get_rate(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_float64(data, device_of(request)->sample_rate);
}

OSStatus device_set_rate(const PropertyRequest *request, UInt32 count, const void *data)
{
    return device_request_rate(device_of(request), *(const Float64 *)data);
}

UInt32 device_count_rates(const PropertyRequest *request)
{
    return request->shape->configuration->rate_count;
}

OSStatus device_get_rates(const PropertyRequest *request, UInt32 *count, void *data)
{
    const Float64 *rates = request->shape->configuration->rates;
    AudioValueRange *ranges = data;
    for (UInt32 i = 0; i < *count; i++)
        ranges[i] = (AudioValueRange){rates[i], rates[i]};
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
    {kAudioObjectPropertyName, SCOPE_GLOBAL, .size = sizeof(CFStringRef), .get = device_get_name,
     .set = device_set_name},
    {kAudioObjectPropertyModelName, SCOPE_GLOBAL, .size = sizeof(CFStringRef),
     .get = device_get_model_name},
    {kAudioObjectPropertyManufacturer, SCOPE_GLOBAL, .size = sizeof(CFStringRef),
     .get = device_get_manufacturer},
    {kAudioObjectPropertySerialNumber, SCOPE_GLOBAL, .size = sizeof(CFStringRef),
     .get = device_get_uid},
    {kAudioObjectPropertyFirmwareVersion, SCOPE_GLOBAL, .size = sizeof(CFStringRef),
     .get = device_get_version},
    {kAudioObjectPropertyElementName, SCOPE_SIDES, ELEMENTS_CHANNELS, sizeof(CFStringRef),
     .get = device_get_channel_name},
    {kAudioObjectPropertyElementCategoryName, SCOPE_SIDES, ELEMENTS_CHANNELS, sizeof(CFStringRef),
     .get = device_get_channel_category},
    {kAudioObjectPropertyElementNumberName, SCOPE_SIDES, ELEMENTS_CHANNELS, sizeof(CFStringRef),
     .get = device_get_channel_number},
    {kAudioDevicePropertyDeviceUID, SCOPE_GLOBAL, .size = sizeof(CFStringRef),
     .get = device_get_uid},
    {kAudioDevicePropertyModelUID, SCOPE_GLOBAL, .size = sizeof(CFStringRef),
     .get = device_get_model_uid},
    {kAudioDevicePropertyTransportType, SCOPE_GLOBAL, .size = sizeof(UInt32),
     .get = device_get_transport_type},
    {kAudioDevicePropertyConfigurationApplication, SCOPE_GLOBAL, .size = sizeof(CFStringRef),
     .get = device_get_configuration_application},
    {kAudioDevicePropertyIcon, SCOPE_GLOBAL, .size = sizeof(CFURLRef), .exists = device_has_icon,
     .get = device_get_icon},
    {kAudioDevicePropertyRelatedDevices, SCOPE_GLOBAL, .size = sizeof(AudioObjectID),
     .count = count_one, .get = get_related},
    {kAudioDevicePropertyClockDomain, SCOPE_GLOBAL, .size = sizeof(UInt32),
     .get = device_get_clock_domain},
    {kAudioDevicePropertyDeviceIsAlive, SCOPE_GLOBAL, .size = sizeof(UInt32),
     .get = device_get_is_alive},
    {kAudioDevicePropertyDeviceIsRunning, SCOPE_GLOBAL, .size = sizeof(UInt32),
     .get = device_get_is_running},
    {kAudioDevicePropertyIsHidden, SCOPE_GLOBAL, .size = sizeof(UInt32), .get = get_is_hidden},
    {kAudioDevicePropertyDeviceCanBeDefaultDevice, SCOPE_SIDES, .size = sizeof(UInt32),
     .get = get_can_be_default},
    {kAudioDevicePropertyDeviceCanBeDefaultSystemDevice, SCOPE_SIDES, .size = sizeof(UInt32),
     .get = get_can_be_system_default},
    {kAudioDevicePropertyLatency, SCOPE_SIDES, .size = sizeof(UInt32), .get = get_latency},
    {kAudioDevicePropertySafetyOffset, SCOPE_SIDES, .size = sizeof(UInt32),
     .get = get_safety_offset},
    {kAudioDevicePropertyStreams, SCOPE_ANY, .size = sizeof(AudioObjectID), .count = count_streams,
     .get = get_streams},
    {kAudioObjectPropertyControlList, SCOPE_ANY, .size = sizeof(AudioObjectID),
     .count = device_count_controls, .get = device_get_controls},
    {kAudioDevicePropertyNominalSampleRate, SCOPE_GLOBAL, .size = sizeof(Float64),
     .get = device_get_rate, .set = device_set_rate},
    {kAudioDevicePropertyAvailableNominalSampleRates, SCOPE_GLOBAL, .size = sizeof(AudioValueRange),
     .count = device_count_rates, .get = device_get_rates},
    {kAudioDevicePropertyPreferredChannelsForStereo, SCOPE_SIDES, .size = sizeof(UInt32[2]),
     .get = device_get_stereo_channels, .set = device_set_stereo_channels},
    {kAudioDevicePropertyPreferredChannelLayout, SCOPE_SIDES,
     .size = sizeof(AudioChannelDescription),
     .header = offsetof(AudioChannelLayout, mChannelDescriptions), .count = device_count_channels,
     .get = device_get_layout},
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
