/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file driver_trace.h
 * The driver's own trace: a setting that is stored, kOssiclePlugInPropertyTrace. [control, no lock
 * held] */

#ifndef OSSICLE_DRIVER_DRIVER_TRACE_H
#define OSSICLE_DRIVER_DRIVER_TRACE_H

#include "driver/driver_state.h"

/** The setting: "off", or the format in which calls go to the driver's log, "text" or "json". */
const char *driver_trace_setting(const Driver *driver);

/** Change the setting, store and announce it. */
OSStatus driver_set_trace(Driver *driver, const char *setting);

/** Take up what was stored; what isn't a setting any more is logged and left out. */
void driver_restore_trace(Driver *driver);

#endif
