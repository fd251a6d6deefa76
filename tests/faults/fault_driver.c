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

/* What the test has set. */
static uint32_t number_of(const char *name)
{
    const char *text = getenv(name);
    return text ? (uint32_t)strtoul(text, NULL, 10) : 0;
}

void *plain_factory(CFAllocatorRef allocator, CFUUIDRef type)
{
    DriverConfiguration configuration = {
        .devices = &device,
        .device_count = 1,
        .modules_folder = FAULT_MODULES,
        .worker_program = WORKER_PROGRAM,
        /* No pauses, so that there can be many faults. */
        .policy = {.longest_pause_ms = 1, .late_blocks = UINT32_MAX, .settle_ms = 10000},
    };
    configuration.policy.hang_ms = number_of("OSSICLE_TEST_HANG_MS");
    configuration.policy.deaths_to_quarantine = number_of("OSSICLE_TEST_DEATHS");
    return CFEqual(type, kAudioServerPlugInTypeUUID) ? driver_new(&configuration) : NULL;
}
