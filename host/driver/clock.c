/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/clock.h"

#include <math.h>
#include <stdlib.h>

__extension__ typedef unsigned __int128 uint128;

/* Ticks as whole ones and 1/2^64. */
typedef struct Ticks {
    uint64_t whole;
    uint64_t part;
} Ticks;

enum {
    RATE_BITS = 32,  /* rates count in 1/2^32 Hz: exact for all whole ones */
    STEP_SHIFT = 10, /* how gently the rate moves: by a 1024th of a period */
};

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

/* How many ticks after the anchor period `n` begins. */
static uint64_t period_start(uint64_t n, Ticks period) OSSICLE_REALTIME
{
    return n * period.whole + clock_high_half(n, period.part);
}

void clock_init(Clock *clock, uint32_t period_frames, ClockTimebase timebase)
{
    *clock = (Clock){.period_frames = period_frames, .timebase = timebase};
}

/* Publish the anchor beside the one in use. It follows `count` stamps of a ramp, the first of them
 * first. Each field is released and acquired, so that a reader that sees one of them also sees that
 * the sequence has gone on since it began. */
static void publish(Clock *clock, uint64_t host_ticks, uint64_t frames, Ticks period, uint64_t seed,
                    uint32_t count, const uint64_t *stamps)
{
    const unsigned next = atomic_load_explicit(&clock->sequence, memory_order_relaxed) + 1;
    ClockAnchor *anchor = &clock->anchors[next & 1];
    ClockRamp *ramp = &clock->ramps[next & 1];
    atomic_store_explicit(&anchor->host_ticks, host_ticks, memory_order_release);
    atomic_store_explicit(&anchor->frames, frames, memory_order_release);
    atomic_store_explicit(&anchor->period_ticks, period.whole, memory_order_release);
    atomic_store_explicit(&anchor->period_part, period.part, memory_order_release);
    atomic_store_explicit(&anchor->periods_per_tick, inverse_of(period), memory_order_release);
    atomic_store_explicit(&anchor->seed, seed, memory_order_release);
    atomic_store_explicit(&ramp->count, count, memory_order_release);
    for (uint32_t i = 0; i < count; i++)
        atomic_store_explicit(&ramp->host_ticks[count - 1 - i], stamps[i], memory_order_release);
    atomic_store_explicit(&clock->sequence, next, memory_order_release);
}

void clock_start(Clock *clock, uint64_t now_ticks, double sample_rate_hz)
{
    const unsigned sequence = atomic_load_explicit(&clock->sequence, memory_order_relaxed);
    const uint64_t seed =
        atomic_load_explicit(&clock->anchors[sequence & 1].seed, memory_order_relaxed);
    publish(clock, now_ticks, 0, ticks_per_period(clock, sample_rate_hz), seed + 1, 0, NULL);
}

/* The stamp that follows `stamp`, before which or with which nothing may change. */
static uint64_t stamp_after(const Clock *clock, const ZeroTimeStamp *stamp)
{
    const unsigned sequence = atomic_load_explicit(&clock->sequence, memory_order_relaxed);
    const ClockAnchor *anchor = &clock->anchors[sequence & 1];
    const ClockRamp *ramp = &clock->ramps[sequence & 1];
    const int64_t frames = (int64_t)stamp->sample_time + clock->period_frames -
                           (int64_t)atomic_load_explicit(&anchor->frames, memory_order_relaxed);
    const int64_t n = frames / (int64_t)clock->period_frames;
    if (n < 0)
        return atomic_load_explicit(&ramp->host_ticks[-n - 1], memory_order_relaxed);
    const Ticks period = {
        .whole = atomic_load_explicit(&anchor->period_ticks, memory_order_relaxed),
        .part = atomic_load_explicit(&anchor->period_part, memory_order_relaxed),
    };
    return atomic_load_explicit(&anchor->host_ticks, memory_order_relaxed) +
           period_start((uint64_t)n, period);
}

/* How many periods it takes to get from one length to another. */
static uint32_t steps_between(int64_t from, int64_t to)
{
    const int64_t most = ((from < to ? from : to) >> STEP_SHIFT) + 1;
    const int64_t steps = (llabs(to - from) + most - 1) / most;
    if (steps < 1)
        return 1;
    return steps < CLOCK_RAMP_PERIODS ? (uint32_t)steps : CLOCK_RAMP_PERIODS;
}

