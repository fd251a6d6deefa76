/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/block_ring.h"

#include "realtime/race.h"

CK_RING_PROTOTYPE(block, Block)

void block_ring_view(BlockRing *ring, BlockRingGiven *given, BlockRingTaken *taken)
{
    *ring = (BlockRing){.given = given, .taken = taken};
    ck_ring_init(&ring->ring, BLOCK_RING_BLOCKS);
}

/* Whether the taker can be at `place` when the giver is at `given`. */
static bool is_possible(uint32_t given, uint32_t place) OSSICLE_REALTIME
{
    return given - place < BLOCK_RING_BLOCKS;
}

/* Each side asks where the other is only when it must: that keeps the cache line where it is. @{ */

bool block_ring_give(BlockRing *ring, Block *block) OSSICLE_REALTIME
{
    if (REALTIME_UNLIKELY(ring->ring.p_tail - ring->ring.c_head == BLOCK_RING_BLOCKS - 1)) {
        const uint32_t taken = atomic_load_explicit(&ring->taken->place, memory_order_acquire);
        if (is_possible(ring->ring.p_tail, taken))
            ring->ring.c_head = taken;
    }
    race_unseen_begin();
    const bool is_given = ck_ring_enqueue_spsc_block(&ring->ring, ring->given->blocks, block);
    race_unseen_end();
    if (REALTIME_LIKELY(is_given))
        atomic_store_explicit(&ring->given->place, ring->ring.p_tail, memory_order_release);
    return is_given;
}

bool block_ring_take(BlockRing *ring, Block *block) OSSICLE_REALTIME
{
    if (ring->ring.c_head == ring->ring.p_tail) {
        const uint32_t given = atomic_load_explicit(&ring->given->place, memory_order_acquire);
        if (is_possible(given, ring->ring.c_head))
            ring->ring.p_tail = given;
    }
    race_unseen_begin();
    const bool is_taken = ck_ring_dequeue_spsc_block(&ring->ring, ring->given->blocks, block);
    race_unseen_end();
    if (is_taken)
        atomic_store_explicit(&ring->taken->place, ring->ring.c_head, memory_order_release);
    return is_taken;
}

/* @} */
