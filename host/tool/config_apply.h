/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file config_apply.h
 * Gives a driver its configuration. [control] */

#ifndef OSSICLE_TOOL_CONFIG_APPLY_H
#define OSSICLE_TOOL_CONFIG_APPLY_H

#include "base/status.h"
#include "hal/hal.h"

#include <CoreFoundation/CoreFoundation.h>
#include <jansson.h>

/** The members of what changed. */
#define CONFIG_ADDED   "added"
#define CONFIG_CHANGED "changed"
#define CONFIG_REMOVED "removed"

/** Set the driver's configuration to this property list, and wait until its devices are so.
 * `*changes` (may be NULL) gets an object with three arrays of UIDs: added, changed and removed;
 * for the caller to json_decref. The error is the driver's reason, which begins with a place; or
 * that the driver takes no configuration, which begins with `driver`. */
Status config_apply(Hal *hal, const char *driver, CFDictionaryRef list, json_t **changes,
                    Error *error);

#endif
