/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Host ticks are nanoseconds of CLOCK_MONOTONIC here, as in portable's mach_absolute_time. */

#include "hal/host_clock_ops.h"

#include <errno.h>
#include <ossicle-portable/time_source.h>
#include <stdlib.h>
#include <time.h>

enum { NANOSECONDS = 1000000000 };

/* A waiting thread looks this often whether it is to end: wake needs no lock that way. */
enum { LONGEST_WAIT = NANOSECONDS / 20 };

static uint64_t real_now(const HostClock *clock)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NANOSECONDS + (uint64_t)now.tv_nsec;
}

static void real_wait_until(HostClock *clock, uint64_t ticks)
{
    const uint64_t now = real_now(clock);
    if (ticks > now + LONGEST_WAIT)
        ticks = now + LONGEST_WAIT;
    const struct timespec until = {.tv_sec = (time_t)(ticks / NANOSECONDS),
                                   .tv_nsec = (long)(ticks % NANOSECONDS)};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
        ;
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

static uint64_t source_now(void *context)
{
    return host_clock_now(context);
}

/* For a thread of the driver's that waits: it takes part in the time while it does. */
static void source_wait_until(void *context, uint64_t deadline)
{
    HostClock *clock = context;
    host_clock_join(clock);
    while (host_clock_now(clock) < deadline)
        host_clock_wait_until(clock, deadline);
    host_clock_leave(clock);
}

/* portable keeps a pointer to it; there is one mach_absolute_time and so one of these. */
static PortableTimeSource source = {.now = source_now, .wait_until = source_wait_until};

bool host_clock_replace_system_time(HostClock *clock)
{
    portable_set_time_source(NULL);
    source.context = clock;
    if (clock != NULL)
        portable_set_time_source(&source);
    return true;
}
