/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/priority.h"

#include <mach/mach.h>
#include <mach/mach_time.h>
#include <mach/thread_policy.h>
#include <pthread.h>
#include <stdio.h>

bool priority_raise(uint64_t period_ns, char *text, size_t size)
{
    mach_timebase_info_data_t base;
    (void)mach_timebase_info(&base);
    const uint32_t period = (uint32_t)(period_ns * base.denom / base.numer);
    thread_time_constraint_policy_data_t policy = {
        .period = period,
        .computation = period / 2,
        .constraint = period,
        .preemptible = TRUE,
    };
    const kern_return_t result =
        thread_policy_set(pthread_mach_thread_np(pthread_self()), THREAD_TIME_CONSTRAINT_POLICY,
                          (thread_policy_t)&policy, THREAD_TIME_CONSTRAINT_POLICY_COUNT);
    if (result == KERN_SUCCESS)
        (void)snprintf(text, size, "realtime, time constraint of %u us",
                       (unsigned)(period_ns / 1000));
    else
        (void)snprintf(text, size, "not realtime: the system refuses a time constraint (%s)",
                       mach_error_string(result));
    return result == KERN_SUCCESS;
}
