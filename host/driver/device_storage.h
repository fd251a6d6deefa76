/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file device_storage.h
 * A device's settings in the host's storage, a dictionary under the device's UID. [control, no lock
 * held] */

#ifndef OSSICLE_DRIVER_DEVICE_STORAGE_H
#define OSSICLE_DRIVER_DEVICE_STORAGE_H

#include "driver/device.h"

/** Store the settings as they are. */
void device_store(Device *device);

/** Store them if the chain's modules remember anything: the device has just stopped. */
void device_store_states(Device *device);

/** Take up what was stored, or else is configured, before any client is there; what doesn't work
 * any more is reported and left out. */
void device_restore(Device *device);

#endif
