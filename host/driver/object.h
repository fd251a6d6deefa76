/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file object.h
 * What every object of the driver has. Plug-in, devices, streams and controls embed it as their
 * first member. */

#ifndef OSSICLE_DRIVER_OBJECT_H
#define OSSICLE_DRIVER_OBJECT_H

#include "driver/property.h"

#include <CoreAudio/AudioServerPlugIn.h>
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

typedef struct Object {
    AudioObjectID id; /**< given by object_table_add */
    const ObjectClass *class_info;
    AudioObjectID owner; /**< kAudioObjectUnknown for the plug-in */
    /** Where the object lies on its device: a stream's direction, a control's scope. */
    AudioObjectPropertyScope scope;
} Object;

/** AudioObject, the class of all: class, base class, owner, owned objects. */
extern const ObjectClass object_class;

/** [any] Whether `class_info` is, or descends from, the class `id`. */
bool object_class_is(const ObjectClass *class_info, AudioClassID id);

#endif
