/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Handing a block over and back through rings and pool against the bare calls of ck_ring. */

#include "bench/side_by_side.h"
#include "engine/block_pool.h"

#include <ck_ring.h>
#include <string.h>

typedef struct Rings {
    BlockPool pool;
    Ring work;
} Rings;

/* As the engine does it: a free block, handed over, taken, given back. */
static void run_ours(void *context, uint32_t times)
{
    Rings *rings = context;
    for (uint32_t i = 0; i < times; i++) {
        Block *block = block_pool_take(&rings->pool);
        (void)ring_push_spsc(&rings->work, block);
        block_pool_give_back(&rings->pool, ring_pop_spsc(&rings->work));
    }
}

typedef struct Bare {
    ck_ring_t free;
    ck_ring_t work;
    ck_ring_buffer_t free_slots[2 * BLOCK_POOL_BLOCKS];
    ck_ring_buffer_t work_slots[2 * BLOCK_POOL_BLOCKS];
    Block blocks[BLOCK_POOL_BLOCKS];
} Bare;

static void run_bare(void *context, uint32_t times)
{
    Bare *bare = context;
    for (uint32_t i = 0; i < times; i++) {
        void *block = NULL;
        (void)ck_ring_dequeue_spsc(&bare->free, bare->free_slots, &block);
        (void)ck_ring_enqueue_spsc(&bare->work, bare->work_slots, block);
        (void)ck_ring_dequeue_spsc(&bare->work, bare->work_slots, &block);
        (void)ck_ring_enqueue_spsc(&bare->free, bare->free_slots, block);
    }
}

int main(void)
{
    static Rings ours;
    static Bare bare;
    if (block_pool_init(&ours.pool) || ring_init(&ours.work, 2 * BLOCK_POOL_BLOCKS))
        return 1;
    ck_ring_init(&bare.free, 2 * BLOCK_POOL_BLOCKS);
    ck_ring_init(&bare.work, 2 * BLOCK_POOL_BLOCKS);
    for (uint32_t i = 0; i < BLOCK_POOL_BLOCKS; i++)
        (void)ck_ring_enqueue_spsc(&bare.free, bare.free_slots, &bare.blocks[i]);
    printf("a block handed over and back against bare ck_ring\n");
    (void)side_by_side("over and back", &(Side){run_ours, &ours}, &(Side){run_bare, &bare}, 2000,
                       1.2);
    ring_cleanup(&ours.work);
    block_pool_cleanup(&ours.pool);
    return 0;
}
