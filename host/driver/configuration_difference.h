/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file configuration_difference.h
 * In which properties two configurations of one device show. [any] */

#ifndef OSSICLE_DRIVER_CONFIGURATION_DIFFERENCE_H
#define OSSICLE_DRIVER_CONFIGURATION_DIFFERENCE_H

#include "driver/device.h"

typedef struct ConfigurationDifference {
    bool io;           /**< something that may only change while I/O is stopped */
    bool engine;       /**< that needs another engine */
    bool rates;        /**< the rates to choose from */
    bool formats;      /**< the formats of the streams */
    bool controls;     /**< which controls there are, or what their values mean */
    bool chain;        /**< the chain, or where it runs */
    bool applications; /**< that have chains of their own, or these chains */
    bool name;
} ConfigurationDifference;

/** What is different; the device's properties that show it are added to `announcement`. */
ConfigurationDifference configuration_difference(const DeviceConfiguration *before,
                                                 const DeviceConfiguration *after,
                                                 Announcement *announcement);

#endif
