/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Our driver with one device, the modules that misbehave, and as much patience with them as the
 * test wants: OSSICLE_TEST_HANG_MS. */

#include "driver/driver.h"

#include <CoreFoundation/CoreFoundation.h>
#include <stdlib.h>

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
    DriverConfiguration configuration = {
        .devices = &device,
        .device_count = 1,
        .modules_folder = FAULT_MODULES,
        .worker_program = WORKER_PROGRAM,
        /* No pauses and no quarantine, so that there can be many faults. */
        .policy = {.longest_pause_ms = 1,
                   .deaths_to_quarantine = UINT32_MAX,
                   .late_blocks = UINT32_MAX,
                   .settle_ms = 10000},
    };
    const char *hang_ms = getenv("OSSICLE_TEST_HANG_MS");
    configuration.policy.hang_ms = hang_ms ? (uint32_t)strtoul(hang_ms, NULL, 10) : 0;
    return CFEqual(type, kAudioServerPlugInTypeUUID) ? driver_new(&configuration) : NULL;
}
