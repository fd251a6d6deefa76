/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/host_clock.h"

#include "hal/host_clock_ops.h"

#include <stddef.h>

/* There is one mach_absolute_time in a process, so there is one of these. */
static _Atomic(HostClock *) installed;

bool host_clock_is_virtual(const HostClock *clock)
{
    return !clock->ops->is_system_time;
}

void host_clock_set_gate(HostClock *clock, HostClockGate gate, void *context)
{
    if (clock->ops->set_gate != NULL)
        clock->ops->set_gate(clock, gate, context);
}

void host_clock_free(HostClock *clock)
{
    if (clock == NULL)
        return;
    HostClock *expected = clock;
    if (atomic_compare_exchange_strong(&installed, &expected, NULL))
        host_clock_replace_system_time(NULL);
    clock->ops->free(clock);
}

uint64_t host_clock_now(const HostClock *clock) OSSICLE_REALTIME
{
    return clock->ops->now(clock);
}

void host_clock_join(HostClock *clock)
{
    if (clock->ops->join != NULL)
        clock->ops->join(clock);
}

void host_clock_leave(HostClock *clock)
{
    if (clock->ops->leave != NULL)
        clock->ops->leave(clock);
}

void host_clock_wait_until(HostClock *clock, uint64_t ticks)
{
    host_clock_wait_ticket(clock, ticks, host_clock_ticket(clock));
}

uint32_t host_clock_ticket(const HostClock *clock)
{
    return atomic_load(&clock->wakes);
}

void host_clock_wait_ticket(HostClock *clock, uint64_t ticks, uint32_t ticket)
{
    clock->ops->wait(clock, ticks, ticket);
}

void host_clock_wake(HostClock *clock)
{
    atomic_fetch_add(&clock->wakes, 1);
    clock->ops->wake(clock);
}

Status host_clock_install(HostClock *clock, Error *error)
{
    const bool system_time = clock->ops->is_system_time;
    if (!host_clock_replace_system_time(system_time ? NULL : clock) && !system_time)
        return error_set(error, STATUS_UNSUPPORTED,
                         "this system's mach_absolute_time can't be replaced by a virtual clock: "
                         "use the real one");
    atomic_store(&installed, clock);
    return STATUS_OK;
}
