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
#include "engine/remote_chain.h"
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
    Worker worker;             /**< in worker mode */
    RemoteChain *remote;       /**< in isolated mode */
    bool is_parked;            /**< there are no instances, and nothing is ready for sound */
    _Atomic bool is_abandoned; /**< its thread hangs in a module: nothing of it is ever freed */
    /* The writer's. */
    BlockRing given;
    uint32_t flags; /**< OSSICLE_BLOCK_* for the next block */
    bool is_fed;
    _Atomic bool is_passed_by;       /**< inline: blocks aren't processed; set by control */
    int64_t fed_from;                /**< if it is fed */
    _Atomic uint32_t latency_before; /**< of its chain, in front of the last block */
    _Atomic uint64_t queued_blocks;  /**< handed over */
    _Atomic uint64_t dropped_blocks; /**< not handed over: the ring was full */
} Lane;

/** What a lane needs of its engine. */
typedef struct LaneConfig {
    const Loopback *dry;
    const Area *dry_area; /**< that `dry` stands in, if there may be worker processes */
    uint32_t ring_frames;
    bool is_shared; /**< there may be worker processes */
    double sample_rate_hz;
} LaneConfig;

/** [control, not fed] Get ready for sound that begins anew and goes through `chain`: make what
 * isn't there yet, empty the rest. */
Status lane_prepare(Lane *lane, Chain *chain, EngineMode mode, const LaneConfig *config);

/** [control, prepared] Start who runs the chain, if that isn't the writer. */
Status lane_start(Lane *lane, const LaneConfig *config, Error *error);

/** [control, not fed any more] Let it finish what was handed over, and stop it. One that processes
 * nothing for `hang_ms` is killed if it is a process, and abandoned if it is a thread. */
void lane_stop(Lane *lane, uint32_t hang_ms);

/** [control] Its thread hangs: don't wait for it any more. */
void lane_abandon(Lane *lane);

/** [control, stopped] Free all, but of one that was abandoned. A zeroed lane is fine. */
void lane_cleanup(Lane *lane);

/** [control] Nothing is processed between these, but for a block that the writer is at: until it
 * has left, see grace.h. Blocks wait, or, inline, pass by and are dropped. A lane in another mode,
 * or one that has stopped, is fine. False: it hangs, for `hang_ms` at least. @{ */
bool lane_pause(Lane *lane, uint32_t hang_ms);
void lane_resume(Lane *lane);
/** @} */

/** [io, the writer] Hand a block over, or process it here; `samples` are what it refers to. */
void lane_feed(Lane *lane, const Block *block, const float *samples) OSSICLE_REALTIME;

/** [io, the writer] That was all for now. */
void lane_wake(Lane *lane) OSSICLE_REALTIME;

/** [any] Whether nobody will process anything any more: the worker process has ended. */
static inline bool lane_has_ended(const Lane *lane) OSSICLE_REALTIME
{
    return lane->remote && remote_chain_has_ended(lane->remote);
}

/** [any] Whether all is done that was handed over, or nobody will do it. */
bool lane_is_done(const Lane *lane) OSSICLE_REALTIME;

/** [any] Latency of its chain, in frames: at most half the ring, behind which there is no dry
 * sound. */
uint32_t lane_latency_frames(const Lane *lane) OSSICLE_REALTIME;

#endif
