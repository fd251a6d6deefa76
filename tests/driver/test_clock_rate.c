/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* A clock whose rate changes while it runs. */

#include "driver/clock.h"

#include <criterion/criterion.h>
#include <stdlib.h>

enum { PERIOD = 16384 };

static const ClockTimebase nanoseconds = {1, 1};
static const ClockTimebase arm_mac = {125, 3}; /* 24 MHz */

static Clock started(ClockTimebase timebase, uint64_t now, double rate)
{
    Clock clock;
    clock_init(&clock, PERIOD, timebase);
    clock_start(&clock, now, rate);
    return clock;
}

/* A pseudo-random sequence, the same each time. */
static uint64_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 16;
}

/* The stamp after the one of `now`. */
static ZeroTimeStamp following(const Clock *clock, uint64_t now)
{
    const ZeroTimeStamp stamp = clock_zero_time_stamp(clock, now);
    uint64_t low = now;
    uint64_t high = now + (UINT64_C(1) << 40);
    while (high - low > 1) {
        const uint64_t middle = low + (high - low) / 2;
        if (clock_zero_time_stamp(clock, middle).sample_time == stamp.sample_time)
            low = middle;
        else
            high = middle;
    }
    return clock_zero_time_stamp(clock, high);
}

static void assert_same(ZeroTimeStamp a, ZeroTimeStamp b)
{
    cr_assert_eq(a.sample_time, b.sample_time);
    cr_assert_eq(a.host_ticks, b.host_ticks);
    cr_assert_eq(a.seed, b.seed);
}

/* At any moment of a period: what was said stays true, and the sample times go on. */
Test(clock_rate, is_continuous_whenever_it_changes)
{
    uint64_t random = 7;
    for (int i = 0; i < 20000; i++) {
        const uint64_t begin = next_random(&random);
        Clock clock = started(i % 2 ? arm_mac : nanoseconds, begin, 48000);
        const uint64_t now = begin + next_random(&random) % 5000000000u;
        const ZeroTimeStamp before = clock_zero_time_stamp(&clock, now);
        const ZeroTimeStamp next = clock_zero_time_stamp(&clock, following(&clock, now).host_ticks);
        const double scalar = 0.99 + (double)(next_random(&random) % 20001) / 1e6;
        clock_set_rate(&clock, now, 48000 * scalar);
        assert_same(clock_zero_time_stamp(&clock, now), before);
        assert_same(clock_zero_time_stamp(&clock, next.host_ticks - 1), before);
        assert_same(clock_zero_time_stamp(&clock, next.host_ticks), next);
        cr_assert_eq(next.sample_time, before.sample_time + PERIOD);
    }
}

/* What everybody who reads a clock has seen of it. */
typedef struct Witness {
    ZeroTimeStamp last;
    uint64_t last_now;
    uint64_t last_length;
} Witness;

/* Stamps only come later, keep their times and lie one period apart; and no period is much longer
 * or shorter than the one before. */
static void witness(Witness *seen, const Clock *clock, uint64_t now)
{
    const ZeroTimeStamp stamp = clock_zero_time_stamp(clock, now);
    cr_assert_eq(stamp.seed, seen->last.seed);
    cr_assert_leq(stamp.host_ticks, now);
    if (stamp.sample_time == seen->last.sample_time) {
        cr_assert_eq(stamp.host_ticks, seen->last.host_ticks);
    } else {
        cr_assert_eq(stamp.sample_time, seen->last.sample_time + PERIOD);
        cr_assert_gt(stamp.host_ticks, seen->last_now, "nobody missed it");
        const uint64_t length = stamp.host_ticks - seen->last.host_ticks;
        const int64_t change = (int64_t)(length - seen->last_length);
        cr_assert_leq(llabs(change), (int64_t)(seen->last_length >> 10) + 3, "%lld",
                      (long long)change);
        seen->last_length = length;
    }
    seen->last = stamp;
    seen->last_now = now;
}

Test(clock_rate, never_takes_back_what_it_said)
{
    for (uint64_t seed = 1; seed <= 300; seed++) {
        uint64_t random = seed;
        const ClockTimebase timebase = seed % 2 ? arm_mac : nanoseconds;
        const double rate = seed % 3 ? 48000 : 768000;
        uint64_t now = next_random(&random);
        Clock clock = started(timebase, now, rate);
        Witness seen = {.last = clock_zero_time_stamp(&clock, now), .last_now = now};
        const uint64_t period = following(&clock, now).host_ticks - now;
        seen.last_length = period;
        for (int i = 0; i < 2000; i++) {
            now += next_random(&random) % (period / 2);
            witness(&seen, &clock, now);
            if (next_random(&random) % (1 + seed % 40) == 0)
                clock_set_rate(&clock, now,
                               rate * (0.99 + (double)(next_random(&random) % 20001) / 1e6));
            witness(&seen, &clock, now);
        }
    }
}

