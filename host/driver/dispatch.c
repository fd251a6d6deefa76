/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/dispatch.h"

#include "driver/device_shape.h"

#include <stddef.h>

static UInt32 scope_bit(AudioObjectPropertyScope scope)
{
    if (scope == kAudioObjectPropertyScopeGlobal)
        return SCOPE_GLOBAL;
    if (scope == kAudioObjectPropertyScopeInput)
        return SCOPE_INPUT;
    return scope == kAudioObjectPropertyScopeOutput ? SCOPE_OUTPUT : 0;
}

/* Find the object, and the shape of its device as it is now. */
static bool find_object(Driver *driver, AudioObjectID id, PropertyRequest *request)
{
    const UInt32 serial = object_serial(id);
    const UInt32 index = object_index(id);
    if (serial == 0) {
        request->object = index < OWN_COUNT ? driver->own[index] : NULL;
        request->device = NULL;
        request->shape = NULL;
        return request->object != NULL;
    }
    const DeviceSlot *slot = driver_slot(driver, id);
    const DeviceShape *shape = atomic_load_explicit(&slot->shape, memory_order_acquire);
    if (!shape || shape->id != id - index)
        return false;
    request->object = device_shape_object(shape, index);
    request->device = shape->device;
    request->shape = shape;
    return request->object != NULL;
}

static bool has_scope(const Property *row, const PropertyRequest *request)
{
    const UInt32 scope = scope_bit(request->address->mScope) & row->scopes;
    const UInt32 present = request->shape ? request->shape->scopes : SCOPE_ANY;
    return (scope & present) || (scope && (row->scopes & SCOPE_ABSENT));
}

static bool has_element(const Property *row, const PropertyRequest *request)
{
    const AudioObjectPropertyElement element = request->address->mElement;
    if (element == kAudioObjectPropertyElementMain)
        return row->elements != ELEMENTS_CHANNELS;
    return row->elements != ELEMENTS_MAIN && request->shape &&
           element <= request->shape->configuration->channels;
}

/* Fill in `request` and find the row that answers it. */
static OSStatus look_up(Driver *driver, AudioObjectID id, const AudioObjectPropertyAddress *address,
                        PropertyRequest *request, const Property **row)
{
    if (!address)
        return kAudioHardwareIllegalOperationError;
    if (!find_object(driver, id, request))
        return kAudioHardwareBadObjectError;
    request->driver = driver;
    request->address = address;
    *row = property_index_find(request->object->properties, address->mSelector);
    const bool found = *row && has_scope(*row, request) && has_element(*row, request) &&
                       (!(*row)->exists || (*row)->exists(request));
    return found ? kAudioHardwareNoError : kAudioHardwareUnknownPropertyError;
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
