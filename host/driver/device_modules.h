/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file device_modules.h
 * Chains without the modules that are in quarantine. */

#ifndef OSSICLE_DRIVER_DEVICE_MODULES_H
#define OSSICLE_DRIVER_DEVICE_MODULES_H

#include "driver/device.h"

/** [control, locked or not] Keep those modules of a chain that is about to be made out of it that
 * are in quarantine, and let in the others. The device's errors say which are kept out, and
 * `announcement`, unless it is NULL, that there are such. */
void device_keep_out(Device *device, ChainSpec *spec, Announcement *announcement);

/** [control, no lock] Let a module in again, and make the chains that it belongs to anew. What is
 * wrong is reported. */
OSStatus driver_release_module(Driver *driver, const char *id);

#endif
