/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include <CoreAudio/HostTime.h>
#include <mach/mach_time.h>
#include <ossicle-portable/time_source.h>
#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

#define NANOSECONDS 1000000000U

static _Atomic(const PortableTimeSource *) time_source;

void portable_set_time_source(const PortableTimeSource *source)
{
    atomic_store_explicit(&time_source, source, memory_order_release);
}

uint64_t mach_absolute_time(void)
{
    const PortableTimeSource *const source =
        atomic_load_explicit(&time_source, memory_order_acquire);
    if (source)
        return source->now(source->context);
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NANOSECONDS + (uint64_t)now.tv_nsec;
}

uint64_t mach_continuous_time(void)
{
    return mach_absolute_time();
}

kern_return_t mach_timebase_info(mach_timebase_info_t info)
{
    if (!info)
        return KERN_INVALID_ARGUMENT;
    info->numer = 1;
    info->denom = 1;
    return KERN_SUCCESS;
}

kern_return_t mach_wait_until(uint64_t deadline)
{
    const PortableTimeSource *const source =
        atomic_load_explicit(&time_source, memory_order_acquire);
    if (source) {
        source->wait_until(source->context, deadline);
        return KERN_SUCCESS;
    }
    const struct timespec until = {(time_t)(deadline / NANOSECONDS),
                                   (long)(deadline % NANOSECONDS)};
    return clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == 0 ? KERN_SUCCESS
                                                                              : KERN_ABORTED;
}

UInt64 AudioGetCurrentHostTime(void)
{
    return mach_absolute_time();
}

Float64 AudioGetHostClockFrequency(void)
{
    return (Float64)NANOSECONDS;
}

UInt32 AudioGetHostClockMinimumTimeDelta(void)
{
    return 1;
}

UInt64 AudioConvertHostTimeToNanos(UInt64 inHostTime)
{
    return inHostTime;
}

UInt64 AudioConvertNanosToHostTime(UInt64 inNanos)
{
    return inNanos;
}
