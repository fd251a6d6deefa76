/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file configuration_settings.h
 * Between what is configured and what people set meanwhile, the later counts: settings are stored
 * with what was configured then, and don't count any more where something else is now. [control] */

#ifndef OSSICLE_DRIVER_CONFIGURATION_SETTINGS_H
#define OSSICLE_DRIVER_CONFIGURATION_SETTINGS_H

#include "driver/driver.h"

#include <CoreFoundation/CoreFoundation.h>

/** Add what is configured to a device's settings: one entry. No memory: none. */
void settings_put_configured(CFMutableDictionaryRef settings,
                             const DeviceConfiguration *configuration);

/** The settings but for those that `configuration` overrules; the caller's to release. NULL is
 * fine, and so is what is no dictionary. */
CFTypeRef settings_copy_valid(CFTypeRef settings, const DeviceConfiguration *configuration);

#endif
