/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file device_list.h
 * Which devices the driver has at a moment. Private to hal/; all calls are for control threads. */

#ifndef OSSICLE_HAL_DEVICE_LIST_H
#define OSSICLE_HAL_DEVICE_LIST_H

#include "hal/hal.h"

/** Whether `id` is in the driver's list of devices and alive. If the driver doesn't say, it is. */
bool device_list_has(Hal *hal, AudioObjectID id);

/** Look whether the devices that the HAL knows are still there, and end the clients of those that
 * aren't. On the HAL's own thread. */
void device_list_look(Hal *hal);

#endif
