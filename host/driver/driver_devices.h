/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file driver_devices.h
 * Devices come and go. [control, no lock held]
 *
 * A device that is removed leaves the lists at once. Whoever used it may go on until it stops; with
 * the last client its engine is freed. The device itself stays until the driver ends, since readers
 * without a lock may still look at it. */

#ifndef OSSICLE_DRIVER_DRIVER_DEVICES_H
#define OSSICLE_DRIVER_DRIVER_DEVICES_H

#include "base/status.h"
#include "driver/driver_state.h"

/** Make a device according to a copy of `configuration`, take up its stored settings, and let
 * others find it. Announces it, once the driver is initialized. Fails with STATUS_BAD_ARGUMENT if
 * there is a device with its UID, STATUS_BUSY if there are too many, STATUS_UNSUPPORTED,
 * STATUS_NO_MEMORY; then all is as it was. */
Status driver_add_device(Driver *driver, const DeviceConfiguration *configuration, Error *error);

/** The CreateDevice slot: a device from a property list as configuration.h describes it. It lasts
 * as long as the driver: what is to come back after a restart is configured. What is wrong with the
 * description is in the log. */
OSStatus driver_create_device(Driver *driver, CFDictionaryRef description, AudioObjectID *id);

/** Remove a device. Its settings stay stored. Fails with STATUS_NOT_FOUND if that was done before.
 */
Status driver_remove_device(Driver *driver, Device *device, Error *error);

/** Take all devices out of the lists, or bring those back that weren't removed meanwhile. Returns
 * whether that is something new. */
bool driver_set_acquired(Driver *driver, bool is_acquired);

/** Let others find the device, its shape and its engine as they are now. */
void driver_publish_device(Device *device);

/** The device with this UID that wasn't removed, or NULL. */
Device *driver_find_device(Driver *driver, const char *uid);

/** Free what a device that was removed needs for I/O, if nobody uses it any more. */
void driver_end_device(Device *device);

#endif
