/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file counter.h
 * Counters that one thread writes and any may read: nothing needs a locked addition. */

#ifndef OSSICLE_REALTIME_COUNTER_H
#define OSSICLE_REALTIME_COUNTER_H

#include "realtime/realtime.h"

#include <stdatomic.h>
#include <stdint.h>

/** [any, io, the counter's only writer] Count one. Whoever reads the new number sees what was
 * written before. */
static inline void counter_add_one(_Atomic uint64_t *counter) OSSICLE_REALTIME
{
    const uint64_t before = atomic_load_explicit(counter, memory_order_relaxed);
    atomic_store_explicit(counter, before + 1, memory_order_release);
}

#endif
