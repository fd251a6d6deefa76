/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file device_format.h
 * The physical formats of a device's streams: each its own, at the device's rate. */

#ifndef OSSICLE_DRIVER_DEVICE_FORMAT_H
#define OSSICLE_DRIVER_DEVICE_FORMAT_H

#include "driver/device.h"

#include <CoreFoundation/CoreFoundation.h>

/** [any] What the stream of this side carries. */
const StreamFormat *device_format(const Device *device, Side side);

/** [control, no lock] Ask for a format of the stream and a rate of the device, in one configuration
 * change. The present ones are no change. */
OSStatus device_request_format(Device *device, Side side, const StreamFormat *format, Float64 rate);

/** [control, locked] Make what I/O in these formats needs, before it begins. Fails with
 * STATUS_NO_MEMORY. */
Status device_prepare_formats(Device *device, Error *error);

/** [control, locked] Go back to float where the device's shape doesn't have the format. */
void device_check_formats(Device *device);

/** [control] Add them to the settings, and take them up from there, saying what doesn't work any
 * more. Returns how many entries there are of them if there was memory for all. @{ */
CFIndex device_formats_store(const Device *device, CFMutableDictionaryRef settings);
void device_formats_restore(Device *device, CFTypeRef settings,
                            void (*complain)(Device *device, const char *key, const char *why));
/** @} */

#endif
