/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/host_clock_ops.h"

#include <mach/mach_time.h>
#include <os/clock.h>
#include <os/os_sync_wait_on_address.h>
#include <stdlib.h>

static uint64_t real_now(const HostClock *clock)
{
    (void)clock;
    return mach_absolute_time();
}

/* macOS 14.4 and later, as in realtime/wake_darwin.c. */
static void real_wait(HostClock *clock, uint64_t ticks, uint32_t ticket)
{
    (void)os_sync_wait_on_address_with_deadline(&clock->wakes, ticket, sizeof clock->wakes,
                                                OS_SYNC_WAIT_ON_ADDRESS_NONE,
                                                OS_CLOCK_MACH_ABSOLUTE_TIME, ticks);
}

static void real_wake(HostClock *clock)
{
    (void)os_sync_wake_by_address_all(&clock->wakes, sizeof clock->wakes,
                                      OS_SYNC_WAKE_BY_ADDRESS_NONE);
}

static void real_free(HostClock *clock)
{
    free(clock);
}

static const HostClockOps real_ops = {
    .now = real_now,
    .wait = real_wait,
    .wake = real_wake,
    .free = real_free,
    .is_system_time = true,
};

HostClock *host_clock_new_real(void)
{
    HostClock *clock = calloc(1, sizeof *clock);
    if (clock != NULL)
        clock->ops = &real_ops;
    return clock;
}

bool host_clock_replace_system_time(HostClock *clock)
{
    return clock == NULL;
}
