/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Who a device is. People give it another name; everything else is configured. */

#include "driver/cf.h"
#include "driver/device.h"
#include "driver/device_getters.h"
#include "driver/device_storage.h"
#include "driver/getters.h"
#include "driver/identity.h"

#include <stdlib.h>
#include <string.h>

OSStatus device_get_name(const PropertyRequest *request, UInt32 *count, void *data)
{
    Device *device = request->device;
    (void)pthread_mutex_lock(&device->lock);
    const char *name = device->name ? device->name : request->shape->configuration->name;
    const OSStatus status = put_text(data, name);
    (void)pthread_mutex_unlock(&device->lock);
    return status;
}

OSStatus device_set_name(const PropertyRequest *request, UInt32 count, const void *data)
{
    Device *device = request->device;
    char *name = copy_name(data);
    if (!name)
        return kAudioHardwareIllegalOperationError;
    (void)pthread_mutex_lock(&device->lock);
    device_forget_name(device);
    device->name = name;
    (void)pthread_mutex_unlock(&device->lock);
    device_store(device);
    Announcement announcement = {0};
    announcement_add(&announcement, kAudioObjectPropertyName, kAudioObjectPropertyScopeGlobal);
    device_announce(device, &announcement);
    return kAudioHardwareNoError;
}

static OSStatus put_configured(void *data, const char *configured, const char *otherwise)
{
    return put_text(data, configured ? configured : otherwise);
}

OSStatus device_get_model_name(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_configured(data, request->shape->configuration->model_name, OSSICLE_MODEL_NAME);
}

OSStatus device_get_manufacturer(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_configured(data, request->shape->configuration->manufacturer, OSSICLE_MANUFACTURER);
}

OSStatus device_get_version(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_text(data, OSSICLE_VERSION);
}

OSStatus device_get_uid(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_text(data, request->shape->configuration->uid);
}

OSStatus device_get_model_uid(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_configured(data, request->shape->configuration->model_uid, OSSICLE_MODEL_UID);
}

OSStatus device_get_transport_type(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, kAudioDeviceTransportTypeVirtual);
}

/* The one that shows every device of the system. */
OSStatus device_get_configuration_application(const PropertyRequest *request, UInt32 *count,
                                              void *data)
{
    return put_text(data, "com.apple.audio.AudioMIDISetup");
}

bool device_has_icon(const PropertyRequest *request)
{
    return request->driver->icon_file != NULL;
}

OSStatus device_get_icon(const PropertyRequest *request, UInt32 *count, void *data)
{
    const char *path = request->driver->icon_file;
    return put_object(data, CFURLCreateFromFileSystemRepresentation(NULL, (const UInt8 *)path,
                                                                    (CFIndex)strlen(path), false));
}
