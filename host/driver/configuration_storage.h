/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file configuration_storage.h
 * Where the driver's configuration comes from when it begins, and where it is kept. [control, no
 * lock held] */

#ifndef OSSICLE_DRIVER_CONFIGURATION_STORAGE_H
#define OSSICLE_DRIVER_CONFIGURATION_STORAGE_H

#include "driver/configuration.h"
#include "driver/driver_state.h"

/** What was stored; else what ships with the bundle. STATUS_NOT_FOUND if neither is there, or can
 * be used; what is wrong is reported then, and one that was stored is kept aside under another key.
 * Fails besides for lack of memory. On success the result is to be cleaned up. */
Status configuration_restore(Driver *driver, Configuration *configuration, Error *error);

/** Store the configuration, or report that it can't be. */
void configuration_store(Driver *driver, const Configuration *configuration);

#endif
