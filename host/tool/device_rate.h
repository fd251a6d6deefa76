/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file device_rate.h
 * The sample rate of a device. [control] */

#ifndef OSSICLE_TOOL_DEVICE_RATE_H
#define OSSICLE_TOOL_DEVICE_RATE_H

#include "base/status.h"
#include "hal/hal.h"

#include <stdbool.h>
#include <stddef.h>

/** Say in `text` which rates the device offers; returns whether `rate_hz` is one of them. */
bool device_rate_is_offered(Hal *hal, AudioObjectID device, double rate_hz, char *text,
                            size_t size);

/** Change to a rate that the device offers, and wait until that is done. If it can't, the error
 * begins with `what`, a sentence about the rate to which what the device offers is added. */
Status device_rate_set(Hal *hal, AudioObjectID device, double rate_hz, const char *what,
                       Error *error);

#endif