/* The old line holds up to the next stamp. From there each period is longer or shorter than the one
 * before by the same, and the last of them is the new line's first. */
void clock_set_rate(Clock *clock, uint64_t now_ticks, double sample_rate_hz)
{
    const Ticks period = ticks_per_period(clock, sample_rate_hz);
    const ZeroTimeStamp stamp = clock_zero_time_stamp(clock, now_ticks);
    uint64_t next = stamp_after(clock, &stamp);
    const int64_t old_length = (int64_t)(next - stamp.host_ticks);
    const int64_t difference = (int64_t)period.whole - old_length;
    const uint32_t steps = steps_between(old_length, (int64_t)period.whole);
    uint64_t stamps[CLOCK_RAMP_PERIODS] = {stamp.host_ticks};
    for (uint32_t i = 1; i < steps; i++) {
        stamps[i] = next;
        next += (uint64_t)(old_length + difference * (int64_t)i / (int64_t)steps);
    }
    const uint64_t frames =
        (uint64_t)(int64_t)stamp.sample_time + (uint64_t)steps * clock->period_frames;
    publish(clock, next, frames, period, stamp.seed, steps, stamps);
}

/* The inverse is rounded down, so that the first estimate is right or one too low. */
static ZeroTimeStamp stamp_from(const ClockAnchor *anchor, uint32_t period_frames,
                                uint64_t elapsed) OSSICLE_REALTIME
{
    const Ticks period = {
        .whole = atomic_load_explicit(&anchor->period_ticks, memory_order_acquire),
        .part = atomic_load_explicit(&anchor->period_part, memory_order_acquire),
    };
    uint64_t n = clock_high_half(
        elapsed, atomic_load_explicit(&anchor->periods_per_tick, memory_order_acquire));
    uint64_t start = period_start(n, period);
    if (elapsed - start >= period.whole && period_start(n + 1, period) <= elapsed)
        start = period_start(++n, period);
    const uint64_t frames = atomic_load_explicit(&anchor->frames, memory_order_acquire);
    return (ZeroTimeStamp){
        .sample_time = (double)(int64_t)(frames + n * period_frames),
        .host_ticks = atomic_load_explicit(&anchor->host_ticks, memory_order_acquire) + start,
        .seed = atomic_load_explicit(&anchor->seed, memory_order_acquire),
    };
}

/* The last stamp of the ramp that isn't after `now_ticks`, or its first. */
static ZeroTimeStamp stamp_before(const ClockAnchor *anchor, const ClockRamp *ramp,
                                  uint32_t period_frames, uint64_t now_ticks) OSSICLE_REALTIME
{
    ZeroTimeStamp stamp = stamp_from(anchor, period_frames, 0);
    const uint32_t count = atomic_load_explicit(&ramp->count, memory_order_acquire);
    for (uint32_t i = 0; i < count && stamp.host_ticks > now_ticks; i++) {
        stamp.host_ticks = atomic_load_explicit(&ramp->host_ticks[i], memory_order_acquire);
        stamp.sample_time -= period_frames;
    }
    return stamp;
}

/* Off the short way: while the rate moves, in a period's first ticks, and if the clock was changed
 * meanwhile; again only if it was changed another time. */
ZeroTimeStamp clock_find_stamp(const Clock *clock, uint64_t now_ticks) OSSICLE_REALTIME
{
    for (;;) {
        const unsigned sequence = atomic_load_explicit(&clock->sequence, memory_order_acquire);
        const ClockAnchor *anchor = &clock->anchors[sequence & 1];
        const uint64_t anchor_ticks =
            atomic_load_explicit(&anchor->host_ticks, memory_order_acquire);
        const ZeroTimeStamp stamp =
            now_ticks < anchor_ticks
                ? stamp_before(anchor, &clock->ramps[sequence & 1], clock->period_frames, now_ticks)
                : stamp_from(anchor, clock->period_frames, now_ticks - anchor_ticks);
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
