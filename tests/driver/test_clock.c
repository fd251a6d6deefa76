/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/clock.h"

#include <criterion/criterion.h>
#include <math.h>

enum { PERIOD = 16384 };

static const ClockTimebase nanoseconds = {1, 1};
static const ClockTimebase arm_mac = {125, 3}; /* 24 MHz */
static const double ns_per_s = 1e9;

static const double rates[] = {8000,  11025,  16000,  22050,  32000,  44100,  48000, 88200,
                               96000, 176400, 192000, 352800, 384000, 705600, 768000};

static Clock started(ClockTimebase timebase, uint64_t now, double rate)
{
    Clock clock;
    clock_init(&clock, PERIOD, timebase);
    clock_start(&clock, now, rate);
    return clock;
}

/* Exactly when period `n` begins, rounded down: n * period * 1e9 * denominator / (numerator *
 * rate), for whole rates. */
static uint64_t exact_ticks(uint64_t n, ClockTimebase timebase, double rate)
{
    __extension__ typedef unsigned __int128 uint128;
    const uint128 numerator = (uint128)n * PERIOD * 1000000000u * timebase.denominator;
    return (uint64_t)(numerator / ((uint128)timebase.numerator * (uint64_t)rate));
}

/* A pseudo-random sequence, the same each time. */
static uint64_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 16;
}

Test(clock, begins_at_the_anchor)
{
    const Clock clock = started(nanoseconds, 1000, 48000);
    const ZeroTimeStamp stamp = clock_zero_time_stamp(&clock, 1000);
    cr_assert_eq(stamp.sample_time, 0);
    cr_assert_eq(stamp.host_ticks, 1000);
}

Test(clock, gives_the_first_stamp_before_the_anchor)
{
    const Clock clock = started(nanoseconds, 1000, 48000);
    const ZeroTimeStamp stamp = clock_zero_time_stamp(&clock, 3);
    cr_assert_eq(stamp.sample_time, 0);
    cr_assert_eq(stamp.host_ticks, 1000);
}

Test(clock, steps_exactly_at_each_period)
{
    for (size_t r = 0; r < sizeof rates / sizeof *rates; r++) {
        const Clock clock = started(arm_mac, 77, rates[r]);
        for (uint64_t n = 1; n < 1000; n++) {
            const uint64_t begin = 77 + exact_ticks(n, arm_mac, rates[r]);
            const ZeroTimeStamp before = clock_zero_time_stamp(&clock, begin - 1);
            const ZeroTimeStamp at = clock_zero_time_stamp(&clock, begin);
            cr_assert_eq(before.sample_time, (double)((n - 1) * PERIOD));
            cr_assert_eq(at.sample_time, (double)(n * PERIOD));
            cr_assert_eq(at.host_ticks, begin);
        }
    }
}

/* For any time, timebase and rate the stamp is the last one that isn't later. */
Test(clock, holds_its_promise_at_any_time)
{
    uint64_t random = 1;
    for (int i = 0; i < 100000; i++) {
        const double rate = rates[next_random(&random) % (sizeof rates / sizeof *rates)];
        const ClockTimebase timebase = {1 + (uint32_t)next_random(&random) % 1000,
                                        1 + (uint32_t)next_random(&random) % 1000};
        const uint64_t anchor = next_random(&random);
        const uint64_t elapsed = next_random(&random) >> next_random(&random) % 40;
        const Clock clock = started(timebase, anchor, rate);
        const ZeroTimeStamp stamp = clock_zero_time_stamp(&clock, anchor + elapsed);
        const uint64_t n = (uint64_t)stamp.sample_time / PERIOD;
        cr_assert_eq(stamp.sample_time, (double)(n * PERIOD));
        cr_assert_leq(stamp.host_ticks, anchor + elapsed);
        cr_assert_gt(anchor + exact_ticks(n + 1, timebase, rate) + 1, anchor + elapsed);
        const int64_t off = (int64_t)(stamp.host_ticks - anchor - exact_ticks(n, timebase, rate));
        cr_assert(off >= -1 && off <= 1, "at most the last tick is rounded");
    }
}

Test(clock, does_not_drift_in_a_year)
{
    static const uint64_t year_s = (uint64_t)366 * 24 * 60 * 60;
    for (size_t r = 0; r < sizeof rates / sizeof *rates; r++) {
        const Clock clock = started(nanoseconds, 12345, rates[r]);
        const ZeroTimeStamp stamp =
            clock_zero_time_stamp(&clock, 12345 + year_s * (uint64_t)ns_per_s);
        const uint64_t n = year_s * (uint64_t)rates[r] / PERIOD;
        cr_assert_eq(stamp.sample_time, (double)(n * PERIOD));
        cr_assert_eq(stamp.host_ticks, 12345 + exact_ticks(n, nanoseconds, rates[r]));
    }
}

Test(clock, is_the_same_however_often_it_is_read)
{
    const Clock read_often = started(nanoseconds, 5, 44100);
    const Clock read_once = started(nanoseconds, 5, 44100);
    ZeroTimeStamp last = {0};
    for (uint64_t now = 0; now < 20000000000u; now += 1000003)
        last = clock_zero_time_stamp(&read_often, now);
    const ZeroTimeStamp other = clock_zero_time_stamp(&read_once, 19999999999u);
    cr_assert_eq(last.sample_time, other.sample_time);
    cr_assert_eq(last.host_ticks, other.host_ticks);
}

Test(clock, takes_rates_that_are_not_whole)
{
    const double rate = 48000 * 1.01;
    const Clock clock = started(nanoseconds, 0, rate);
    const ZeroTimeStamp stamp = clock_zero_time_stamp(&clock, 1000000000000u);
    const double n = floor(1000 * rate / PERIOD);
    cr_assert_eq(stamp.sample_time, n * PERIOD);
    cr_assert_lt(fabs((double)stamp.host_ticks - n * PERIOD / rate * ns_per_s), 500);
}

Test(clock, has_a_new_seed_for_each_time_line)
{
    Clock clock = started(nanoseconds, 0, 48000);
    const uint64_t first = clock_zero_time_stamp(&clock, 10).seed;
    cr_assert_eq(clock_zero_time_stamp(&clock, 1000000000).seed, first);
    clock_start(&clock, 2000000000, 96000);
    const ZeroTimeStamp stamp = clock_zero_time_stamp(&clock, 2000000001);
    cr_assert_neq(stamp.seed, first);
    cr_assert_eq(stamp.sample_time, 0);
    cr_assert_eq(stamp.host_ticks, 2000000000);
    clock_start(&clock, 3000000000, 48000);
    cr_assert_gt(clock_zero_time_stamp(&clock, 3000000001).seed, stamp.seed);
}

Test(clock, converts_ticks_without_losing_any)
{
    Clock clock;
    clock_init(&clock, PERIOD, nanoseconds);
    cr_assert_eq(clock_ticks_to_ns(&clock, UINT64_MAX), UINT64_MAX);
    clock_init(&clock, PERIOD, arm_mac);
    cr_assert_eq(clock_ticks_to_ns(&clock, 24000000), 1000000000);
    cr_assert_eq(clock_ticks_to_ns(&clock, 24000000ull * 31622400u + 1),
                 31622400ull * 1000000000u + 41);
}
