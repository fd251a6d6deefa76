/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Host ticks are nanoseconds of CLOCK_MONOTONIC here, as in portable's mach_absolute_time. */

#include "hal/host_clock_ops.h"

#include <limits.h>
#include <linux/futex.h>
#include <ossicle-portable/time_source.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { NANOSECONDS = 1000000000 };

static uint64_t real_now(const HostClock *clock)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NANOSECONDS + (uint64_t)now.tv_nsec;
}

/* The time limit is absolute, and as exact as that of clock_nanosleep. */
static void real_wait(HostClock *clock, uint64_t ticks, uint32_t ticket)
{
    const struct timespec until = {.tv_sec = (time_t)(ticks / NANOSECONDS),
                                   .tv_nsec = (long)(ticks % NANOSECONDS)};
    (void)syscall(SYS_futex, &clock->wakes, FUTEX_WAIT_BITSET_PRIVATE, ticket, &until, NULL,
                  FUTEX_BITSET_MATCH_ANY);
}

static void real_wake(HostClock *clock)
{
    (void)syscall(SYS_futex, &clock->wakes, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
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
