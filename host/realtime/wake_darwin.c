/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/wake.h"

#include <mach/mach_time.h>
#include <os/os_sync_wait_on_address.h>
#include <time.h>

/* macOS 14.4 and later. Waits have no time limit here: nobody in this project gives one, and
 * Concurrency Kit's own are only a back-off, which a wake-up ends in any case. */

static int get_time(const struct ck_ec_ops *operations, struct timespec *now)
{
    (void)operations;
    return clock_gettime(CLOCK_MONOTONIC, now);
}

static void wait_private(const struct ck_ec_wait_state *state, const uint32_t *address,
                         uint32_t expected, const struct timespec *deadline)
{
    (void)state;
    (void)deadline;
    (void)os_sync_wait_on_address((void *)(uintptr_t)address, expected, sizeof expected,
                                  OS_SYNC_WAIT_ON_ADDRESS_NONE);
}

static void wake_private(const struct ck_ec_ops *operations,
                         const uint32_t *address) OSSICLE_REALTIME
{
    (void)operations;
    (void)os_sync_wake_by_address_all((void *)(uintptr_t)address, sizeof *address,
                                      OS_SYNC_WAKE_BY_ADDRESS_NONE);
}

static void wait_shared(const struct ck_ec_wait_state *state, const uint32_t *address,
                        uint32_t expected, const struct timespec *deadline)
{
    (void)state;
    (void)deadline;
    (void)os_sync_wait_on_address((void *)(uintptr_t)address, expected, sizeof expected,
                                  OS_SYNC_WAIT_ON_ADDRESS_SHARED);
}

static void wake_shared(const struct ck_ec_ops *operations,
                        const uint32_t *address) OSSICLE_REALTIME
{
    (void)operations;
    (void)os_sync_wake_by_address_all((void *)(uintptr_t)address, sizeof *address,
                                      OS_SYNC_WAKE_BY_ADDRESS_SHARED);
}

const struct ck_ec_ops wake_system_operations = {
    .gettime = get_time,
    .wait32 = wait_private,
    .wake32 = wake_private,
};

const struct ck_ec_ops wake_system_shared_operations = {
    .gettime = get_time,
    .wait32 = wait_shared,
    .wake32 = wake_shared,
};
