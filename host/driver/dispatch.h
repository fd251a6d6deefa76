/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file dispatch.h
 * From the HAL's property calls to the rows of the tables. [control, any number of threads]
 *
 * Errors, for all objects alike, the first that holds:
 *
 *  - kAudioHardwareIllegalOperationError: a pointer that must not be NULL is
 *  - kAudioHardwareBadObjectError: no such object
 *  - kAudioHardwareUnknownPropertyError: the object has no property at this address
 *  - kAudioHardwareUnsupportedOperationError: the property can't be set
 *  - kAudioHardwareBadPropertySizeError: too little room for the value, or for one element less
 *    than asked; a value or a qualifier of the wrong size
 */

#ifndef OSSICLE_DRIVER_DISPATCH_H
#define OSSICLE_DRIVER_DISPATCH_H

#include "driver/property.h"

#include <CoreAudio/AudioServerPlugIn.h>

Boolean dispatch_has(struct Driver *driver, AudioObjectID object,
                     const AudioObjectPropertyAddress *address);

OSStatus dispatch_is_settable(struct Driver *driver, AudioObjectID object,
                              const AudioObjectPropertyAddress *address, Boolean *settable);

OSStatus dispatch_size(struct Driver *driver, AudioObjectID object,
                       const AudioObjectPropertyAddress *address, UInt32 qualifier_size,
                       const void *qualifier, UInt32 *size);

/** An array is cut to the whole elements that fit in `capacity` bytes. */
OSStatus dispatch_get(struct Driver *driver, AudioObjectID object,
                      const AudioObjectPropertyAddress *address, UInt32 qualifier_size,
                      const void *qualifier, UInt32 capacity, UInt32 *size, void *data);

OSStatus dispatch_set(struct Driver *driver, AudioObjectID object,
                      const AudioObjectPropertyAddress *address, UInt32 qualifier_size,
                      const void *qualifier, UInt32 size, const void *data);

#endif
