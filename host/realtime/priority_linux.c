/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/priority.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

/* Above ordinary realtime threads, below what audio servers give their own drivers. */
#define WANTED_PRIORITY 60

/* The kernel lets a process without privileges go as high as RLIMIT_RTPRIO. */
static int allowed_priority(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_RTPRIO, &limit) != 0 || limit.rlim_cur == 0 ||
        limit.rlim_cur > WANTED_PRIORITY)
        return WANTED_PRIORITY;
    return (int)limit.rlim_cur;
}

bool priority_raise(uint64_t period_ns, char *text, size_t size)
{
    (void)period_ns;
    const struct sched_param parameters = {.sched_priority = allowed_priority()};
    const int result = pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters);
    if (result == 0) {
        (void)snprintf(text, size, "realtime, priority %d", parameters.sched_priority);
        return true;
    }
    const char *hint =
        result == EPERM ? "; allow it with 'rtprio 60' in /etc/security/limits.d" : "";
    (void)snprintf(text, size, "not realtime: the system refuses SCHED_FIFO (%s)%s",
                   strerror(result), hint);
    return false;
}
