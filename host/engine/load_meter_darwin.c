/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/load_meter.h"

#include <time.h>

/* CLOCK_MONOTONIC goes on while the system sleeps, and counts microseconds. */
uint64_t load_meter_now_ns(void) OSSICLE_REALTIME
{
    return clock_gettime_nsec_np(CLOCK_UPTIME_RAW);
}
