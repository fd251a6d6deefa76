/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file parameter_changes.h
 * What is set through kOssicleDevicePropertyParameters. [control] */

#ifndef OSSICLE_DRIVER_PARAMETER_CHANGES_H
#define OSSICLE_DRIVER_PARAMETER_CHANGES_H

#include "base/status.h"
#include "driver/device.h"

#include <CoreFoundation/CoreFoundation.h>

/** [locked, the device has an engine] Give the parameters of the device's chain, and of those of
 * its applications, the values in `changes`, an array of dictionaries: all of them if all are
 * right, otherwise none, and the error says what is wrong with the first that isn't. What changed
 * is added to `announcement`. */
Status parameter_changes_apply(Device *device, CFTypeRef changes, Announcement *announcement,
                               Error *error);

#endif
