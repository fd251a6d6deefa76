/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/block_pool.h"

#include "realtime/memory.h"

#include <string.h>

Status block_pool_init(BlockPool *pool)
{
    memset(pool, 0, sizeof *pool);
    pool->blocks = memory_new(BLOCK_POOL_BLOCKS * sizeof *pool->blocks);
    if (!pool->blocks || ring_init(&pool->free, 2 * BLOCK_POOL_BLOCKS)) {
        block_pool_cleanup(pool);
        return STATUS_NO_MEMORY;
    }
    for (uint32_t i = 0; i < BLOCK_POOL_BLOCKS; i++)
        block_pool_give_back(pool, &pool->blocks[i]);
    return STATUS_OK;
}

void block_pool_cleanup(BlockPool *pool)
{
    ring_cleanup(&pool->free);
    memory_free(pool->blocks);
    memset(pool, 0, sizeof *pool);
}
