/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file property_set.h
 * Sets a property of a driver and finds out why it refuses. [control] */

#ifndef OSSICLE_TOOL_PROPERTY_SET_H
#define OSSICLE_TOOL_PROPERTY_SET_H

#include "base/status.h"
#include "hal/hal.h"
#include "trace/selector_names.h"

typedef struct PropertySetting {
    AudioObjectID object;
    AudioObjectID reporter; /**< whose list of last errors says why: a device or the plug-in */
    AudioObjectPropertyAddress address;
    HalValueType type;
    const char *what; /**< for errors: what is set, and perhaps to what */
    UInt32 size;
    const void *data;
} PropertySetting;

/** Set it, and wait until a configuration change that this asks for is done. A driver refuses at
 * once, by the result, or when it carries out the change, by a new line in its list of errors and a
 * value that hasn't changed. The error is that line if there is one. */
Status property_set(Hal *hal, const PropertySetting *setting, Error *error);

#endif
