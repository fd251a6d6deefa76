/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file clock.h
 * A device's time line, computed afresh from one anchor at each call: nothing is accumulated, so
 * it can't drift, and nothing is locked, so it can't block. */

#ifndef OSSICLE_DRIVER_CLOCK_H
#define OSSICLE_DRIVER_CLOCK_H

#include <module-api.h>
#include <stdatomic.h>
#include <stdint.h>

/** One tick of the host's clock lasts numerator / denominator nanoseconds. */
typedef struct ClockTimebase {
    uint32_t numerator;
    uint32_t denominator;
} ClockTimebase;

/** Sample time 0 and what follows from it. The fields are atomic because a reader may read while
 * they change; it then notices, and reads again. */
typedef struct ClockAnchor {
    _Atomic uint64_t host_ticks;       /**< when sample time 0 is */
    _Atomic uint64_t period_ticks;     /**< how long a period is, whole ticks, */
    _Atomic uint64_t period_part;      /**< and the rest in 1/2^64 ticks */
    _Atomic uint64_t periods_per_tick; /**< the inverse in 1/2^64, rounded down */
    _Atomic uint64_t seed;             /**< another one for each time line */
} ClockAnchor;

/** Two anchors behind a sequence count: readers use one while the next is written to the other, so
 * that a writer that is interrupted never holds them up. */
typedef struct Clock {
    ClockAnchor anchors[2];
    atomic_uint sequence;
    uint32_t period_frames;
    ClockTimebase timebase;
} Clock;

typedef struct ZeroTimeStamp {
    double sample_time;
    uint64_t host_ticks;
    uint64_t seed;
} ZeroTimeStamp;

/** [control] A clock whose zero time stamps lie `period_frames` apart. */
void clock_init(Clock *clock, uint32_t period_frames, ClockTimebase timebase);

/** [control, one thread at a time] Begin a new time line: sample time 0 is at `now_ticks`. */
void clock_start(Clock *clock, uint64_t now_ticks, double sample_rate_hz);

/** [any] The last zero time stamp that isn't after `now_ticks`; the first if `now_ticks` is before
 * the anchor. */
ZeroTimeStamp clock_zero_time_stamp(const Clock *clock, uint64_t now_ticks) OSSICLE_REALTIME;

/** clock_ticks_to_ns for a tick that isn't a nanosecond. */
uint64_t clock_convert(const Clock *clock, uint64_t ticks) OSSICLE_REALTIME;

/** [any] Host ticks in nanoseconds. */
static inline uint64_t clock_ticks_to_ns(const Clock *clock, uint64_t ticks) OSSICLE_REALTIME
{
    return clock->timebase.numerator == clock->timebase.denominator ? ticks
                                                                    : clock_convert(clock, ticks);
}

#endif
