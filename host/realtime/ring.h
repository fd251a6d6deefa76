/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file ring.h
 * A ring of pointers from one producer to one consumer, over ck_ring. Inline, since handing a block
 * over must cost no more than ck_ring itself. */

#ifndef OSSICLE_REALTIME_RING_H
#define OSSICLE_REALTIME_RING_H

#include "base/status.h"
#include "realtime/race.h"
#include "realtime/realtime.h"

#include <ck_ring.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Ring {
    ck_ring_t ring;
    ck_ring_buffer_t *slots;
} Ring;

/** [control] Make an empty ring for `size - 1` pointers; `size` is a power of two, at least 2. All
 * its memory is touched. */
Status ring_init(Ring *ring, uint32_t size);

/** [control] Free the slots; the pointers in them are the caller's. A zeroed ring is fine. */
void ring_cleanup(Ring *ring);

/** Push one pointer, not NULL. [io, producer] Never blocks. Returns false when full. */
static inline bool ring_push_spsc(Ring *ring, void *pointer) OSSICLE_REALTIME
{
    race_releasing(ring);
    race_unseen_begin();
    const bool is_pushed = ck_ring_enqueue_spsc(&ring->ring, ring->slots, pointer);
    race_unseen_end();
    return is_pushed;
}

/** Take the oldest pointer. [io, consumer] Never blocks. Returns NULL when empty. */
static inline void *ring_pop_spsc(Ring *ring) OSSICLE_REALTIME
{
    void *pointer = NULL;
    race_unseen_begin();
    const bool is_popped = ck_ring_dequeue_spsc(&ring->ring, ring->slots, &pointer);
    race_unseen_end();
    if (!is_popped)
        return NULL;
    race_acquired(ring);
    return pointer;
}

#endif
