/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file configuration.h
 * Between a configuration as a property list, which people write, HAL clients set and the host
 * stores, and as C structs, which devices are made from. docs/configuration.md describes the keys;
 * configuration_schema.c has a row for each.
 *
 * Every error begins with the place that is wrong, and says what would be right:
 * `devices[1].rates[2]: 900000 is not a rate from 8000 to 768000`. [control] */

#ifndef OSSICLE_DRIVER_CONFIGURATION_H
#define OSSICLE_DRIVER_CONFIGURATION_H

#include "base/status.h"
#include "driver/driver.h"
#include "loader/catalog.h"

#include <CoreFoundation/CoreFoundation.h>
#include <stdbool.h>

enum {
    CONFIGURATION_DEVICES_MAX = 256,
    /** Of one device: itself, its streams and its controls. */
    CONFIGURATION_OBJECTS_MAX = 4095,
};

/** All devices. What it points to is its own, if configuration_parse made it. */
typedef struct Configuration {
    const char *box_name; /**< NULL: as the driver says */
    DeviceConfiguration *devices;
    UInt32 device_count;
} Configuration;

/** Chains for applications. What it points to is its own, if configuration_parse_applications made
 * it. */
typedef struct ApplicationsConfiguration {
    const ApplicationConfiguration *items;
    UInt32 count;
} ApplicationsConfiguration;

/** Take all from a property list. On failure `configuration` is empty. */
Status configuration_parse(Configuration *configuration, CFTypeRef list, Error *error);

/** Take one device from a property list; places in errors begin below the device ("channels: …").
 * On failure `device` is empty. */
Status configuration_parse_device(DeviceConfiguration *device, CFTypeRef list, Error *error);

/** Take what stands under `applications` of a device from such an array; places in errors begin
 * there ("applications[1].bundleID: …"). On failure `applications` is empty. */
Status configuration_parse_applications(ApplicationsConfiguration *applications, CFTypeRef array,
                                        Error *error);

/** Whether the chains of all devices, or of one, can be read with the modules of `catalog`. @{ */
Status configuration_check_chains(const Configuration *configuration, const Catalog *catalog,
                                  Error *error);
Status configuration_check_device_chains(const DeviceConfiguration *device, const Catalog *catalog,
                                         Error *error);
/** @} */

/** The property list that gives the same again, naming every key that may stand there; the caller's
 * to release. NULL: no memory. @{ */
CFDictionaryRef configuration_copy_plist(const Configuration *configuration);
CFDictionaryRef configuration_copy_device_plist(const DeviceConfiguration *device);
/** @} */

/** Free what parse made, and empty it. An empty one is fine. @{ */
void configuration_cleanup(Configuration *configuration);
void configuration_cleanup_device(DeviceConfiguration *device);
void configuration_cleanup_applications(ApplicationsConfiguration *applications);
/** @} */

#endif
