/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file engine_loopbacks.h
 * Loopbacks in memory of their own. */

#ifndef OSSICLE_TESTS_ENGINE_LOOPBACKS_H
#define OSSICLE_TESTS_ENGINE_LOOPBACKS_H

#include "engine/loopback.h"
#include "realtime/memory.h"

/** An empty one, for loopback_delete. Its memory is its state; NULL: no memory. */
static inline Loopback loopback_make(uint32_t channels, uint32_t frames)
{
    Loopback loopback = {0};
    void *memory = memory_new(loopback_bytes(channels, frames));
    if (!memory)
        return loopback;
    loopback_view(&loopback, memory, channels, frames);
    loopback_clear(&loopback);
    return loopback;
}

static inline void loopback_delete(Loopback *loopback)
{
    memory_free(loopback->state);
}

#endif
