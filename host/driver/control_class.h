/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file control_class.h
 * What the properties of controls are made of: control_properties.c and a file for each type of
 * value that isn't a plain number. */

#ifndef OSSICLE_DRIVER_CONTROL_CLASS_H
#define OSSICLE_DRIVER_CONTROL_CLASS_H

#include "driver/control.h"
#include "driver/getters.h"
#include "driver/object.h"
#include "driver/property.h"

extern const ObjectClass control_class;
extern const ObjectClass level_control_class;
extern const ObjectClass selector_control_class;

/** What a clip light has instead of the value of other booleans. */
extern const Property clip_rows[];
enum { CLIP_ROW_COUNT = 1 };

/** The properties of a stereo pan, which has no class between it and AudioControl. */
extern const Property pan_rows[];
enum { PAN_ROW_COUNT = 2 };

static inline Control *control_of(const PropertyRequest *request)
{
    return (Control *)(void *)request->object;
}

/** Puts what was asked for into `value`, which holds what was before; or refuses it. [locked] */
typedef OSStatus ControlChange(const PropertyRequest *request, const void *data,
                               ControlValue *value);

/** [control, no lock] A new value, and what follows from it: the samples, the storage, the news. */
OSStatus control_set(const PropertyRequest *request, const void *data, ControlChange *change);

/** A getter of ControlValue.number. */
OSStatus control_get_number(const PropertyRequest *request, UInt32 *count, void *data);

#endif
