/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file host_clock.h
 * The time that a HAL lives by, for itself and, through mach_absolute_time, for its driver. */

#ifndef OSSICLE_HAL_HOST_CLOCK_H
#define OSSICLE_HAL_HOST_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/** A clock in host ticks (those of mach_absolute_time). */
typedef struct HostClock HostClock;

/** The system's monotonic clock. NULL: no memory. */
HostClock *host_clock_new_real(void);

/** A clock that stands still until every thread that takes part waits for a later time, and then
 * jumps to the earliest of these: a run is as fast as the machine and the same every time. */
HostClock *host_clock_new_virtual(void);

/** Called by a virtual clock just before time moves, on a waiting thread; time stays until it
 * returns. A host uses it to let work that a driver does elsewhere finish first. */
typedef void (*HostClockGate)(void *context);
void host_clock_set_gate(HostClock *clock, HostClockGate gate, void *context);

/** NULL is fine. No thread may be using the clock. */
void host_clock_free(HostClock *clock);

/** [any] */
uint64_t host_clock_now(const HostClock *clock);

/** The calling thread takes part in the clock's time from join to leave. */
void host_clock_join(HostClock *clock);
void host_clock_leave(HostClock *clock);

/** [a thread that takes part] Wait until `ticks`. Returns at once if that is past. */
void host_clock_wait_until(HostClock *clock, uint64_t ticks);

#endif
