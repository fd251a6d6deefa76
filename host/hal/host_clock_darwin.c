/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/host_clock_ops.h"

#include <mach/mach_time.h>
#include <stdlib.h>

static uint64_t real_now(const HostClock *clock)
{
    (void)clock;
    return mach_absolute_time();
}

/* A waiting thread looks twenty times a second whether it is to end: wake needs no lock that way.
 */
static uint64_t longest_wait(void)
{
    mach_timebase_info_data_t timebase;
    mach_timebase_info(&timebase);
    return UINT64_C(50000000) * timebase.denom / timebase.numer;
}

static void real_wait_until(HostClock *clock, uint64_t ticks)
{
    const uint64_t latest = real_now(clock) + longest_wait();
    mach_wait_until(ticks < latest ? ticks : latest);
}

static void real_free(HostClock *clock)
{
    free(clock);
}

static const HostClockOps real_ops = {
    .now = real_now,
    .wait_until = real_wait_until,
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
