/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/tick_counter.h"

#include <x86intrin.h>

uint64_t tick_counter_read(void) OSSICLE_REALTIME
{
    return __rdtsc();
}
