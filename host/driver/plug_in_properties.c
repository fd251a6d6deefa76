/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The plug-in object, as Apple describes it. What Ossicle adds stands in custom_properties.c. */

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
    return put_text(data, "The Ossicle authors");
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

static bool is_device(const PropertyRequest *request, const Object *object)
{
    return object->class_info == &device_class;
}

static UInt32 count_devices(const PropertyRequest *request)
{
    return list_owned(request, is_device, UINT32_MAX, NULL);
}

static OSStatus get_devices(const PropertyRequest *request, UInt32 *count, void *data)
{
    *count = list_owned(request, is_device, *count, data);
    return kAudioHardwareNoError;
}

static bool has_uid(const PropertyRequest *request, const Object *object)
{
    if (!is_device(request, object))
        return false;
    char *uid = cf_copy_text(*(const CFStringRef *)request->qualifier);
    const bool equal = uid && strcmp(uid, device_configuration(object->device)->uid) == 0;
    free(uid);
    return equal;
}

static OSStatus translate_uid(const PropertyRequest *request, UInt32 *count, void *data)
{
    AudioObjectID id = kAudioObjectUnknown;
    (void)list_owned(request, has_uid, 1, &id);
    return put_uint32(data, id);
}

/* There are neither boxes nor clock devices. */
static UInt32 count_none(const PropertyRequest *request)
{
    return 0;
}

static OSStatus get_none(const PropertyRequest *request, UInt32 *count, void *data)
{
    return kAudioHardwareNoError;
}

static OSStatus translate_to_none(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, kAudioObjectUnknown);
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
     .qualifier = sizeof(CFStringRef), .get = translate_uid},
    {kAudioPlugInPropertyBoxList, SCOPE_GLOBAL, .size = sizeof(AudioObjectID), .count = count_none,
     .get = get_none},
    {kAudioPlugInPropertyTranslateUIDToBox, SCOPE_GLOBAL, .size = sizeof(AudioObjectID),
     .qualifier = sizeof(CFStringRef), .get = translate_to_none},
    {kAudioPlugInPropertyClockDeviceList, SCOPE_GLOBAL, .size = sizeof(AudioObjectID),
     .count = count_none, .get = get_none},
    {kAudioPlugInPropertyTranslateUIDToClockDevice, SCOPE_GLOBAL, .size = sizeof(AudioObjectID),
     .qualifier = sizeof(CFStringRef), .get = translate_to_none},
    {kAudioObjectPropertyCustomPropertyInfoList, SCOPE_GLOBAL,
     .size = sizeof(AudioServerPlugInCustomPropertyInfo), .count = count_custom_properties,
     .get = get_custom_properties},
};

const ObjectClass plain_plug_in_class = {kAudioPlugInClassID, &object_class, PROPERTIES(rows)};
