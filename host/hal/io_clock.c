/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/io_clock.h"

#include <math.h>

static unsigned newest(const IoClock *clock) OSSICLE_REALTIME
{
    return (clock->count - 1) % clock->window;
}

static void push(IoClock *clock, double sample, uint64_t host) OSSICLE_REALTIME
{
    clock->count++;
    clock->stamps[newest(clock)].sample = sample;
    clock->stamps[newest(clock)].host = host;
    /* Keeps the index right when the count wraps around. */
    if (clock->count == 2 * clock->window)
        clock->count = clock->window;
}

static void start_time_line(IoClock *clock, double sample, uint64_t host,
                            UInt64 seed) OSSICLE_REALTIME
{
    clock->has_anchor = true;
    clock->seed = seed;
    clock->count = 0;
    clock->ticks_per_frame = clock->nominal_ticks_per_frame;
    push(clock, sample, host);
}

/* The rate over all stamps in the window: each stamp may be off by the driver's rounding. */
static void measure(IoClock *clock) OSSICLE_REALTIME
{
    const unsigned last = newest(clock);
    const unsigned first = clock->count > clock->window ? clock->count % clock->window : 0;
    const double frames = clock->stamps[last].sample - clock->stamps[first].sample;
    const double ticks = (double)(clock->stamps[last].host - clock->stamps[first].host);
    if (frames > 0)
        clock->ticks_per_frame = ticks / frames;
}

/* A stamp that can't be true is reported and not used. */
static bool is_credible(const IoClock *clock, double sample, uint64_t host) OSSICLE_REALTIME
{
    const double last_sample = clock->stamps[newest(clock)].sample;
    const uint64_t last_host = clock->stamps[newest(clock)].host;
    rules_check(clock->rules, sample >= last_sample, RULE_ZERO_SAMPLE_TIME_GROWS, clock->device, 0,
                last_sample, sample);
    if (sample < last_sample)
        return false;
    const double periods = (sample - last_sample) / clock->period;
    rules_check(clock->rules, periods == floor(periods), RULE_ZERO_SAMPLE_TIME_PERIOD,
                clock->device, 0, last_sample + clock->period, sample);
    const bool grows = sample == last_sample || host > last_host;
    rules_check(clock->rules, grows, RULE_ZERO_HOST_TIME_GROWS, clock->device, 0, (double)last_host,
                (double)host);
    return grows;
}

IoClockChange io_clock_update(IoClock *clock) OSSICLE_REALTIME
{
    Float64 sample = 0;
    UInt64 host = 0;
    UInt64 seed = 0;
    const OSStatus status =
        (*clock->driver)
            ->GetZeroTimeStamp(clock->driver, clock->device, kAudioServerPlugInHostClientID,
                               &sample, &host, &seed);
    const uint64_t now = host_clock_now(clock->host_clock);
    rules_check(clock->rules, status == 0, RULE_ZERO_TIME_STAMP_SUCCEEDS, clock->device, 0, 0,
                status);
    if (status != 0)
        return IO_CLOCK_FAILED;
    rules_check(clock->rules, host <= now, RULE_ZERO_HOST_TIME_IS_PAST, clock->device, 0,
                (double)now, (double)host);
    if (!clock->has_anchor || seed != clock->seed) {
        start_time_line(clock, sample, host, seed);
        return IO_CLOCK_NEW;
    }
    if (is_credible(clock, sample, host) && sample > io_clock_zero_sample(clock)) {
        push(clock, sample, host);
        measure(clock);
    }
    return IO_CLOCK_SAME;
}

double io_clock_zero_sample(const IoClock *clock) OSSICLE_REALTIME
{
    return clock->stamps[newest(clock)].sample;
}

double io_clock_sample_at(const IoClock *clock, uint64_t host) OSSICLE_REALTIME
{
    const int64_t ticks = (int64_t)(host - clock->stamps[newest(clock)].host);
    return io_clock_zero_sample(clock) + (double)ticks / clock->ticks_per_frame;
}

uint64_t io_clock_host_at(const IoClock *clock, double sample) OSSICLE_REALTIME
{
    const double frames = sample - io_clock_zero_sample(clock);
    const int64_t ticks = (int64_t)ceil(frames * clock->ticks_per_frame);
    return clock->stamps[newest(clock)].host + (uint64_t)ticks;
}
