/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file parameter_state.h
 * What giver and taker of parameters share. It may stand in memory that two processes map: it holds
 * no pointers, and each part is written by one side alone.
 *
 * Parameters of all modules are numbered through. A change takes effect on its frame, and of two on
 * one frame the one that was given later wins. Changes that are to take effect at once wait in one
 * place per parameter, where a newer one takes an older one's place, so that there is always room
 * and the last value is never lost; those for a time to come wait in a ring that can be full.
 *
 * Each change has a number in the order of giving, and a block takes none that was given after it
 * began to look: otherwise it could take one from one of the two places and miss an older one in
 * the other, which would then come a block too late and win. */

#ifndef OSSICLE_ENGINE_PARAMETER_STATE_H
#define OSSICLE_ENGINE_PARAMETER_STATE_H

#include "realtime/realtime.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** How many changes may wait for a time to come: a power of two. */
#define PARAMETER_QUEUE_TIMED 1024u

/** Take effect at once. */
#define PARAMETER_QUEUE_NOW INT64_MIN

/** A change for a time to come. */
typedef struct TimedChange {
    int64_t sample_time;
    uint32_t parameter;
    uint32_t order; /**< rises with each change that is given; compared across its wrap-around */
    double value;
} TimedChange;

/** One parameter. */
typedef struct ParameterSlot {
    _Atomic double value;   /**< last given */
    _Atomic double waiting; /**< last given to take effect at once, */
    _Atomic uint32_t order; /**< with this order; 0: none */
    uint32_t reserved;
} ParameterSlot;

/** Written by the giver. */
typedef struct ParameterGiven {
    _Alignas(REALTIME_CACHE_LINE) _Atomic uint32_t timed_head;
    _Atomic uint32_t last_order; /**< of what has been given */
    _Atomic uint32_t at_once;    /**< goes up with each change that is to take effect at once */
    _Alignas(REALTIME_CACHE_LINE) ParameterSlot slots[];
} ParameterGiven;

/** Written by the giver: the ring of changes for a time to come. Apart, because it is large and
 * needed only while sound runs. */
typedef struct ParameterTimed {
    _Alignas(REALTIME_CACHE_LINE) TimedChange changes[PARAMETER_QUEUE_TIMED];
} ParameterTimed;

/** Written by the taker. The giver believes none of it: it can get values that are wrong from here,
 * and nothing worse. */
typedef struct ParameterTaken {
    _Alignas(REALTIME_CACHE_LINE) _Atomic uint32_t timed_done; /**< that took effect */
    uint32_t reserved;
    _Atomic double meters[]; /**< what each parameter shows, if it is a meter */
} ParameterTaken;

_Static_assert(sizeof(TimedChange) == 24 && sizeof(ParameterSlot) == 24, "two processes share it");
_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "a lock would be one process's own");

/** How much memory the parts take for `count` parameters, a whole number of cache lines. @{ */
static inline size_t parameter_given_bytes(uint32_t count)
{
    const size_t bytes = sizeof(ParameterGiven) + count * sizeof(ParameterSlot);
    return (bytes + REALTIME_CACHE_LINE - 1) / REALTIME_CACHE_LINE * REALTIME_CACHE_LINE;
}

static inline size_t parameter_taken_bytes(uint32_t count)
{
    const size_t bytes = sizeof(ParameterTaken) + count * sizeof(double);
    return (bytes + REALTIME_CACHE_LINE - 1) / REALTIME_CACHE_LINE * REALTIME_CACHE_LINE;
}
/** @} */

/** Whether the change `order` was given after the change `other`. */
static inline bool parameter_is_newer(uint32_t order, uint32_t other) OSSICLE_REALTIME
{
    return (int32_t)(order - other) > 0;
}

#endif
