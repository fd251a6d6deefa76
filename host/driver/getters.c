/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/getters.h"

#include "driver/cf.h"
#include "driver/driver_state.h"

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

UInt32 list_objects(const PropertyRequest *request,
                    bool (*is_wanted)(const PropertyRequest *request, const Object *object),
                    UInt32 capacity, AudioObjectID *ids)
{
    const ObjectTable *table = &request->driver->objects;
    UInt32 count = 0;
    for (AudioObjectID id = 1; id < table->capacity && count < capacity; id++) {
        const Object *object = object_table_find(table, id);
        if (!object || !is_wanted(request, object))
            continue;
        if (ids)
            ids[count] = id;
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
