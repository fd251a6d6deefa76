/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Our driver with one device whose ring reaches far back, and the modules that misbehave. */

#include "driver/driver.h"

#include <CoreFoundation/CoreFoundation.h>

static const Float64 rates[] = {48000};

static const DeviceConfiguration device = {
    .uid = "org.ossicle.tests.faults",
    .name = "Faults",
    .channels = 2,
    .ring_frames = 16384,
    .rates = rates,
    .rate_count = sizeof rates / sizeof *rates,
    .default_rate = 48000,
    .input.can_be_default = true,
    .output.can_be_default = true,
};

__attribute__((visibility("default"))) void *plain_factory(CFAllocatorRef allocator,
                                                           CFUUIDRef type);

void *plain_factory(CFAllocatorRef allocator, CFUUIDRef type)
{
    static const DriverConfiguration configuration = {
        .devices = &device, .device_count = 1, .modules_folder = FAULT_MODULES};
    return CFEqual(type, kAudioServerPlugInTypeUUID) ? driver_new(&configuration) : NULL;
}