Test(clock_rate, moves_by_equal_steps_over_some_periods)
{
    Clock clock = started(nanoseconds, 0, 16000000); /* a period is 1024000 ns, then 1034000 */
    clock_set_rate(&clock, 2500000, PERIOD / 1034000e-9);
    uint64_t last = 3072000;
    for (int i = 1; i <= 10; i++) {
        const uint64_t host = following(&clock, last).host_ticks;
        cr_assert_eq(host - last, 1024000 + (uint64_t)i * 1000, "%d", i);
        last = host;
    }
    cr_assert_eq(following(&clock, last).host_ticks - last, 1034000);
}

/* 16384 / 16376000 s are 1000488.5 ns. */
Test(clock_rate, moves_at_once_if_it_is_a_little)
{
    Clock clock = started(nanoseconds, 0, 16384000);
    clock_set_rate(&clock, 2500000, 16376000);
    cr_assert_eq(following(&clock, 2500000).host_ticks, 3000000);
    cr_assert_eq(following(&clock, 3000000).host_ticks, 4000488);
    cr_assert_eq(following(&clock, 4000488).host_ticks, 5000977);
}

/* Twice the rate is beyond what a device offers, but no reason to go wrong. */
Test(clock_rate, spreads_a_large_change_over_all_periods_it_has)
{
    Clock clock = started(nanoseconds, 0, 16384000);
    clock_set_rate(&clock, 0, 2 * 16384000);
    uint64_t last = 1000000;
    for (int i = 1; i <= CLOCK_RAMP_PERIODS; i++) {
        const uint64_t host = following(&clock, last).host_ticks;
        cr_assert_eq(host - last, 1000000 - (uint64_t)i * 500000 / CLOCK_RAMP_PERIODS, "%d", i);
        last = host;
    }
    cr_assert_eq(following(&clock, last).host_ticks - last, 500000);
}

/* A thread that was held up since it read the time gets a stamp that others got as well. */
Test(clock_rate, has_a_stamp_for_those_who_come_late)
{
    Clock clock = started(nanoseconds, 0, 16384000);
    const ZeroTimeStamp at_change = clock_zero_time_stamp(&clock, 5500000);
    clock_set_rate(&clock, 5500000, 16384000 / 1.01);
    assert_same(clock_zero_time_stamp(&clock, 4999999), at_change);
    assert_same(clock_zero_time_stamp(&clock, 1), at_change);
}

/* 48000 * 0.9973 is 478704 / 10. */
Test(clock_rate, is_exact_for_a_day)
{
    static const uint64_t day_ns = UINT64_C(24) * 60 * 60 * 1000000000;
    Clock clock = started(nanoseconds, 99, 48000);
    clock_set_rate(&clock, 123456789, 48000 * 0.9973);
    const ZeroTimeStamp begin = clock_zero_time_stamp(&clock, UINT64_C(60000000000));
    const ZeroTimeStamp end = clock_zero_time_stamp(&clock, begin.host_ticks + day_ns);
    __extension__ typedef unsigned __int128 uint128;
    const uint64_t frames = (uint64_t)(end.sample_time - begin.sample_time);
    const uint64_t exact = (uint64_t)((uint128)frames * 10 * 1000000000u / 478704);
    const int64_t off = (int64_t)(end.host_ticks - begin.host_ticks - exact);
    cr_assert(off >= -1 && off <= 1, "%lld", (long long)off);
    cr_assert_eq(frames / PERIOD, day_ns / 1000000 * 478704 / PERIOD / 10000);
}

/* Each change may cost a part of a tick, but a day of them costs no frame. */
Test(clock_rate, hardly_drifts_however_often_it_changes)
{
    Clock clock = started(nanoseconds, 0, 48000);
    uint64_t now = 0;
    for (int i = 0; i < 250000; i++) {
        now = following(&clock, now).host_ticks;
        clock_set_rate(&clock, now, 48000);
    }
    const double exact = 250000.0 * PERIOD / 48000 * 1e9;
    cr_assert_float_eq((double)now, exact, 1e9 / 48000 * 10);
}

Test(clock_rate, begins_anew_without_a_ramp)
{
    Clock clock = started(nanoseconds, 0, 48000);
    clock_set_rate(&clock, 1000000, 48480);
    clock_start(&clock, 5000000, 48000);
    const ZeroTimeStamp stamp = clock_zero_time_stamp(&clock, 1000000);
    cr_assert_eq(stamp.sample_time, 0);
    cr_assert_eq(stamp.host_ticks, 5000000);
    cr_assert_eq(clock_zero_time_stamp(&clock, UINT64_C(5000000) + 341333332).sample_time, 0);
    cr_assert_eq(clock_zero_time_stamp(&clock, UINT64_C(5000000) + 341333333).sample_time, PERIOD);
}
