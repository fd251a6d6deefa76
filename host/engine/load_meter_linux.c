/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/load_meter.h"

#include <time.h>

uint64_t load_meter_now_ns(void) OSSICLE_REALTIME
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}
