/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file discovery.h
 * What objects a driver has, as a HAL browser shows them. [control] */

#ifndef OSSICLE_HAL_DISCOVERY_H
#define OSSICLE_HAL_DISCOVERY_H

#include "hal/hal.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <stdbool.h>

/** One object of the tree. */
typedef struct HalObject {
    AudioObjectID id;
    AudioObjectID owner;     /**< whose list it was found in; kAudioObjectUnknown for the root */
    AudioClassID class_id;   /**< what the object says of itself; 0 if it says nothing */
    AudioClassID base_class; /**< the same */
    unsigned depth;          /**< 0 for the root */
} HalObject;

/** Called for each object. Returns false to end the walk. */
typedef bool (*HalVisitor)(void *context, const HalObject *object);

/** Visit `root` (kAudioObjectPlugInObject for all) and everything it owns, depth first, in the
 * order of the lists: its owned objects, then what only the list of devices, boxes, clock devices,
 * streams or controls has. Each object is visited once even if a driver lists it twice. Returns
 * false if the visitor ended it. */
bool hal_visit(Hal *hal, AudioObjectID root, HalVisitor visitor, void *context);

/** The value of a property of any size, for the caller to free(); NULL if the object lacks it or
 * fails to give it. `size` gets the bytes that it has. Never NULL for a value of no bytes. */
void *hal_copy(Hal *hal, AudioObjectID object, const AudioObjectPropertyAddress *address,
               UInt32 *size);

#endif
