/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file getters.h
 * What getters have in common. */

#ifndef OSSICLE_DRIVER_GETTERS_H
#define OSSICLE_DRIVER_GETTERS_H

#include "driver/object.h"
#include "driver/property.h"

#include <CoreFoundation/CoreFoundation.h>
#include <stdbool.h>

static inline OSStatus put_uint32(void *data, UInt32 value)
{
    *(UInt32 *)data = value;
    return kAudioHardwareNoError;
}

static inline OSStatus put_float32(void *data, Float32 value)
{
    *(Float32 *)data = value;
    return kAudioHardwareNoError;
}

static inline OSStatus put_float64(void *data, Float64 value)
{
    *(Float64 *)data = value;
    return kAudioHardwareNoError;
}

/** Hand a CF object over to the reader. NULL: there was no memory for it. */
OSStatus put_object(void *data, CFTypeRef CF_CONSUMED value);

/** The same for a new string with this text. */
OSStatus put_text(void *data, const char *text);

/** Whether `object` lies in the scope that is asked for: all do in the global one. */
bool scope_matches(const PropertyRequest *request, const Object *object);

/** The IDs of those objects that the object of the request owns and that are wanted, at most
 * `capacity`, in the order of their indices. `ids` may be NULL, to count. Returns how many. */
UInt32 list_owned(const PropertyRequest *request,
                  bool (*is_wanted)(const PropertyRequest *request, const Object *object),
                  UInt32 capacity, AudioObjectID *ids);

/** The text of the CFString at `data` as a name, to be freed. NULL: it is none, empty or too long,
 * or there is no memory. */
char *copy_name(const void *data);

/** The devices that there are, in all their objects' lists. @{ */
UInt32 count_devices(const PropertyRequest *request);
OSStatus get_devices(const PropertyRequest *request, UInt32 *count, void *data);
UInt32 count_clock_devices(const PropertyRequest *request);
OSStatus get_clock_devices(const PropertyRequest *request, UInt32 *count, void *data);
/** @} */

/** For kAudioObjectPropertyCustomPropertyInfoList of any class. @{ */
UInt32 count_custom_properties(const PropertyRequest *request);
OSStatus get_custom_properties(const PropertyRequest *request, UInt32 *count, void *data);
/** @} */

#endif
