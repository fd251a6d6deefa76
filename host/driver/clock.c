/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/clock.h"

#include <math.h>

__extension__ typedef unsigned __int128 uint128;

/* Ticks as whole ones and 1/2^64. */
typedef struct Ticks {
    uint64_t whole;
    uint64_t part;
} Ticks;

enum { RATE_BITS = 16 }; /* rates count in 1/65536 Hz: exact for all whole ones */

/* numerator / denominator, for a denominator below 2^96. The last bit is rounded up: what is a
 * whole number of ticks after some periods then comes out as that, not as one less. */
static Ticks divide(uint128 numerator, uint128 denominator)
{
    Ticks ticks = {.whole = (uint64_t)(numerator / denominator)};
    uint128 rest = numerator % denominator;
    for (int i = 0; i < 2; i++) { /* 32 bits of the part at a time */
        rest <<= 32;
        ticks.part = ticks.part << 32 | (uint64_t)(rest / denominator);
        rest %= denominator;
    }
    ticks.part += rest > 0;
    return ticks;
}

static Ticks ticks_per_period(const Clock *clock, double sample_rate_hz)
{
    const uint128 rate = (uint128)llrint(ldexp(sample_rate_hz, RATE_BITS));
    const uint128 frames_ns = (uint128)clock->period_frames * 1000000000u << RATE_BITS;
    return divide(frames_ns * clock->timebase.denominator, rate * clock->timebase.numerator);
}

/* 2^64 / period, rounded down; a period is longer than a tick. */
static uint64_t inverse_of(Ticks period)
{
    return (uint64_t)(~(uint128)0 / ((uint128)period.whole << 64 | period.part));
}

static uint64_t high_half(uint64_t a, uint64_t b) OSSICLE_REALTIME
{
    return (uint64_t)((uint128)a * b >> 64);
}

/* How many ticks after the anchor period `n` begins. */
static uint64_t period_start(uint64_t n, Ticks period) OSSICLE_REALTIME
{
    return n * period.whole + high_half(n, period.part);
}

void clock_init(Clock *clock, uint32_t period_frames, ClockTimebase timebase)
{
    *clock = (Clock){.period_frames = period_frames, .timebase = timebase};
}

void clock_start(Clock *clock, uint64_t now_ticks, double sample_rate_hz)
{
    const unsigned sequence = atomic_load_explicit(&clock->sequence, memory_order_relaxed);
    const uint64_t seed =
        atomic_load_explicit(&clock->anchors[sequence & 1].seed, memory_order_relaxed);
    const Ticks period = ticks_per_period(clock, sample_rate_hz);
    ClockAnchor *next = &clock->anchors[(sequence + 1) & 1];
    atomic_thread_fence(memory_order_release); /* readers that see a field below see `sequence` */
    atomic_store_explicit(&next->host_ticks, now_ticks, memory_order_relaxed);
    atomic_store_explicit(&next->period_ticks, period.whole, memory_order_relaxed);
    atomic_store_explicit(&next->period_part, period.part, memory_order_relaxed);
    atomic_store_explicit(&next->periods_per_tick, inverse_of(period), memory_order_relaxed);
    atomic_store_explicit(&next->seed, seed + 1, memory_order_relaxed);
    atomic_store_explicit(&clock->sequence, sequence + 1, memory_order_release);
}

/* Before the anchor there is no period: the first counts. The inverse is rounded down, so that the
 * first estimate is right or one too low. */
static ZeroTimeStamp stamp_from(const ClockAnchor *anchor, uint32_t period_frames,
                                uint64_t now_ticks) OSSICLE_REALTIME
{
    const uint64_t anchor_ticks = atomic_load_explicit(&anchor->host_ticks, memory_order_relaxed);
    const Ticks period = {
        .whole = atomic_load_explicit(&anchor->period_ticks, memory_order_relaxed),
        .part = atomic_load_explicit(&anchor->period_part, memory_order_relaxed),
    };
    const uint64_t elapsed = now_ticks > anchor_ticks ? now_ticks - anchor_ticks : 0;
    uint64_t n =
        high_half(elapsed, atomic_load_explicit(&anchor->periods_per_tick, memory_order_relaxed));
    uint64_t start = period_start(n, period);
    if (elapsed - start >= period.whole && period_start(n + 1, period) <= elapsed)
        start = period_start(++n, period);
    return (ZeroTimeStamp){
        .sample_time = (double)(int64_t)(n * period_frames),
        .host_ticks = anchor_ticks + start,
        .seed = atomic_load_explicit(&anchor->seed, memory_order_relaxed),
    };
}

ZeroTimeStamp clock_zero_time_stamp(const Clock *clock, uint64_t now_ticks) OSSICLE_REALTIME
{
    for (;;) { /* again only if the clock was started a whole time meanwhile */
        const unsigned sequence = atomic_load_explicit(&clock->sequence, memory_order_acquire);
        const ZeroTimeStamp stamp =
            stamp_from(&clock->anchors[sequence & 1], clock->period_frames, now_ticks);
        atomic_thread_fence(memory_order_acquire);
        if (atomic_load_explicit(&clock->sequence, memory_order_relaxed) == sequence)
            return stamp;
    }
}

uint64_t clock_convert(const Clock *clock, uint64_t ticks) OSSICLE_REALTIME
{
    const ClockTimebase timebase = clock->timebase;
    const uint64_t whole = ticks / timebase.denominator;
    const uint64_t rest = ticks % timebase.denominator;
    return whole * timebase.numerator + rest * timebase.numerator / timebase.denominator;
}
