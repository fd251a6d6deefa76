/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file host_clock_ops.h
 * What a kind of clock implements. Private to host_clock*.c. */

#ifndef OSSICLE_HAL_HOST_CLOCK_OPS_H
#define OSSICLE_HAL_HOST_CLOCK_OPS_H

#include "hal/host_clock.h"

#include <stdatomic.h>

/** NULL where a clock has nothing to do. */
typedef struct HostClockOps {
    uint64_t (*now)(const HostClock *clock);
    /** Until `ticks`, or as long as `wakes` is `ticket`; earlier is fine. */
    void (*wait)(HostClock *clock, uint64_t ticks, uint32_t ticket);
    void (*join)(HostClock *clock);
    void (*leave)(HostClock *clock);
    void (*wake)(HostClock *clock); /**< `wakes` has changed */
    void (*set_gate)(HostClock *clock, HostClockGate gate, void *context);
    void (*free)(HostClock *clock);
    bool is_system_time; /**< mach_absolute_time tells it without being changed */
} HostClockOps;

/** Each clock begins with this. */
struct HostClock {
    const HostClockOps *ops;
    _Atomic uint32_t wakes; /**< how often host_clock_wake was called */
};

/** Of the system: let mach_absolute_time ask `clock`, or the system again if it is NULL. Returns
 * false where that can't be. */
bool host_clock_replace_system_time(HostClock *clock);

#endif
