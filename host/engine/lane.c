/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/lane.h"

#include "realtime/counter.h"

/* A worker process has its own. */
static Status prepare_processor(Lane *lane, Chain *chain, const LaneConfig *config)
{
    lane->remote = chain->remote;
    if (lane->remote) {
        exchange_say_latency(lane->exchange.done, atomic_load(&chain->latency_frames));
        return STATUS_OK;
    }
    const Status status = processor_prepare(&lane->processor, chain, config->dry, &lane->exchange);
    if (!status)
        processor_reset(&lane->processor, config->sample_rate_hz);
    return status;
}

Status lane_prepare(Lane *lane, Chain *chain, EngineMode mode, const LaneConfig *config)
{
    Exchange *exchange = &lane->exchange;
    Status status = STATUS_OK;
    if (exchange->given)
        exchange_clear(exchange);
    else
        status =
            exchange_init(exchange, config->dry->channels, config->ring_frames, config->is_shared);
    if (!status)
        status = prepare_processor(lane, chain, config);
    if (status)
        return status;
    lane->mode = mode;
    atomic_store(&lane->latency_before, lane_latency_frames(lane));
    atomic_store(&exchange->wet.state->generation, atomic_load(&config->dry->state->generation));
    block_ring_view(&lane->given, &exchange->given->blocks, &exchange->done->blocks);
    if (lane->mode == ENGINE_MODE_WORKER)
        worker_init(&lane->worker, &exchange->given->blocks, &exchange->done->blocks,
                    processor_process_handed, &lane->processor);
    lane->flags = 0;
    lane->is_fed = false;
    atomic_store(&lane->queued_blocks, 0);
    atomic_store(&lane->dropped_blocks, 0);
    return STATUS_OK;
}

Status lane_start(Lane *lane, const LaneConfig *config, Error *error)
{
    const double period_s = ENGINE_BLOCK_FRAMES / config->sample_rate_hz;
    const RemoteSoundAreas areas = {.dry = config->dry_area,
                                    .given = &lane->exchange.given_area,
                                    .done = &lane->exchange.done_area,
                                    .ring_frames = config->ring_frames};
    if (lane->mode == ENGINE_MODE_WORKER)
        return worker_start(&lane->worker, (uint64_t)(period_s * 1e9), error);
    if (lane->remote && !(areas.dry->memory && areas.given->memory && areas.done->memory))
        return error_set(error, STATUS_NO_MEMORY,
                         "engine: the system gives no memory that processes can share; use mode "
                         "worker");
    if (lane->remote)
        return remote_chain_start(lane->remote, &areas, config->sample_rate_hz, error);
    return STATUS_OK;
}

void lane_abandon(Lane *lane)
{
    lane->is_abandoned = true;
    (void)worker_stop(&lane->worker, 0);
}

void lane_stop(Lane *lane, uint32_t hang_ms)
{
    if (!worker_stop(&lane->worker, hang_ms))
        lane_abandon(lane);
    if (lane->remote)
        remote_chain_stop(lane->remote);
}

bool lane_pause(Lane *lane, uint32_t hang_ms)
{
    atomic_store(&lane->is_passed_by, true);
    return worker_pause(&lane->worker, hang_ms);
}

void lane_resume(Lane *lane)
{
    worker_resume(&lane->worker);
    atomic_store(&lane->is_passed_by, false);
}

void lane_cleanup(Lane *lane)
{
    if (lane->is_abandoned)
        return;
    chain_free(lane->chain);
    lane->chain = NULL;
    processor_cleanup(&lane->processor);
    exchange_cleanup(&lane->exchange);
}

void lane_feed(Lane *lane, const Block *block, const float *samples) OSSICLE_REALTIME
{
    Block fed = *block;
    atomic_store_explicit(&lane->latency_before, lane_latency_frames(lane), memory_order_relaxed);
    fed.flags |= lane->flags;
    lane->flags = 0;
    const bool is_inline = lane->mode == ENGINE_MODE_INLINE;
    if (is_inline && REALTIME_LIKELY(!atomic_load(&lane->is_passed_by))) {
        counter_add_one(&lane->queued_blocks);
        processor_process(&lane->processor, &fed, samples);
        return;
    }
    fed.given_ns = (uint32_t)load_meter_now_ns();
    if (REALTIME_LIKELY(!is_inline && !lane_has_ended(lane) &&
                        block_ring_give(&lane->given, &fed))) {
        counter_add_one(&lane->queued_blocks);
    } else {
        counter_add_one(&lane->dropped_blocks);
        lane->flags = OSSICLE_BLOCK_DISCONTINUITY;
    }
}

void lane_wake(Lane *lane) OSSICLE_REALTIME
{
    if (lane->mode == ENGINE_MODE_WORKER)
        worker_wake(&lane->worker);
    else if (lane->remote)
        wake_signal_shared(&lane->remote->memory.said->wake);
}

/* While this looks, no more than a ring full of blocks can be added and done; a count that is
 * further ahead was written over by a module, which may hang since then. */
bool lane_is_done(const Lane *lane) OSSICLE_REALTIME
{
    const uint64_t queued = atomic_load_explicit(&lane->queued_blocks, memory_order_acquire);
    const uint64_t done =
        atomic_load_explicit(&lane->exchange.done->done_blocks, memory_order_acquire);
    return done - queued < BLOCK_RING_BLOCKS || lane_has_ended(lane) || lane->is_abandoned;
}

uint32_t lane_latency_frames(const Lane *lane) OSSICLE_REALTIME
{
    const uint32_t most = lane->exchange.wet.frames / 2;
    const uint32_t before = atomic_load_explicit(&lane->latency_before, memory_order_relaxed);
    const uint32_t frames = exchange_latency(lane->exchange.done, before);
    return frames < most ? frames : most;
}
