/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/ring.h"

#include "realtime/memory.h"

#include <string.h>

Status ring_init(Ring *ring, uint32_t size)
{
    memset(ring, 0, sizeof *ring);
    if (size < 2 || (size & (size - 1)) != 0)
        return STATUS_BAD_ARGUMENT;
    ring->slots = memory_new(size * sizeof *ring->slots);
    if (!ring->slots)
        return STATUS_NO_MEMORY;
    ck_ring_init(&ring->ring, size);
    return STATUS_OK;
}

void ring_cleanup(Ring *ring)
{
    memory_free(ring->slots);
    memset(ring, 0, sizeof *ring);
}
