/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file clock.h
 * A device's time line, computed afresh from one anchor at each call: nothing is accumulated, so
 * it can't drift, and nothing is locked, so it can't block. Its rate can change while it runs. */

#ifndef OSSICLE_DRIVER_CLOCK_H
#define OSSICLE_DRIVER_CLOCK_H

#include "realtime/realtime.h"

#include <stdatomic.h>
#include <stdint.h>

/** One tick of the host's clock lasts numerator / denominator nanoseconds. */
typedef struct ClockTimebase {
    uint32_t numerator;
    uint32_t denominator;
} ClockTimebase;

/** As many zero time stamps as a change of the rate is spread over. */
enum { CLOCK_RAMP_PERIODS = 32 };

/** Where the line is straight from, and what follows from it. The fields are atomic because a
 * reader may read while they change; it then notices, and reads again. */
typedef struct ClockAnchor {
    _Atomic uint64_t host_ticks;       /**< when the straight line begins, */
    _Atomic uint64_t frames;           /**< and its sample time then */
    _Atomic uint64_t period_ticks;     /**< how long a period is, whole ticks, */
    _Atomic uint64_t period_part;      /**< and the rest in 1/2^64 ticks */
    _Atomic uint64_t periods_per_tick; /**< the inverse in 1/2^64, rounded down */
    _Atomic uint64_t seed;             /**< another one for each time line */
} ClockAnchor;

/** What the line did before its anchor, as far as somebody may still ask. */
typedef struct ClockRamp {
    _Atomic uint32_t count;                          /**< of stamps; 0: the line began here */
    _Atomic uint64_t host_ticks[CLOCK_RAMP_PERIODS]; /**< of each, the latest first */
} ClockRamp;

/** Two anchors behind a sequence count: readers use one while the next is written to the other, so
 * that a writer that is interrupted never holds them up. */
typedef struct Clock {
    ClockAnchor anchors[2];
    atomic_uint sequence;
    uint32_t period_frames;
    ClockTimebase timebase;
    ClockRamp ramps[2]; /**< of each anchor */
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

/** [control, one thread at a time] Go on at another rate, on the same time line: all zero time
 * stamps up to the next one after `now_ticks` stay what they were, so that none is ever given twice
 * with different times. From there the rate moves so that no period differs from the one before by
 * more than a 1024th, or a CLOCK_RAMP_PERIODSth of a larger change. `now_ticks` is the present;
 * when the function returns, less than a period must have passed. */
void clock_set_rate(Clock *clock, uint64_t now_ticks, double sample_rate_hz);

/** The upper 64 bits of a product. */
static inline uint64_t clock_high_half(uint64_t a, uint64_t b) OSSICLE_REALTIME
{
    __extension__ typedef unsigned __int128 Product;
    return (uint64_t)((Product)a * b >> 64);
}

/** clock_zero_time_stamp for any time and at any time. */
ZeroTimeStamp clock_find_stamp(const Clock *clock, uint64_t now_ticks) OSSICLE_REALTIME;

/** [any] The last zero time stamp that isn't after `now_ticks`; the first if `now_ticks` is before
 * the time line, the one of the moment if it is before the last change of the rate. */
static inline ZeroTimeStamp clock_zero_time_stamp(const Clock *clock,
                                                  uint64_t now_ticks) OSSICLE_REALTIME
{
    const unsigned sequence = atomic_load_explicit(&clock->sequence, memory_order_acquire);
    const ClockAnchor *anchor = &clock->anchors[sequence & 1];
    const uint64_t begin = atomic_load_explicit(&anchor->host_ticks, memory_order_acquire);
    const uint64_t period = atomic_load_explicit(&anchor->period_ticks, memory_order_acquire);
    const uint64_t part = atomic_load_explicit(&anchor->period_part, memory_order_acquire);
    const uint64_t inverse = atomic_load_explicit(&anchor->periods_per_tick, memory_order_acquire);
    const uint64_t frames = atomic_load_explicit(&anchor->frames, memory_order_acquire);
    const uint64_t seed = atomic_load_explicit(&anchor->seed, memory_order_acquire);
    const uint64_t elapsed = now_ticks - begin;
    const uint64_t n = clock_high_half(elapsed, inverse);
    const uint64_t start = n * period + clock_high_half(n, part);
    if (REALTIME_LIKELY(now_ticks >= begin && elapsed - start < period &&
                        atomic_load_explicit(&clock->sequence, memory_order_relaxed) == sequence))
        return (ZeroTimeStamp){(double)(int64_t)(frames + n * clock->period_frames), begin + start,
                               seed};
    return clock_find_stamp(clock, now_ticks);
}

/** clock_ticks_to_ns for a tick that isn't a nanosecond. */
uint64_t clock_convert(const Clock *clock, uint64_t ticks) OSSICLE_REALTIME;

/** [any] Host ticks in nanoseconds. */
static inline uint64_t clock_ticks_to_ns(const Clock *clock, uint64_t ticks) OSSICLE_REALTIME
{
    return clock->timebase.numerator == clock->timebase.denominator ? ticks
                                                                    : clock_convert(clock, ticks);
}

#endif
