/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Handing a block over between two sides that don't trust each other against bare ck_ring. */

#include "bench/side_by_side.h"
#include "engine/block_ring.h"

#include <string.h>

typedef struct Rings {
    BlockRingGiven given;
    BlockRingTaken taken;
    BlockRing giver;
    BlockRing taker;
} Rings;

static void run_ours(void *context, uint32_t times)
{
    Rings *rings = context;
    Block block = {.frames = 512};
    for (uint32_t i = 0; i < times; i++) {
        (void)block_ring_give(&rings->giver, &block);
        (void)block_ring_take(&rings->taker, &block);
    }
}

/* A free block, handed over, taken, given back: what a ring of pointers needs. */
typedef struct Bare {
    ck_ring_t free;
    ck_ring_t work;
    ck_ring_buffer_t free_slots[2 * BLOCK_RING_BLOCKS];
    ck_ring_buffer_t work_slots[2 * BLOCK_RING_BLOCKS];
    Block blocks[BLOCK_RING_BLOCKS];
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
    block_ring_view(&ours.giver, &ours.given, &ours.taken);
    block_ring_view(&ours.taker, &ours.given, &ours.taken);
    ck_ring_init(&bare.free, 2 * BLOCK_RING_BLOCKS);
    ck_ring_init(&bare.work, 2 * BLOCK_RING_BLOCKS);
    for (uint32_t i = 0; i < BLOCK_RING_BLOCKS; i++)
        (void)ck_ring_enqueue_spsc(&bare.free, bare.free_slots, &bare.blocks[i]);
    printf("a block handed over against bare rings of pointers, there and back\n");
    (void)side_by_side("over and back", &(Side){run_ours, &ours}, &(Side){run_bare, &bare}, 2000,
                       1.2);
    return 0;
}
