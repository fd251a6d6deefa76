/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/tick_counter.h"

uint64_t tick_counter_read(void) OSSICLE_REALTIME
{
    uint64_t ticks;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
    return ticks;
}
