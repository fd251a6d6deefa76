/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/io_clock.h"

#include <criterion/criterion.h>
#include <math.h>

/* A driver that only knows the time, and that is what a test says. */
static struct {
    Float64 sample;
    UInt64 host;
    UInt64 seed;
    OSStatus status;
} told;

static OSStatus tell(AudioServerPlugInDriverRef driver, AudioObjectID device, UInt32 client,
                     Float64 *sample, UInt64 *host, UInt64 *seed)
{
    *sample = told.sample;
    *host = told.host;
    *seed = told.seed;
    return told.status;
}

static AudioServerPlugInDriverInterface interface = {.GetZeroTimeStamp = tell};
static AudioServerPlugInDriverInterface *driver = &interface;

static HostClock *host_clock;
static Wake wake;
static Rules rules;
static IoClock io_clock;

enum { PERIOD = 1000 };

static void setup(void)
{
    host_clock = host_clock_new_virtual();
    host_clock_join(host_clock);
    host_clock_wait_until(host_clock, UINT64_C(1) << 60);
    host_clock_leave(host_clock);
    wake_init(&wake);
    rules_init(&rules, NULL, &wake);
    io_clock = (IoClock){.driver = &driver,
                         .device = 2,
                         .host_clock = host_clock,
                         .rules = &rules,
                         .nominal_ticks_per_frame = 20,
                         .period = PERIOD,
                         .window = IO_CLOCK_WINDOW};
    told.status = 0;
    told.seed = 1;
}

static void teardown(void)
{
    host_clock_free(host_clock);
}

TestSuite(io_clock, .init = setup, .fini = teardown);

static IoClockChange update(double sample, uint64_t host)
{
    told.sample = sample;
    told.host = host;
    return io_clock_update(&io_clock);
}

Test(io_clock, begins_with_the_nominal_rate)
{
    cr_assert_eq(update(0, 5000), IO_CLOCK_NEW);
    cr_assert_eq(io_clock.ticks_per_frame, 20);
    cr_assert_eq(io_clock_zero_sample(&io_clock), 0);
    cr_assert_eq(io_clock_sample_at(&io_clock, 5200), 10);
    cr_assert_eq(io_clock_sample_at(&io_clock, 4800), -10);
    cr_assert_eq(io_clock_host_at(&io_clock, 10), 5200);
    cr_assert_eq(io_clock_host_at(&io_clock, -10), 4800);
    cr_assert_eq(io_clock_host_at(&io_clock, 10.01), 5201, "a frame is never early");
}

Test(io_clock, measures_the_rate_from_two_time_stamps)
{
    update(0, 5000);
    cr_assert_eq(update(PERIOD, 5000 + 21 * PERIOD), IO_CLOCK_SAME);
    cr_assert_eq(io_clock.ticks_per_frame, 21);
    cr_assert_eq(io_clock_host_at(&io_clock, PERIOD + 10), 5000 + 21 * PERIOD + 210);
}

Test(io_clock, the_same_time_stamp_again_changes_nothing)
{
    update(0, 5000);
    update(PERIOD, 5000 + 21 * PERIOD);
    for (int i = 0; i < 100; i++)
        cr_assert_eq(update(PERIOD, 5000 + 21 * PERIOD), IO_CLOCK_SAME);
    cr_assert_eq(io_clock.ticks_per_frame, 21);
    cr_assert_eq(rules_violations(&rules), 0);
}

/* Each time stamp is off by up to a tick per frame; over 12 of them it evens out, and never drifts
 * however long it goes on. */
Test(io_clock, averages_over_its_window)
{
    for (uint64_t i = 0; i < 1000; i++) {
        update((double)(i * PERIOD), 5000 + i * PERIOD * 20 + (i % 2) * 100);
        if (i > 12)
            cr_assert_float_eq(io_clock.ticks_per_frame, 20, 100.0 / (11 * PERIOD) + 1e-9, "%lu",
                               (unsigned long)i);
    }
    const uint64_t last = 5000 + 999 * UINT64_C(20) * PERIOD + 100;
    cr_assert_eq(io_clock_host_at(&io_clock, 999 * PERIOD), last);
}

Test(io_clock, raw_follows_each_time_stamp)
{
    io_clock.window = 2;
    uint64_t host = 5000;
    for (unsigned i = 0; i < 50; i++) {
        update((double)i * PERIOD, host);
        if (i > 0)
            cr_assert_eq(io_clock.ticks_per_frame, 20 + (i - 1) % 3, "%u", i);
        host += (uint64_t)(20 + i % 3) * PERIOD;
    }
}

Test(io_clock, time_stamps_may_be_left_out)
{
    update(0, 5000);
    cr_assert_eq(update(7 * PERIOD, 5000 + 7 * 19 * PERIOD), IO_CLOCK_SAME);
    cr_assert_eq(io_clock.ticks_per_frame, 19);
    cr_assert_eq(rules_violations(&rules), 0);
}

Test(io_clock, another_seed_begins_anew)
{
    update(0, 5000);
    update(PERIOD, 5000 + 21 * PERIOD);
    told.seed = 2;
    cr_assert_eq(update(0, 90000), IO_CLOCK_NEW);
    cr_assert_eq(io_clock.ticks_per_frame, 20);
    cr_assert_eq(io_clock_sample_at(&io_clock, 90000), 0);
    cr_assert_eq(rules_violations(&rules), 0);
}

Test(io_clock, what_goes_backwards_is_not_believed)
{
    update(0, 5000);
    update(2 * PERIOD, 5000 + 40 * PERIOD);
    cr_assert_eq(update(PERIOD, 5000 + 20 * PERIOD), IO_CLOCK_SAME);
    cr_assert_eq(io_clock_zero_sample(&io_clock), 2 * PERIOD);
    cr_assert_eq(rules_violations(&rules), 1);
    cr_assert_eq(rules.slots[0].rule, RULE_ZERO_SAMPLE_TIME_GROWS);
    cr_assert_eq(update(3 * PERIOD, 5000 + 40 * PERIOD), IO_CLOCK_SAME);
    cr_assert_eq(rules.slots[1].rule, RULE_ZERO_HOST_TIME_GROWS);
    cr_assert_eq(io_clock_zero_sample(&io_clock), 2 * PERIOD);
}

Test(io_clock, a_failure_leaves_the_time_as_it_was)
{
    told.status = kAudioHardwareNotRunningError;
    cr_assert_eq(update(0, 5000), IO_CLOCK_FAILED);
    told.status = 0;
    cr_assert_eq(update(0, 5000), IO_CLOCK_NEW);
    told.status = kAudioHardwareNotRunningError;
    cr_assert_eq(update(PERIOD, 1), IO_CLOCK_FAILED);
    cr_assert_eq(io_clock_sample_at(&io_clock, 5200), 10);
    cr_assert_eq(rules.slots[0].rule, RULE_ZERO_TIME_STAMP_SUCCEEDS);
}
