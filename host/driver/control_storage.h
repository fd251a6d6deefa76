/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file control_storage.h
 * The values of controls among a device's settings. The key says where a control stands and what it
 * is: "output.volume", "input.3.mute", "clock-source". Values are booleans and numbers; a level has
 * its decibels under KEY.decibels, a pan its channels under KEY.left and KEY.right. Momentary
 * controls aren't stored. [control] */

#ifndef OSSICLE_DRIVER_CONTROL_STORAGE_H
#define OSSICLE_DRIVER_CONTROL_STORAGE_H

#include "driver/control.h"

#include <CoreFoundation/CoreFoundation.h>

/** Add the values of all controls. Returns how many entries there are of them if there was memory
 * for all. */
CFIndex controls_store(const Control *controls, UInt32 count, CFMutableDictionaryRef settings);

/** Take up the values that are there and say of each that can't be taken, which stays as it was,
 * why. */
void controls_restore(Control *controls, UInt32 count, CFTypeRef settings,
                      const DeviceConfiguration *configuration,
                      void (*complain)(struct Device *device, const char *key, const char *why));

#endif
