/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/getters.h"

#include "driver/cf.h"
#include "driver/device.h"

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

/* How many objects `request`'s may own, and which are at present: NULL for a place that is free. */
static UInt32 owned_places(const PropertyRequest *request)
{
    if (request->object->id == kAudioObjectPlugInObject)
        return DEVICE_CAPACITY;
    return request->shape && request->object->id == request->shape->id
               ? request->shape->object_count
               : 0;
}

static const Object *owned_at(const PropertyRequest *request, UInt32 place)
{
    if (request->shape)
        return place == INDEX_DEVICE ? NULL : request->shape->objects[place];
    const Device *device = driver_device_at(request->driver, place);
    return device && device->is_alive ? &device->object : NULL;
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
