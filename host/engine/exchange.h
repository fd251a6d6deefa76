/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file exchange.h
 * What the engine and whoever runs a chain for it, be it a thread or another process, hand to each
 * other: blocks to process one way, the result and how it goes the other.
 *
 * Each direction has memory of its own, which the other side only reads and which holds no pointer.
 * The engine believes nothing of what it reads here: sizes and addresses stand in its own Exchange.
 */

#ifndef OSSICLE_ENGINE_EXCHANGE_H
#define OSSICLE_ENGINE_EXCHANGE_H

#include "base/status.h"
#include "engine/area.h"
#include "engine/block_ring.h"
#include "engine/loopback.h"
#include "engine/module_times.h"
#include "engine/record_ring.h"
#include "realtime/realtime.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/** Written by the engine. */
typedef struct ExchangeGiven {
    BlockRingGiven blocks;
} ExchangeGiven;

/** Written by whoever processes. In front of the records of blocks and the wet loopback. */
typedef struct ExchangeDone {
    BlockRingTaken blocks;
    _Alignas(REALTIME_CACHE_LINE) _Atomic int64_t processed_sample_time; /**< end of what is done */
    _Atomic uint64_t done_blocks; /**< processed or dropped */
    _Atomic uint64_t processed_blocks;
    _Atomic uint64_t dropped_blocks;  /**< overwritten before they were processed */
    _Atomic uint64_t silenced_blocks; /**< the chain wrote a NaN or an infinity */
    _Atomic uint64_t failed_blocks;   /**< a module's process returned a failure */
    _Atomic uint64_t lost_log_lines;
    _Atomic uint64_t latency; /**< of the chain: see exchange_say_latency */
    _Atomic double load;      /**< see load_meter.h */
    ModuleTimes times;        /**< since it began */
} ExchangeDone;

/** One side's view. */
typedef struct Exchange {
    ExchangeGiven *given; /**< NULL: there is no memory yet */
    ExchangeDone *done;
    RecordRing blocks; /**< what was processed; stays when all else begins anew */
    Loopback wet;
    Area given_area; /**< what `given` and `done` stand in, if another process may map it */
    Area done_area;
} Exchange;

/** [control] Make both memories, all zero and touched. The exchange is made at most once.
 * `is_shared`: another process may map them, unless the system gives no such memory. */
Status exchange_init(Exchange *exchange, uint32_t channels, uint32_t frames, bool is_shared);

/** How much memory `done` and what stands behind it take. */
size_t exchange_done_bytes(uint32_t channels, uint32_t frames);

/** [control] Look into memories that are there: `given` and `done` are set. */
void exchange_view(Exchange *exchange, uint32_t channels, uint32_t frames);

/** [control] A zeroed exchange is fine. */
void exchange_cleanup(Exchange *exchange);

/** [control, or io, whoever processes] Say the latency of the chain. It stands there with its
 * complement: what else a module writes over it is found out, since a latency that was once heard
 * stays. */
void exchange_say_latency(ExchangeDone *done, uint32_t frames) OSSICLE_REALTIME;

/** [any] The latency that was said; `otherwise` if none was, or something was written over it. */
static inline uint32_t exchange_latency(const ExchangeDone *done,
                                        uint32_t otherwise) OSSICLE_REALTIME
{
    const uint64_t latency = atomic_load_explicit(&done->latency, memory_order_acquire);
    const uint32_t frames = (uint32_t)latency;
    return (uint32_t)(latency >> 32) == ~frames ? frames : otherwise;
}

/** [control, nobody at work] Count from 0 again. */
void exchange_clear_counters(Exchange *exchange);

/** [control, nobody at work but readers of the wet loopback] Begin anew. */
void exchange_clear(Exchange *exchange);

#endif
