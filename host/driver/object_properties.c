/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The properties of every object. */

#include "driver/control.h"
#include "driver/driver_state.h"
#include "driver/getters.h"
#include "driver/object.h"

#include <assert.h>

static OSStatus get_base_class(const PropertyRequest *request, UInt32 *count, void *data)
{
    const ObjectClass *class_info = request->object->class_info;
    const ObjectClass *base = class_info->base;
    while (base && base->id == class_info->id) /* what Ossicle adds to a class of Apple's */
        base = base->base;
    return put_uint32(data, base ? base->id : kAudioObjectClassID);
}

static OSStatus get_class(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, request->object->class_info->id);
}

static OSStatus get_owner(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, request->object->owner);
}

/* The qualifier, if any, is a list of classes: objects of these, or descending from them. */
static bool is_wanted(const PropertyRequest *request, const Object *object)
{
    if (!scope_matches(request, object))
        return false;
    const AudioClassID *classes = request->qualifier;
    const UInt32 class_count = request->qualifier_size / sizeof *classes;
    for (UInt32 i = 0; i < class_count; i++) {
        if (object_class_is(object->class_info, classes[i]))
            return true;
    }
    return class_count == 0;
}

static UInt32 count_owned(const PropertyRequest *request)
{
    return list_owned(request, is_wanted, UINT32_MAX, NULL);
}

static OSStatus get_owned(const PropertyRequest *request, UInt32 *count, void *data)
{
    *count = list_owned(request, is_wanted, *count, data);
    return kAudioHardwareNoError;
}

static const Property properties[] = {
    {kAudioObjectPropertyBaseClass, SCOPE_GLOBAL, .size = sizeof(AudioClassID),
     .get = get_base_class},
    {kAudioObjectPropertyClass, SCOPE_GLOBAL, .size = sizeof(AudioClassID), .get = get_class},
    {kAudioObjectPropertyOwner, SCOPE_GLOBAL, .size = sizeof(AudioObjectID), .get = get_owner},
    {kAudioObjectPropertyOwnedObjects, SCOPE_ANY, .size = sizeof(AudioObjectID),
     .count = count_owned, .get = get_owned},
};

const ObjectClass object_class = {kAudioObjectClassID, NULL, PROPERTIES(properties)};

enum { PLAIN_CLASS_COUNT = 5 };
static const ObjectClass *const plain_classes[PLAIN_CLASS_COUNT] = {
    &plug_in_class, &box_class, &device_class, &clock_device_class, &stream_class,
};

static_assert(PLAIN_CLASS_COUNT + CONTROL_KIND_COUNT < OBJECT_CLASS_CAPACITY,
              "a driver has an index for each");

const ObjectClass *object_class_at(UInt32 index)
{
    if (index < PLAIN_CLASS_COUNT)
        return plain_classes[index];
    index -= PLAIN_CLASS_COUNT;
    return index < CONTROL_KIND_COUNT ? control_classes[index] : NULL;
}

bool object_class_is(const ObjectClass *class_info, AudioClassID id)
{
    for (const ObjectClass *c = class_info; c; c = c->base) {
        if (c->id == id)
            return true;
    }
    return id == kAudioObjectClassIDWildcard;
}
