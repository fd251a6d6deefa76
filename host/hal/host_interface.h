/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file host_interface.h
 * What the driver may call: AudioServerPlugInHostInterface. Private to hal/. */

#ifndef OSSICLE_HAL_HOST_INTERFACE_H
#define OSSICLE_HAL_HOST_INTERFACE_H

#include "hal/hal.h"

#include <CoreAudio/AudioServerPlugIn.h>

/** The driver holds a pointer to `interface`, which comes first. */
typedef struct HostInterface {
    AudioServerPlugInHostInterface interface;
    Hal *hal;
} HostInterface;

void host_interface_init(HostInterface *host, Hal *hal);

#endif
