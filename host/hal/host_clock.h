/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file host_clock.h
 * The time that a HAL lives by, for itself and, through mach_absolute_time, for its driver. */

#ifndef OSSICLE_HAL_HOST_CLOCK_H
#define OSSICLE_HAL_HOST_CLOCK_H

#include "base/status.h"
#include "realtime/realtime.h"

#include <stdbool.h>
#include <stdint.h>

/** A clock in host ticks (those of mach_absolute_time). */
typedef struct HostClock HostClock;

/** The system's monotonic clock. NULL: no memory. */
HostClock *host_clock_new_real(void);

/** A clock that stands still until every thread that takes part waits for a later time, and then
 * jumps to the earliest of these: a run is as fast as the machine and the same every time. */
HostClock *host_clock_new_virtual(void);

/** Called by a virtual clock just before time moves, on a thread that waits or leaves; time stays
 * until it returns. A host uses it to let work that a driver does elsewhere finish first. It may
 * use neither the clock (except host_clock_now) nor start or stop clients. */
typedef void (*HostClockGate)(void *context);
/** Set it while no thread takes part; NULL takes it away. A real clock ignores it. */
void host_clock_set_gate(HostClock *clock, HostClockGate gate, void *context);

/** Whether time is that of host_clock_new_virtual. */
bool host_clock_is_virtual(const HostClock *clock);

/** NULL is fine. No thread may be using the clock. */
void host_clock_free(HostClock *clock);

/** [any] */
uint64_t host_clock_now(const HostClock *clock) OSSICLE_REALTIME;

/** A thread takes part in the clock's time from join to leave. While one that takes part doesn't
 * wait, a virtual clock stands still: so a control thread holds the time by joining. join may be
 * called for a thread that is about to be started, and leave then by that thread. */
void host_clock_join(HostClock *clock);
void host_clock_leave(HostClock *clock);

/** [a thread that takes part] Wait until `ticks`. Returns at once if that is past. May return
 * earlier, so the caller looks again at what it waits for. */
void host_clock_wait_until(HostClock *clock, uint64_t ticks);

/** [any] The ticket for host_clock_wait_ticket. Take it before looking for what may end the wait.
 */
uint32_t host_clock_ticket(const HostClock *clock);

/** [a thread that takes part] The same as host_clock_wait_until, but a wake that came after the
 * ticket was taken makes it return at once: none is lost. */
void host_clock_wait_ticket(HostClock *clock, uint64_t ticks, uint32_t ticket);

/** [any, not io] Let every thread that waits return early, because what they wait for may have
 * changed. */
void host_clock_wake(HostClock *clock);

/** Let mach_absolute_time tell this clock's time, for everything in the process, until another
 * clock is installed or this one is freed. hal_new does it. STATUS_UNSUPPORTED for a virtual clock
 * where the system's own time can't be replaced. */
Status host_clock_install(HostClock *clock, Error *error);

#endif
