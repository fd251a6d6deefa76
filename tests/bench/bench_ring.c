/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Handing a block over between two sides that don't believe each other against one ck_ring. */

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

CK_RING_PROTOTYPE(bare, Block)

typedef struct Bare {
    ck_ring_t ring;
    Block blocks[BLOCK_RING_BLOCKS];
} Bare;

static void run_bare(void *context, uint32_t times)
{
    Bare *bare = context;
    Block block = {.frames = 512};
    for (uint32_t i = 0; i < times; i++) {
        (void)ck_ring_enqueue_spsc_bare(&bare->ring, bare->blocks, &block);
        (void)ck_ring_dequeue_spsc_bare(&bare->ring, bare->blocks, &block);
    }
}

int main(void)
{
    static Rings ours;
    static Bare bare;
    block_ring_view(&ours.giver, &ours.given, &ours.taken);
    block_ring_view(&ours.taker, &ours.given, &ours.taken);
    ck_ring_init(&bare.ring, BLOCK_RING_BLOCKS);
    printf("a block handed over, each side believing the other nothing, against bare ck_ring\n");
    (void)side_by_side("given and taken", &(Side){run_ours, &ours}, &(Side){run_bare, &bare}, 2000,
                       1.2);
    return 0;
}
