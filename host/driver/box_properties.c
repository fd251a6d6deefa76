/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/box.h"
#include "driver/cf.h"
#include "driver/getters.h"
#include "driver/identity.h"

#include <stdlib.h>

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
    char *name = box_copy_name(request->driver);
    const OSStatus status = name ? put_text(data, name) : kAudioHardwareUnspecifiedError;
    free(name);
    return status;
}

static OSStatus set_name(const PropertyRequest *request, UInt32 count, const void *data)
{
    char *name = copy_name(data);
    if (!name)
        return kAudioHardwareIllegalOperationError;
    const OSStatus status = box_set_name(request->driver, name);
    free(name);
    return status;
}

static OSStatus get_uid(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_text(data, BOX_UID);
}

static OSStatus get_model_name(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_text(data, OSSICLE_MODEL_NAME);
}

static OSStatus get_manufacturer(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_text(data, OSSICLE_MANUFACTURER);
}

static OSStatus get_version(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_text(data, OSSICLE_VERSION);
}

static OSStatus get_transport_type(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, kAudioDeviceTransportTypeVirtual);
}

static OSStatus get_acquired(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, request->driver->box.is_acquired);
}

static OSStatus set_acquired(const PropertyRequest *request, UInt32 count, const void *data)
{
    return box_set_acquired(request->driver, *(const UInt32 *)data != 0);
}

static const Property rows[] = {
    {kAudioObjectPropertyName, SCOPE_GLOBAL, .size = sizeof(CFStringRef), .get = get_name,
     .set = set_name},
    {kAudioObjectPropertyModelName, SCOPE_GLOBAL, .size = sizeof(CFStringRef),
     .get = get_model_name},
    {kAudioObjectPropertyManufacturer, SCOPE_GLOBAL, .size = sizeof(CFStringRef),
     .get = get_manufacturer},
    {kAudioObjectPropertySerialNumber, SCOPE_GLOBAL, .size = sizeof(CFStringRef), .get = get_uid},
    {kAudioObjectPropertyFirmwareVersion, SCOPE_GLOBAL, .size = sizeof(CFStringRef),
     .get = get_version},
    {kAudioBoxPropertyBoxUID, SCOPE_GLOBAL, .size = sizeof(CFStringRef), .get = get_uid},
    {kAudioBoxPropertyTransportType, SCOPE_GLOBAL, .size = sizeof(UInt32),
     .get = get_transport_type},
    {kAudioBoxPropertyHasAudio, SCOPE_GLOBAL, .size = sizeof(UInt32), .get = get_one},
    {kAudioBoxPropertyHasVideo, SCOPE_GLOBAL, .size = sizeof(UInt32), .get = get_zero},
    {kAudioBoxPropertyHasMIDI, SCOPE_GLOBAL, .size = sizeof(UInt32), .get = get_zero},
    {kAudioBoxPropertyIsProtected, SCOPE_GLOBAL, .size = sizeof(UInt32), .get = get_zero},
    {kAudioBoxPropertyAcquired, SCOPE_GLOBAL, .size = sizeof(UInt32), .get = get_acquired,
     .set = set_acquired},
    {kAudioBoxPropertyAcquisitionFailed, SCOPE_GLOBAL, .size = sizeof(UInt32), .get = get_zero},
    {kAudioBoxPropertyDeviceList, SCOPE_GLOBAL, .size = sizeof(AudioObjectID),
     .count = count_devices, .get = get_devices},
    {kAudioBoxPropertyClockDeviceList, SCOPE_GLOBAL, .size = sizeof(AudioObjectID),
     .count = count_clock_devices, .get = get_clock_devices},
};

const ObjectClass box_class = {kAudioBoxClassID, &object_class, PROPERTIES(rows)};
