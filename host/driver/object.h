/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file object.h
 * What every object of the driver has. Plug-in, devices, streams and controls embed it as their
 * first member. */

#ifndef OSSICLE_DRIVER_OBJECT_H
#define OSSICLE_DRIVER_OBJECT_H

#include "driver/property.h"
#include "driver/property_index.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <module-api.h>
#include <stdbool.h>

/** A class of objects: constant data. */
typedef struct ObjectClass {
    AudioClassID id;
    const struct ObjectClass *base; /**< whose properties it has too; NULL for the root */
    const Property *properties;
    UInt32 property_count;
} ObjectClass;

/** For an ObjectClass: the array and its length. */
#define PROPERTIES(rows) .properties = (rows), .property_count = sizeof(rows) / sizeof *(rows)

/** An object's ID: the serial number of its device, and its index within that. Device 0 is none:
 * its objects are the driver's own. Serial numbers are never used twice. */
enum {
    OBJECT_INDEX_BITS = 12,
    OBJECT_INDEX_COUNT = 1 << OBJECT_INDEX_BITS, /**< objects that a device can have */
};

static inline UInt32 object_serial(AudioObjectID id) OSSICLE_REALTIME
{
    return id >> OBJECT_INDEX_BITS;
}

static inline UInt32 object_index(AudioObjectID id) OSSICLE_REALTIME
{
    return id & (OBJECT_INDEX_COUNT - 1);
}

typedef struct Object {
    AudioObjectID id;
    AudioObjectID owner; /**< kAudioObjectUnknown for the plug-in */
    const ObjectClass *class_info;
    const PropertyIndex *properties; /**< of the class */
    struct Device *device;           /**< that it is, or belongs to; NULL for plug-in and box */
    /** Where the object lies on its device: a stream's direction, a control's scope. */
    AudioObjectPropertyScope scope;
} Object;

/** AudioObject, the class of all: class, base class, owner, owned objects. */
extern const ObjectClass object_class;

extern const ObjectClass plug_in_class;
extern const ObjectClass box_class;
extern const ObjectClass device_class;
extern const ObjectClass clock_device_class;
extern const ObjectClass stream_class;

enum { OBJECT_CLASS_CAPACITY = 64 };

/** Every class that an object can be of, not only descend from; NULL past the last. */
const ObjectClass *object_class_at(UInt32 index);

/** [any] Whether `class_info` is, or descends from, the class `id`. */
bool object_class_is(const ObjectClass *class_info, AudioClassID id);

#endif
