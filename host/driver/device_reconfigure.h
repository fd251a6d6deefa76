/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file device_reconfigure.h
 * Makes a device otherwise while it exists. */

#ifndef OSSICLE_DRIVER_DEVICE_RECONFIGURE_H
#define OSSICLE_DRIVER_DEVICE_RECONFIGURE_H

#include "driver/device.h"

/** [control, no lock held] Bring the device to another configuration with the same UID. What only
 * people see (names, hidden, may be default) changes at once, everything else by one configuration
 * change, which the host performs or aborts as a whole. Controls that stay keep their values; the
 * chain with its parameters, its mode, the rate and a name that people gave stay unless the
 * configuration has others than before.
 *
 * Fails with STATUS_BAD_ARGUMENT for another UID, or a clock that becomes a device or the other way
 * round; STATUS_UNSUPPORTED, STATUS_NO_MEMORY; STATUS_FAILED if the host refuses the change. What
 * fails when the host has it performed is among the device's errors. */
Status device_reconfigure(Device *device, const DeviceConfiguration *configuration, Error *error);

#endif
