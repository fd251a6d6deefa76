/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/module_times.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Shares are sorted by the upper bits of their representation, sign and exponent and the first
 * three bits of the fraction: these are in the order of the numbers. */
#define BUCKET_SHIFT 20
#define BUCKET_FIRST (((127 - 16) << 23) >> BUCKET_SHIFT)
#define PERCENTILE   0.999

/* 4 s, the most that a module is said to take, of a block that lasts 1 µs, as none does. */
#define LONGEST_SHARE 4e6f

static_assert(sizeof(float) == sizeof(uint32_t), "IEEE 754");
static_assert(sizeof(TimeShares) == 656 && offsetof(ModuleTimes, modules) == 672,
              "the same in every process");

static uint32_t bucket_of(float share) OSSICLE_REALTIME
{
    uint32_t bits;
    memcpy(&bits, &share, sizeof bits);
    const int32_t bucket = (int32_t)(bits >> BUCKET_SHIFT) - BUCKET_FIRST;
    const int32_t last = MODULE_TIMES_BUCKETS - 1;
    return (uint32_t)(bucket < 0 ? 0 : bucket < last ? bucket : last);
}

/* The share above all that are counted here. */
static double end_of(uint32_t bucket)
{
    const uint32_t bits = (bucket + 1 + BUCKET_FIRST) << BUCKET_SHIFT;
    float share;
    memcpy(&share, &bits, sizeof share);
    return (double)share;
}

static inline void add(TimeShares *shares, uint32_t busy_ns, float blocks_per_ns) OSSICLE_REALTIME
{
    const memory_order relaxed = memory_order_relaxed;
    const float share = (float)busy_ns * blocks_per_ns;
    _Atomic uint32_t *blocks = &shares->blocks[bucket_of(share)];
    const uint32_t before = atomic_load_explicit(blocks, relaxed);
    if (REALTIME_LIKELY(before != UINT32_MAX))
        atomic_store_explicit(blocks, before + 1, relaxed);
    atomic_store_explicit(&shares->busy_ns,
                          atomic_load_explicit(&shares->busy_ns, relaxed) + busy_ns, relaxed);
    if (REALTIME_UNLIKELY(share > atomic_load_explicit(&shares->longest, relaxed)))
        atomic_store_explicit(&shares->longest, share, relaxed);
}

/* The ticks' part of the whole block's time; 0 if the counter jumped back, as it may between the
 * cores of some machines. */
static uint32_t scale(uint64_t from, uint64_t to, float ns_per_tick) OSSICLE_REALTIME
{
    const int64_t ticks = (int64_t)(to - from);
    const float ns = (float)(ticks > 0 ? ticks : 0) * ns_per_tick;
    return ns < 4e9f ? (uint32_t)ns : 4000000000u;
}

static void add_one(_Atomic uint64_t *sum, uint64_t value) OSSICLE_REALTIME
{
    atomic_store_explicit(sum, atomic_load_explicit(sum, memory_order_relaxed) + value,
                          memory_order_relaxed);
}

void module_times_add(ModuleTimes *times, const uint64_t *marks, size_t count,
                      BlockTimes *block) OSSICLE_REALTIME
{
    const uint32_t sound_ns = block->sound_ns;
    const uint64_t ticks = marks[count + 2] - marks[0];
    const float ns_per_tick =
        (int64_t)ticks > 0 ? (float)block->busy_ns / (float)(int64_t)ticks : 0;
    const float blocks_per_ns = 1.0f / (float)sound_ns;
    uint32_t slowest_ns = 0;
    uint32_t slowest = 0;
    for (size_t i = 0; i < count; i++) {
        const uint32_t busy_ns = scale(marks[i + 1], marks[i + 2], ns_per_tick);
        if (busy_ns > slowest_ns) {
            slowest_ns = busy_ns;
            slowest = (uint32_t)i;
        }
        if (i < BLOCK_TIMES_MODULES)
            block->modules_ns[i] = busy_ns;
        if (i < MODULE_TIMES_MODULES)
            add(&times->modules[i], busy_ns, blocks_per_ns);
    }
    block->slowest_ns = slowest_ns;
    block->slowest = slowest;
    add(&times->chain, block->busy_ns, blocks_per_ns);
    add_one(&times->sound_ns, sound_ns);
    if (block->busy_ns > sound_ns)
        add_one(&times->slow_blocks, 1);
}

static double percentile(const TimeShares *shares)
{
    uint32_t blocks[MODULE_TIMES_BUCKETS];
    uint64_t all = 0;
    uint64_t so_far = 0;
    for (uint32_t i = 0; i < MODULE_TIMES_BUCKETS; i++) {
        blocks[i] = atomic_load_explicit(&shares->blocks[i], memory_order_relaxed);
        all += blocks[i];
    }
    for (uint32_t i = 0; i < MODULE_TIMES_BUCKETS && all > 0; i++) {
        so_far += blocks[i];
        if ((double)so_far >= PERCENTILE * (double)all)
            return end_of(i);
    }
    return 0;
}

/* In whole millionths, which is more than is known; whoever wrote it may have written anything. */
static double longest_of(const TimeShares *shares)
{
    const float share = atomic_load_explicit(&shares->longest, memory_order_relaxed);
    const bool is_possible = share >= 0 && share < LONGEST_SHARE;
    return is_possible ? (double)(uint64_t)((double)share * 1e6 + 0.5) / 1e6 : 0;
}

TimeSummary module_times_summary(const ModuleTimes *times, const TimeShares *shares)
{
    const double busy_ns = (double)atomic_load_explicit(&shares->busy_ns, memory_order_relaxed);
    const double sound_ns = (double)atomic_load_explicit(&times->sound_ns, memory_order_relaxed);
    const double longest = longest_of(shares);
    const double most = percentile(shares);
    return (TimeSummary){
        .average = sound_ns > 0 ? busy_ns / sound_ns : 0,
        .percentile = most < longest ? most : longest,
        .longest = longest,
    };
}
