/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/tick_counter.h"

#include <time.h>

/* No counter is known: the system's clock. */
uint64_t tick_counter_read(void) OSSICLE_REALTIME
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}
