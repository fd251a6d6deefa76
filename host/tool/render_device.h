/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file render_device.h
 * The device that a sound is rendered through, made ready for it. [control] */

#ifndef OSSICLE_TOOL_RENDER_DEVICE_H
#define OSSICLE_TOOL_RENDER_DEVICE_H

#include "base/status.h"
#include "endpoints/endpoint.h"
#include "hal/hal.h"
#include "tool/commands.h"

#include <CoreFoundation/CoreFoundation.h>
#include <stdbool.h>

typedef struct RenderDevice {
    Hal *hal;
    AudioObjectID id;
    char *name;
    char *uid;
    HalDeviceInfo info; /**< as it is with the chain in place */
} RenderDevice;

/** Find the device and give it the rate of `format`, the buffer size, mode and chain of `settings`.
 * The error says what the device can't do, or why it refused the chain. `device` is for
 * render_device_cleanup in any case. */
Status render_device_prepare(RenderDevice *device, Hal *hal, const RenderSettings *settings,
                             const EndpointFormat *format, Error *error);

/** Free. A zeroed device is fine. */
void render_device_cleanup(RenderDevice *device);

/** How many frames later sound comes out than it was written: what the device reports. */
int64_t render_device_latency(const RenderDevice *device);

/** The device's last errors, an array of strings for the caller to release, or NULL. */
CFArrayRef render_device_copy_errors(const RenderDevice *device);

/** Whether what runs the device's chain has died or hung, so that the sound passed it by. */
bool render_device_has_troubles(const RenderDevice *device);

#endif
