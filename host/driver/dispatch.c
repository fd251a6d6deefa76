/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/dispatch.h"

#include "driver/driver_state.h"
#include "driver/object.h"

#include <stddef.h>

static UInt32 scope_bit(AudioObjectPropertyScope scope)
{
    static const AudioObjectPropertyScope scopes[] = {
        kAudioObjectPropertyScopeGlobal,
        kAudioObjectPropertyScopeInput,
        kAudioObjectPropertyScopeOutput,
    };
    for (UInt32 i = 0; i < sizeof scopes / sizeof *scopes; i++) {
        if (scopes[i] == scope)
            return 1u << i;
    }
    return 0;
}

static bool has_element(const Driver *driver, const Object *object, PropertyElements elements,
                        AudioObjectPropertyElement element)
{
    if (elements == ELEMENTS_MAIN)
        return element == kAudioObjectPropertyElementMain;
    return element >= 1 && element <= driver_channels_of(driver, object);
}

static const Property *find_row(const Driver *driver, const Object *object,
                                const AudioObjectPropertyAddress *address)
{
    for (const ObjectClass *c = object->class_info; c; c = c->base) {
        for (UInt32 i = 0; i < c->property_count; i++) {
            const Property *row = &c->properties[i];
            if (row->selector != address->mSelector)
                continue;
            const bool found = (row->scopes & scope_bit(address->mScope)) &&
                               has_element(driver, object, row->elements, address->mElement);
            return found ? row : NULL;
        }
    }
    return NULL;
}

/* Fill in `request` and find the row that answers it. */
static OSStatus look_up(Driver *driver, AudioObjectID id, const AudioObjectPropertyAddress *address,
                        PropertyRequest *request, const Property **row)
{
    if (!address)
        return kAudioHardwareIllegalOperationError;
    Object *object = object_table_find(&driver->objects, id);
    if (!object)
        return kAudioHardwareBadObjectError;
    *row = find_row(driver, object, address);
    *request = (PropertyRequest){.driver = driver, .object = object, .address = address};
    return *row ? kAudioHardwareNoError : kAudioHardwareUnknownPropertyError;
}

static OSStatus take_qualifier(const Property *row, UInt32 size, const void *qualifier,
                               PropertyRequest *request)
{
    if (row->qualifier && size != row->qualifier)
        return kAudioHardwareBadPropertySizeError;
    if (size > 0 && !qualifier)
        return kAudioHardwareIllegalOperationError;
    request->qualifier_size = size;
    request->qualifier = qualifier;
    return kAudioHardwareNoError;
}

static UInt32 count_of(const Property *row, const PropertyRequest *request)
{
    return row->count ? row->count(request) : 1;
}

Boolean dispatch_has(Driver *driver, AudioObjectID object,
                     const AudioObjectPropertyAddress *address)
{
    PropertyRequest request;
    const Property *row = NULL;
    return look_up(driver, object, address, &request, &row) == kAudioHardwareNoError;
}

OSStatus dispatch_is_settable(Driver *driver, AudioObjectID object,
                              const AudioObjectPropertyAddress *address, Boolean *settable)
{
    if (!settable)
        return kAudioHardwareIllegalOperationError;
    PropertyRequest request;
    const Property *row = NULL;
    const OSStatus status = look_up(driver, object, address, &request, &row);
    if (status != kAudioHardwareNoError)
        return status;
    *settable = row->set ? true : false;
    return kAudioHardwareNoError;
}

OSStatus dispatch_size(Driver *driver, AudioObjectID object,
                       const AudioObjectPropertyAddress *address, UInt32 qualifier_size,
                       const void *qualifier, UInt32 *size)
{
    if (!size)
        return kAudioHardwareIllegalOperationError;
    PropertyRequest request;
    const Property *row = NULL;
    OSStatus status = look_up(driver, object, address, &request, &row);
    if (status == kAudioHardwareNoError)
        status = take_qualifier(row, qualifier_size, qualifier, &request);
    if (status == kAudioHardwareNoError)
        *size = row->header + row->size * count_of(row, &request);
    return status;
}

/* How many elements to give into `capacity` bytes; false if the value doesn't fit. */
static bool fit(const Property *row, const PropertyRequest *request, UInt32 capacity, UInt32 *count)
{
    *count = count_of(row, request);
    if (row->count && row->header == 0) {
        const UInt32 room = capacity / row->size;
        *count = *count < room ? *count : room;
        return true;
    }
    return capacity >= row->header + row->size * *count;
}

OSStatus dispatch_get(Driver *driver, AudioObjectID object,
                      const AudioObjectPropertyAddress *address, UInt32 qualifier_size,
                      const void *qualifier, UInt32 capacity, UInt32 *size, void *data)
{
    if (!size || !data)
        return kAudioHardwareIllegalOperationError;
    PropertyRequest request;
    const Property *row = NULL;
    OSStatus status = look_up(driver, object, address, &request, &row);
    if (status == kAudioHardwareNoError)
        status = take_qualifier(row, qualifier_size, qualifier, &request);
    if (status != kAudioHardwareNoError)
        return status;
    UInt32 count = 0;
    if (!fit(row, &request, capacity, &count))
        return kAudioHardwareBadPropertySizeError;
    status = row->get(&request, &count, data);
    if (status == kAudioHardwareNoError)
        *size = row->header + row->size * count;
    return status;
}

OSStatus dispatch_set(Driver *driver, AudioObjectID object,
                      const AudioObjectPropertyAddress *address, UInt32 qualifier_size,
                      const void *qualifier, UInt32 size, const void *data)
{
    if (!data)
        return kAudioHardwareIllegalOperationError;
    PropertyRequest request;
    const Property *row = NULL;
    OSStatus status = look_up(driver, object, address, &request, &row);
    if (status == kAudioHardwareNoError && !row->set)
        return kAudioHardwareUnsupportedOperationError;
    if (status == kAudioHardwareNoError)
        status = take_qualifier(row, qualifier_size, qualifier, &request);
    if (status != kAudioHardwareNoError)
        return status;
    if (size < row->header || (size - row->header) % row->size != 0)
        return kAudioHardwareBadPropertySizeError;
    const UInt32 count = (size - row->header) / row->size;
    if (!row->count && count != 1)
        return kAudioHardwareBadPropertySizeError;
    return row->set(&request, count, data);
}
