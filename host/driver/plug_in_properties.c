/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The plug-in object, as Apple describes it. What Ossicle adds stands in custom_properties.c. */

#include "driver/box.h"
#include "driver/cf.h"
#include "driver/device.h"
#include "driver/getters.h"
#include "driver/identity.h"
#include "driver/plain_classes.h"

#include <stdlib.h>
#include <string.h>

static OSStatus get_name(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_text(data, "Ossicle");
}

static OSStatus get_manufacturer(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_text(data, OSSICLE_MANUFACTURER);
}

static OSStatus get_bundle_id(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_text(data, OSSICLE_BUNDLE_ID);
}

/* Resources lie in the plug-in's own bundle, which is what the empty path says. */
static OSStatus get_resource_bundle(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_text(data, "");
}

/* The device with the UID that the qualifier is. */
static OSStatus translate(const PropertyRequest *request, const ObjectClass *class_info, void *data)
{
    AudioObjectID id = kAudioObjectUnknown;
    char *uid = cf_copy_text(*(const CFStringRef *)request->qualifier);
    for (UInt32 i = 0; uid && i < DEVICE_CAPACITY; i++) {
        const Device *device = driver_device_at(request->driver, i);
        if (device && device->is_alive && device->object.class_info == class_info &&
            strcmp(device_configuration(device)->uid, uid) == 0)
            id = device->object.id;
    }
    free(uid);
    return put_uint32(data, id);
}

static OSStatus translate_device(const PropertyRequest *request, UInt32 *count, void *data)
{
    return translate(request, &device_class, data);
}

static OSStatus translate_clock_device(const PropertyRequest *request, UInt32 *count, void *data)
{
    return translate(request, &clock_device_class, data);
}

static OSStatus translate_box(const PropertyRequest *request, UInt32 *count, void *data)
{
    char *uid = cf_copy_text(*(const CFStringRef *)request->qualifier);
    const bool is_box = uid && strcmp(uid, BOX_UID) == 0;
    free(uid);
    return put_uint32(data, is_box ? OWN_BOX : kAudioObjectUnknown);
}

static UInt32 count_boxes(const PropertyRequest *request)
{
    return 1;
}

static OSStatus get_boxes(const PropertyRequest *request, UInt32 *count, void *data)
{
    if (*count > 0)
        *(AudioObjectID *)data = OWN_BOX;
    return kAudioHardwareNoError;
}

static const Property rows[] = {
    {kAudioObjectPropertyName, SCOPE_GLOBAL, .size = sizeof(CFStringRef), .get = get_name},
    {kAudioObjectPropertyManufacturer, SCOPE_GLOBAL, .size = sizeof(CFStringRef),
     .get = get_manufacturer},
    {kAudioPlugInPropertyBundleID, SCOPE_GLOBAL, .size = sizeof(CFStringRef), .get = get_bundle_id},
    {kAudioPlugInPropertyResourceBundle, SCOPE_GLOBAL, .size = sizeof(CFStringRef),
     .get = get_resource_bundle},
    {kAudioPlugInPropertyDeviceList, SCOPE_GLOBAL, .size = sizeof(AudioObjectID),
     .count = count_devices, .get = get_devices},
    {kAudioPlugInPropertyTranslateUIDToDevice, SCOPE_GLOBAL, .size = sizeof(AudioObjectID),
     .qualifier = sizeof(CFStringRef), .get = translate_device},
    {kAudioPlugInPropertyBoxList, SCOPE_GLOBAL, .size = sizeof(AudioObjectID), .count = count_boxes,
     .get = get_boxes},
    {kAudioPlugInPropertyTranslateUIDToBox, SCOPE_GLOBAL, .size = sizeof(AudioObjectID),
     .qualifier = sizeof(CFStringRef), .get = translate_box},
    {kAudioPlugInPropertyClockDeviceList, SCOPE_GLOBAL, .size = sizeof(AudioObjectID),
     .count = count_clock_devices, .get = get_clock_devices},
    {kAudioPlugInPropertyTranslateUIDToClockDevice, SCOPE_GLOBAL, .size = sizeof(AudioObjectID),
     .qualifier = sizeof(CFStringRef), .get = translate_clock_device},
    {kAudioObjectPropertyCustomPropertyInfoList, SCOPE_GLOBAL,
     .size = sizeof(AudioServerPlugInCustomPropertyInfo), .count = count_custom_properties,
     .get = get_custom_properties},
};

const ObjectClass plain_plug_in_class = {kAudioPlugInClassID, &object_class, PROPERTIES(rows)};
