/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/getters.h"

#include "driver/cf.h"
#include "driver/device.h"

#include <stdlib.h>
#include <string.h>

OSStatus put_object(void *data, CFTypeRef CF_CONSUMED value)
{
    if (!value)
        return kAudioHardwareUnspecifiedError;
    *(CFTypeRef *)data = value;
    return kAudioHardwareNoError;
}

OSStatus put_text(void *data, const char *text)
{
    return put_object(data, cf_create_string(text));
}

bool scope_matches(const PropertyRequest *request, const Object *object)
{
    const AudioObjectPropertyScope scope = request->address->mScope;
    return scope == kAudioObjectPropertyScopeGlobal || scope == object->scope;
}

char *copy_name(const void *data)
{
    enum { NAME_BYTES = 256 };
    char *name = cf_copy_text(*(const CFTypeRef *)data);
    if (name && name[0] != '\0' && strlen(name) < NAME_BYTES)
        return name;
    free(name);
    return NULL;
}

/* How many objects the request's may own, and which are at present: NULL for a place that is free.
 */
static UInt32 owned_places(const PropertyRequest *request)
{
    if (request->object->id == kAudioObjectPlugInObject)
        return 1 + DEVICE_CAPACITY;
    return request->shape && request->object->id == request->shape->id
               ? request->shape->object_count
               : 0;
}

static const Object *device_at(const PropertyRequest *request, UInt32 slot)
{
    const Device *device = driver_device_at(request->driver, slot);
    return device && device->is_alive ? &device->object : NULL;
}

static const Object *owned_at(const PropertyRequest *request, UInt32 place)
{
    if (request->shape)
        return place == INDEX_DEVICE ? NULL : request->shape->objects[place];
    return place == 0 ? &request->driver->box.object : device_at(request, place - 1);
}

/* The devices of this class; `ids` may be NULL. */
static UInt32 list_devices(const PropertyRequest *request, const ObjectClass *class_info,
                           UInt32 capacity, AudioObjectID *ids)
{
    UInt32 count = 0;
    for (UInt32 i = 0; i < DEVICE_CAPACITY && count < capacity; i++) {
        const Object *object = device_at(request, i);
        if (!object || object->class_info != class_info)
            continue;
        if (ids)
            ids[count] = object->id;
        count++;
    }
    return count;
}

UInt32 count_devices(const PropertyRequest *request)
{
    return list_devices(request, &device_class, UINT32_MAX, NULL);
}

OSStatus get_devices(const PropertyRequest *request, UInt32 *count, void *data)
{
    *count = list_devices(request, &device_class, *count, data);
    return kAudioHardwareNoError;
}

UInt32 count_clock_devices(const PropertyRequest *request)
{
    return list_devices(request, &clock_device_class, UINT32_MAX, NULL);
}

OSStatus get_clock_devices(const PropertyRequest *request, UInt32 *count, void *data)
{
    *count = list_devices(request, &clock_device_class, *count, data);
    return kAudioHardwareNoError;
}

UInt32 list_owned(const PropertyRequest *request,
                  bool (*is_wanted)(const PropertyRequest *request, const Object *object),
                  UInt32 capacity, AudioObjectID *ids)
{
    const UInt32 places = owned_places(request);
    UInt32 count = 0;
    for (UInt32 i = 0; i < places && count < capacity; i++) {
        const Object *object = owned_at(request, i);
        if (!object || !is_wanted(request, object))
            continue;
        if (ids)
            ids[count] = object->id;
        count++;
    }
    return count;
}

/* Call `visit` for each custom property of the object's class and its bases. */
static UInt32 list_custom(const Object *object, UInt32 capacity,
                          AudioServerPlugInCustomPropertyInfo *infos)
{
    UInt32 count = 0;
    for (const ObjectClass *c = object->class_info; c; c = c->base) {
        for (UInt32 i = 0; i < c->property_count && count < capacity; i++) {
            const Property *row = &c->properties[i];
            if (!row->custom)
                continue;
            if (infos)
                infos[count] = (AudioServerPlugInCustomPropertyInfo){
                    row->selector, row->custom, kAudioServerPlugInCustomPropertyDataTypeNone};
            count++;
        }
    }
    return count;
}

UInt32 count_custom_properties(const PropertyRequest *request)
{
    return list_custom(request->object, UINT32_MAX, NULL);
}

OSStatus get_custom_properties(const PropertyRequest *request, UInt32 *count, void *data)
{
    *count = list_custom(request->object, *count, data);
    return kAudioHardwareNoError;
}
