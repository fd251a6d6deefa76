/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file module_times.h
 * How much of the time that sound lasts goes into a chain and into each of its modules: average,
 * 99.9th percentile and maximum of the share that each block took of its own duration, 1 being all
 * the time there is.
 *
 * The numbers stand in memory that another process may write, so there is no pointer in it, and
 * who reads it takes nothing for granted. They have one writer, the thread that processes. */

#ifndef OSSICLE_ENGINE_MODULE_TIMES_H
#define OSSICLE_ENGINE_MODULE_TIMES_H

#include "realtime/realtime.h"

#include <stdatomic.h>
#include <stdint.h>

enum {
    MODULE_TIMES_MODULES = 64, /**< what later modules of a chain take is in the chain's time */
    MODULE_TIMES_BUCKETS =
        160,                 /**< eight for each doubling, from 1/65536 of a block to 16 blocks */
    BLOCK_TIMES_MODULES = 6, /**< of a BlockTimes */
};

/** Of one module, or of the whole chain. */
typedef struct TimeShares {
    _Atomic uint64_t busy_ns;
    _Atomic float longest; /**< share of a block's duration */
    uint32_t reserved;
    _Atomic uint32_t blocks[MODULE_TIMES_BUCKETS]; /**< how many took about that share */
} TimeShares;

/** Of a chain, since it was made. All zero: it has processed nothing. */
typedef struct ModuleTimes {
    _Atomic uint64_t sound_ns;    /**< duration of the blocks that were processed */
    _Atomic uint64_t slow_blocks; /**< that took longer than they last */
    TimeShares chain;             /**< with the work around the modules */
    TimeShares modules[MODULE_TIMES_MODULES];
} ModuleTimes;

/** What the chain knows of the block that it has processed last. */
typedef struct BlockTimes {
    uint64_t begin_ns; /**< by load_meter_now_ns */
    uint32_t sound_ns; /**< what it lasts */
    uint32_t busy_ns;
    uint32_t slowest_ns;                      /**< of the module that took longest */
    uint32_t slowest;                         /**< its index */
    uint32_t modules_ns[BLOCK_TIMES_MODULES]; /**< of the first ones */
} BlockTimes;

/** What people see: shares of a block's duration. */
typedef struct TimeSummary {
    double average;
    double percentile; /**< 99.9 % of the blocks took at most this */
    double longest;
} TimeSummary;

/** [audio] One block went through `count` modules: `marks` holds the ticks of
 * a counter before the chain, before the first module, after each module and at the end, count + 3
 * in all. begin_ns, sound_ns, which isn't 0, and busy_ns of `block` are known; fills in the rest.
 */
void module_times_add(ModuleTimes *times, const uint64_t *marks, size_t count,
                      BlockTimes *block) OSSICLE_REALTIME;

/** [any] What went into one of `times`' members, all of which may change meanwhile. */
TimeSummary module_times_summary(const ModuleTimes *times, const TimeShares *shares);

#endif
