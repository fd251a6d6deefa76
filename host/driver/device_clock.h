/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file device_clock.h
 * How fast a device runs against the host's clock: at its nominal rate times a scalar. The scalar
 * is 1 as long as the clock source is "Fixed", and can be set while it is "Adjustable". It is one
 * value behind kOssicleDevicePropertyClockRate and the clock rate control, if there is one. */

#ifndef OSSICLE_DRIVER_DEVICE_CLOCK_H
#define OSSICLE_DRIVER_DEVICE_CLOCK_H

#include "driver/device.h"

/** [control, locked] Begin a new time line now. */
void device_clock_start(Device *device);

/** [control, no lock] Run at `scalar` times the nominal rate, announced and stored. While the
 * device runs the rate moves there little by little (clock.h), on the same time line. Refused, and
 * reported, if the clock source is fixed or `scalar` isn't from 0.99 to 1.01. */
OSStatus device_set_rate_scalar(Device *device, Float64 scalar);

/** [any] Whether the device has a clock source and it is "Adjustable". */
bool device_clock_is_adjustable(const Device *device);

/** [control, no lock] The clock source was set, or the device lost it. A fixed one goes back to the
 * nominal rate. */
void device_clock_source_changed(Device *device);

/** [control] Take up the stored scalar, after the controls: as it is if the clock source is
 * adjustable, 1 if not. Returns false if it isn't from 0.99 to 1.01: it is left out. */
bool device_clock_restore(Device *device, Float64 scalar);

#endif
