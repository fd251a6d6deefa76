/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file driver_devices.h
 * Devices come. [control, no lock held] */

#ifndef OSSICLE_DRIVER_DRIVER_DEVICES_H
#define OSSICLE_DRIVER_DRIVER_DEVICES_H

#include "base/status.h"
#include "driver/driver_state.h"

/** Make a device according to a copy of `configuration`, take up its stored settings, and let
 * others find it. Fails with STATUS_BAD_ARGUMENT if there is a device with its UID, STATUS_BUSY if
 * there are too many, STATUS_UNSUPPORTED, STATUS_NO_MEMORY; then all is as it was. */
Status driver_add_device(Driver *driver, const DeviceConfiguration *configuration, Error *error);

#endif
