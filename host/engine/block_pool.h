/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file block_pool.h
 * The blocks that may be on their way to a worker, and the way back: a fixed number, made once.
 *
 * A block says which part of the dry loopback is to be processed; it holds neither samples nor
 * pointers, so that it means the same in another process. */

#ifndef OSSICLE_ENGINE_BLOCK_POOL_H
#define OSSICLE_ENGINE_BLOCK_POOL_H

#include "base/status.h"
#include "realtime/ring.h"

#include <stdint.h>

/** How many blocks there are: a power of two. */
#define BLOCK_POOL_BLOCKS 512u

typedef struct Block {
    int64_t sample_time;
    uint64_t host_time_ns;
    uint32_t frames;
    uint32_t flags; /**< OSSICLE_BLOCK_* */
    /** Goes up when the writer jumps back to `generation_start`: what was later is gone. */
    uint32_t generation;
    uint32_t reserved;
    int64_t generation_start;
} Block;

typedef struct BlockPool {
    Block *blocks;
    Ring free;
} BlockPool;

/** [control] All memory is touched. */
Status block_pool_init(BlockPool *pool);

/** [control] A zeroed pool is fine. */
void block_pool_cleanup(BlockPool *pool);

/** [io, one thread] A free block, or NULL. */
static inline Block *block_pool_take(BlockPool *pool) OSSICLE_REALTIME
{
    return ring_pop_spsc(&pool->free);
}

/** [worker, one thread] Give a block back. */
static inline void block_pool_give_back(BlockPool *pool, Block *block) OSSICLE_REALTIME
{
    (void)ring_push_spsc(&pool->free, block); /* there is room for all blocks */
}

#endif
