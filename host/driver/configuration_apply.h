/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file configuration_apply.h
 * Brings the driver's devices to a configuration. [control, no lock held] */

#ifndef OSSICLE_DRIVER_CONFIGURATION_APPLY_H
#define OSSICLE_DRIVER_CONFIGURATION_APPLY_H

#include "driver/configuration.h"
#include "driver/driver_state.h"

/** Check the chains, then add the devices that aren't there, reconfigure those that are otherwise,
 * and remove those that `configuration` lacks. Devices that are the same go on without a gap. On
 * failure all are as they were. A device whose reconfiguration the host aborts, or which fails when
 * the host has it performed, stays as it was and says so among its own errors. */
Status configuration_apply(Driver *driver, const Configuration *configuration, Error *error);

/** The property list of all devices as they are, in the order in which they came; the caller's to
 * release. NULL: no memory. */
CFDictionaryRef configuration_copy_present(Driver *driver);

#endif
