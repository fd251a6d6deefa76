/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "portable/portable_tests.h"

#include <CoreAudio/HostTime.h>
#include <mach/mach.h>
#include <ossicle-portable/time_source.h>
#include <time.h>

static uint64_t monotonic(void)
{
    struct timespec now;
    cr_assert_eq(clock_gettime(CLOCK_MONOTONIC, &now), 0);
    return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

Test(host_time, time_is_that_of_the_monotonic_clock)
{
    const uint64_t before = monotonic();
    const uint64_t now = mach_absolute_time();
    const uint64_t continuous = mach_continuous_time();
    cr_assert_leq(before, now);
    cr_assert_leq(now, continuous);
    cr_assert_leq(continuous, AudioGetCurrentHostTime());
    cr_assert_leq(AudioGetCurrentHostTime(), monotonic());
}

Test(host_time, a_tick_is_a_nanosecond)
{
    mach_timebase_info_data_t info = {0, 0};
    cr_assert_eq(mach_timebase_info(&info), KERN_SUCCESS);
    cr_assert_eq(info.numer, 1);
    cr_assert_eq(info.denom, 1);
    cr_assert_eq(mach_timebase_info(NULL), KERN_INVALID_ARGUMENT);
    cr_assert_eq(AudioGetHostClockFrequency(), 1e9);
    cr_assert_eq(AudioGetHostClockMinimumTimeDelta(), 1);
    cr_assert_eq(AudioConvertHostTimeToNanos(UINT64_MAX), UINT64_MAX);
    cr_assert_eq(AudioConvertNanosToHostTime(12345), 12345);
}

Test(host_time, waiting_ends_after_the_deadline)
{
    const uint64_t deadline = mach_absolute_time() + 1000000;
    cr_assert_eq(mach_wait_until(deadline), KERN_SUCCESS);
    cr_assert_geq(mach_absolute_time(), deadline);
    cr_assert_eq(mach_wait_until(0), KERN_SUCCESS);
}

/** A clock that jumps where somebody waits for. */
static uint64_t jumping_now(void *context)
{
    return *(uint64_t *)context;
}

static void jump(void *context, uint64_t deadline)
{
    *(uint64_t *)context = deadline;
}

Test(host_time, a_host_may_tell_the_time)
{
    uint64_t ticks = 5;
    const PortableTimeSource source = {jumping_now, jump, &ticks};
    portable_set_time_source(&source);
    cr_assert_eq(mach_absolute_time(), 5);
    cr_assert_eq(mach_wait_until(1ULL << 60), KERN_SUCCESS);
    cr_assert_eq(mach_absolute_time(), 1ULL << 60);
    cr_assert_eq(AudioGetCurrentHostTime(), 1ULL << 60);
    portable_set_time_source(NULL);
    cr_assert_lt(mach_absolute_time(), 1ULL << 60);
}
