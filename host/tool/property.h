/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file property.h
 * Properties of global scope and main element whose values are CoreFoundation objects. [control] */

#ifndef OSSICLE_TOOL_PROPERTY_H
#define OSSICLE_TOOL_PROPERTY_H

#include "hal/hal.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <CoreFoundation/CoreFoundation.h>
#include <stdbool.h>

/** Global scope, main element. */
AudioObjectPropertyAddress property_address(AudioObjectPropertySelector selector);

bool property_has(Hal *hal, AudioObjectID object, AudioObjectPropertySelector selector);

/** The value, for the caller to release; NULL if there is none of that type. */
CFTypeRef property_copy(Hal *hal, AudioObjectID object, AudioObjectPropertySelector selector,
                        CFTypeID type);

/** The text of a string property, for the caller to free(); NULL if there is none. */
char *property_copy_text(Hal *hal, AudioObjectID object, AudioObjectPropertySelector selector);

#endif
