/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Our driver with a device that has what the default one lacks: integer formats and a clock that
 * can be adjusted. */

#include "driver/control_kinds.h"
#include "driver/driver.h"

#include <CoreFoundation/CoreFoundation.h>

static const Float64 rates[] = {44100, 48000};

static const DeviceConfiguration device = {
    .uid = "org.ossicle.tests.device",
    .name = "Everything",
    .channels = 2,
    .ring_frames = 16384,
    .rates = rates,
    .rate_count = sizeof rates / sizeof *rates,
    .default_rate = 48000,
    .input.can_be_default = true,
    .output.can_be_default = true,
    .formats = FORMAT_INT16 | FORMAT_INT24 | FORMAT_INT32,
    .controls = CONTROL_BIT(CONTROL_CLOCK_SOURCE),
};

__attribute__((visibility("default"))) void *plain_factory(CFAllocatorRef allocator,
                                                           CFUUIDRef type);

void *plain_factory(CFAllocatorRef allocator, CFUUIDRef type)
{
    static const DriverConfiguration configuration = {.devices = &device, .device_count = 1};
    return CFEqual(type, kAudioServerPlugInTypeUUID) ? driver_new(&configuration) : NULL;
}
