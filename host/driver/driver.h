/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file driver.h
 * Makes an AudioServerPlugIn from a description of its devices. The factory (factory.c) makes the
 * one that ships; tests make others. */

#ifndef OSSICLE_DRIVER_DRIVER_H
#define OSSICLE_DRIVER_DRIVER_H

#include "base/log.h"

#include <CoreAudio/AudioServerPlugIn.h>

/** A loopback device: what is played into it can be recorded from it. */
typedef struct DeviceConfiguration {
    const char *name;     /**< for people */
    const char *uid;      /**< unique and for ever the same: settings are stored by it */
    UInt32 channels;      /**< 1 to 256 */
    UInt32 ring_frames;   /**< how far back its input reaches, and how far apart its zero time
                               stamps lie; a power of two */
    UInt32 safety_offset; /**< frames, of both directions */
    const Float64 *rates; /**< rate_count of them, rising, 8000 to 768000 */
    UInt32 rate_count;
    Float64 default_rate; /**< one of them */
} DeviceConfiguration;

typedef struct DriverConfiguration {
    const DeviceConfiguration *devices;
    UInt32 device_count;
    const char *modules_folder; /**< of the bundle; NULL if it has none */
    const Log *log;             /**< may be NULL */
} DriverConfiguration;

/** What the factory uses. */
extern const DeviceConfiguration default_devices[];
extern const UInt32 default_device_count;

/** [control] Make a driver that its caller holds one reference to. Everything in `configuration`
 * but the modules folder's name outlives the driver. NULL: no memory. */
AudioServerPlugInDriverRef driver_new(const DriverConfiguration *configuration);

#endif
