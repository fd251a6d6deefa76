/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file device_configuration.h
 * Copies of what a device is made from. */

#ifndef OSSICLE_DRIVER_DEVICE_CONFIGURATION_H
#define OSSICLE_DRIVER_DEVICE_CONFIGURATION_H

#include "driver/driver.h"

/** [any] A copy with copies of all that it points to: one piece of memory, to be given to free().
 * NULL: no memory. */
DeviceConfiguration *device_configuration_copy(const DeviceConfiguration *configuration);

/** [any] Whether sound can come from, or go to, such a device. @{ */
static inline bool device_configuration_has_input(const DeviceConfiguration *configuration)
{
    return !configuration->is_clock && configuration->direction != DIRECTION_OUTPUT;
}

static inline bool device_configuration_has_output(const DeviceConfiguration *configuration)
{
    return !configuration->is_clock && configuration->direction != DIRECTION_INPUT;
}
/** @} */

#endif
