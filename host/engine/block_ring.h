/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file block_ring.h
 * Blocks on their way from the I/O thread that writes to whoever processes them, over ck_ring.
 *
 * A block says which part of the dry loopback is to be processed; it holds neither samples nor
 * pointers, so that it means the same in another process. The blocks and the two places of the ring
 * stand in memory that both sides see. Each side works on a ring of its own and takes over the
 * other's place before it looks; what it can't be is taken for what it was before. So whatever the
 * other side does to its part, no side leaves the ring. */

#ifndef OSSICLE_ENGINE_BLOCK_RING_H
#define OSSICLE_ENGINE_BLOCK_RING_H

#include "realtime/realtime.h"
#include "realtime/ring.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/** How many blocks there is room for, and one: a power of two. */
#define BLOCK_RING_BLOCKS 512u

typedef struct Block {
    int64_t sample_time;
    uint64_t host_time_ns;
    uint32_t frames;
    uint32_t flags; /**< OSSICLE_BLOCK_* */
    /** Goes up when the writer jumps back to `generation_start`: what was later is gone. */
    uint32_t generation;
    uint32_t given_ns; /**< when it was handed over: the lower bits of load_meter_now_ns */
    int64_t generation_start;
} Block;

/** What the giver writes. */
typedef struct BlockRingGiven {
    _Alignas(REALTIME_CACHE_LINE) _Atomic uint32_t place;
    _Alignas(REALTIME_CACHE_LINE) Block blocks[BLOCK_RING_BLOCKS];
} BlockRingGiven;

/** What the taker writes. */
typedef struct BlockRingTaken {
    _Alignas(REALTIME_CACHE_LINE) _Atomic uint32_t place;
} BlockRingTaken;

/** One side's view. */
typedef struct BlockRing {
    ck_ring_t ring;
    BlockRingGiven *given;
    BlockRingTaken *taken;
} BlockRing;

/** [control, neither side at work] View a ring that is all zero, or empty it if both sides do. */
void block_ring_view(BlockRing *ring, BlockRingGiven *given, BlockRingTaken *taken);

/** [io, giver] Copies the block, and leaves it as it is. Returns false when full. */
bool block_ring_give(BlockRing *ring, Block *block) OSSICLE_REALTIME;

/** [audio, taker] Returns false when empty. */
bool block_ring_take(BlockRing *ring, Block *block) OSSICLE_REALTIME;

#endif
