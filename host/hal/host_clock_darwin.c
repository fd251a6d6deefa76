/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/host_clock_ops.h"

#include "realtime/address_wait_darwin.h"

#include <mach/mach_time.h>
#include <stdlib.h>

static uint64_t real_now(const HostClock *clock)
{
    (void)clock;
    return mach_absolute_time();
}

static void real_wait(HostClock *clock, uint64_t ticks, uint32_t ticket)
{
    address_wait((const uint32_t *)&clock->wakes, ticket, ticks, false);
}

static void real_wake(HostClock *clock)
{
    address_wake_all((const uint32_t *)&clock->wakes, false);
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
