/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file lane.h
 * One way from dry sound to processed sound: a chain, who runs it, and what they exchange.
 *
 * An engine has a few lanes, so that one can take over from another while sound runs. A lane's wet
 * loopback stays where it is until the engine is freed: readers need no permission to look. */

#ifndef OSSICLE_ENGINE_LANE_H
#define OSSICLE_ENGINE_LANE_H

#include "base/status.h"
#include "engine/chain.h"
#include "engine/engine.h"
#include "engine/exchange.h"
#include "engine/processor.h"
#include "engine/worker.h"
#include "realtime/realtime.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Lane {
    Chain *chain;    /**< NULL: the lane is free */
    EngineMode mode; /**< who runs it, since lane_prepare */
    Exchange exchange;
    Processor processor;
    Worker worker; /**< in worker mode */
    /* The writer's. */
    BlockRing given;
    uint32_t flags; /**< OSSICLE_BLOCK_* for the next block */
    bool is_fed;
    _Atomic bool is_passed_by;       /**< inline: blocks aren't processed; set by control */
    int64_t fed_from;                /**< if it is fed */
    _Atomic uint64_t queued_blocks;  /**< handed over */
    _Atomic uint64_t dropped_blocks; /**< not handed over: the ring was full */
} Lane;

/** What a lane needs of its engine. */
typedef struct LaneConfig {
    const Loopback *dry;
    uint32_t ring_frames;
    double sample_rate_hz;
} LaneConfig;

/** [control, not fed] Get ready for sound that begins anew and goes through `chain`: make what
 * isn't there yet, empty the rest. */
Status lane_prepare(Lane *lane, Chain *chain, EngineMode mode, const LaneConfig *config);

/** [control, prepared] Start who runs the chain, if that isn't the writer. */
Status lane_start(Lane *lane, double sample_rate_hz, Error *error);

/** [control, not fed any more] Let it finish what was handed over, and stop it. */
void lane_stop(Lane *lane);

/** [control, stopped] Free all. A zeroed lane is fine. */
void lane_cleanup(Lane *lane);

/** [control] Nothing is processed between these, but for a block that the writer is at: until it
 * has left, see grace.h. Blocks wait, or, inline, pass by and are dropped. A lane in another mode,
 * or one that has stopped, is fine. @{ */
void lane_pause(Lane *lane);
void lane_resume(Lane *lane);
/** @} */

/** [io, the writer] Hand a block over, or process it here; `samples` are what it refers to. */
void lane_feed(Lane *lane, const Block *block, const float *samples) OSSICLE_REALTIME;

/** [io, the writer] That was all for now. */
void lane_wake(Lane *lane) OSSICLE_REALTIME;

/** [any] Whether all is done that was handed over. */
bool lane_is_done(const Lane *lane) OSSICLE_REALTIME;

/** [any] Latency of its chain, in frames: at most half the ring, behind which there is no dry
 * sound. */
uint32_t lane_latency_frames(const Lane *lane) OSSICLE_REALTIME;

#endif
