/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file processor.h
 * Runs a chain: takes blocks of the dry loopback, puts what the chain makes of them into the wet
 * one, and keeps count. The same code on the I/O thread, on a worker thread and in a worker
 * process: it makes their results the same. Denormals are zero while a chain runs. */

#ifndef OSSICLE_ENGINE_PROCESSOR_H
#define OSSICLE_ENGINE_PROCESSOR_H

#include "base/status.h"
#include "engine/block_ring.h"
#include "engine/chain.h"
#include "engine/exchange.h"
#include "engine/load_meter.h"
#include "engine/loopback.h"
#include "realtime/realtime.h"

#include <stdint.h>

/** Whoever processes has it for its own. */
typedef struct Processor {
    Chain *chain;
    const Loopback *dry;
    Exchange *exchange;
    uint32_t flags; /**< OSSICLE_BLOCK_* for the next block */
    float *samples; /**< one block, taken from the dry loopback */
    LoadMeter load;
    uint64_t processed_blocks; /**< counted here, since modules may write over shared counters @{ */
    uint64_t dropped_blocks;   /**< @} */
} Processor;

/** [control] Make what is needed and isn't there yet. What `chain`, `dry` and `exchange` point to
 * outlives the processor, or is replaced by another call. */
Status processor_prepare(Processor *processor, Chain *chain, const Loopback *dry,
                         Exchange *exchange);

/** [control] A zeroed processor is fine. */
void processor_cleanup(Processor *processor);

/** [control, not processing] Sound begins anew, at this rate. */
void processor_reset(Processor *processor, double sample_rate_hz);

/** [audio] Process a block that was handed over, if it still holds; `context` is the processor. */
void processor_process_handed(void *context, const Block *block) OSSICLE_REALTIME;

/** [audio] Process a block at once; `samples` are what it refers to. */
void processor_process(Processor *processor, const Block *block,
                       const float *samples) OSSICLE_REALTIME;

#endif
