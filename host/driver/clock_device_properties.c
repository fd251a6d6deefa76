/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Clock devices: a time line that other devices can follow, without streams. */

#include "driver/device.h"
#include "driver/device_getters.h"
#include "driver/getters.h"
#include "driver/plain_classes.h"

static OSStatus get_latency(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, 0);
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
    {kAudioClockDevicePropertyDeviceUID, SCOPE_GLOBAL, .size = sizeof(CFStringRef),
     .get = device_get_uid},
    {kAudioClockDevicePropertyTransportType, SCOPE_GLOBAL, .size = sizeof(UInt32),
     .get = device_get_transport_type},
    {kAudioClockDevicePropertyClockDomain, SCOPE_GLOBAL, .size = sizeof(UInt32),
     .get = device_get_clock_domain},
    {kAudioClockDevicePropertyDeviceIsAlive, SCOPE_GLOBAL, .size = sizeof(UInt32),
     .get = device_get_is_alive},
    {kAudioClockDevicePropertyDeviceIsRunning, SCOPE_GLOBAL, .size = sizeof(UInt32),
     .get = device_get_is_running},
    {kAudioClockDevicePropertyLatency, SCOPE_GLOBAL, .size = sizeof(UInt32), .get = get_latency},
    {kAudioClockDevicePropertyControlList, SCOPE_ANY, .size = sizeof(AudioObjectID),
     .count = device_count_controls, .get = device_get_controls},
    {kAudioClockDevicePropertyNominalSampleRate, SCOPE_GLOBAL, .size = sizeof(Float64),
     .get = device_get_rate, .set = device_set_rate},
    {kAudioClockDevicePropertyAvailableNominalSampleRates, SCOPE_GLOBAL,
     .size = sizeof(AudioValueRange), .count = device_count_rates, .get = device_get_rates},
    {kAudioObjectPropertyCustomPropertyInfoList, SCOPE_GLOBAL,
     .size = sizeof(AudioServerPlugInCustomPropertyInfo), .count = count_custom_properties,
     .get = get_custom_properties},
};

const ObjectClass plain_clock_device_class = {kAudioClockDeviceClassID, &object_class,
                                              PROPERTIES(rows)};
