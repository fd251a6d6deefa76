/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/lane.h"

#include "realtime/denormals.h"

Status lane_prepare(Lane *lane, Chain *chain, EngineMode mode, const LaneConfig *config)
{
    Exchange *exchange = &lane->exchange;
    Status status = STATUS_OK;
    if (exchange->given)
        exchange_clear(exchange);
    else
        status = exchange_init(exchange, config->dry->channels, config->ring_frames);
    if (!status)
        status = processor_prepare(&lane->processor, chain, config->dry, exchange);
    if (status)
        return status;
    lane->mode = mode;
    processor_reset(&lane->processor, config->sample_rate_hz);
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

Status lane_start(Lane *lane, double sample_rate_hz, Error *error)
{
    const double period_s = ENGINE_BLOCK_FRAMES / sample_rate_hz;
    if (lane->mode != ENGINE_MODE_WORKER)
        return STATUS_OK;
    return worker_start(&lane->worker, (uint64_t)(period_s * 1e9), error);
}

void lane_stop(Lane *lane)
{
    worker_stop(&lane->worker);
}

void lane_pause(Lane *lane)
{
    atomic_store(&lane->is_passed_by, true);
    worker_pause(&lane->worker);
}

void lane_resume(Lane *lane)
{
    worker_resume(&lane->worker);
    atomic_store(&lane->is_passed_by, false);
}

void lane_cleanup(Lane *lane)
{
    chain_free(lane->chain);
    lane->chain = NULL;
    processor_cleanup(&lane->processor);
    exchange_cleanup(&lane->exchange);
}

/* Each counter has one writer, so that nothing needs a locked addition. */
static void count(_Atomic uint64_t *counter) OSSICLE_REALTIME
{
    const uint64_t before = atomic_load_explicit(counter, memory_order_relaxed);
    atomic_store_explicit(counter, before + 1, memory_order_release);
}

void lane_feed(Lane *lane, const Block *block, const float *samples) OSSICLE_REALTIME
{
    Block fed = *block;
    fed.flags |= lane->flags;
    lane->flags = 0;
    const bool is_inline = lane->mode == ENGINE_MODE_INLINE;
    if (is_inline && REALTIME_LIKELY(!atomic_load(&lane->is_passed_by))) {
        const uint64_t before = denormals_to_zero();
        count(&lane->queued_blocks);
        processor_process(&lane->processor, &fed, samples);
        denormals_restore(before);
        return;
    }
    fed.given_ns = (uint32_t)load_meter_now_ns();
    if (REALTIME_LIKELY(!is_inline && block_ring_give(&lane->given, &fed))) {
        count(&lane->queued_blocks);
    } else {
        count(&lane->dropped_blocks);
        lane->flags = OSSICLE_BLOCK_DISCONTINUITY;
    }
}

void lane_wake(Lane *lane) OSSICLE_REALTIME
{
    if (lane->mode != ENGINE_MODE_INLINE)
        worker_wake(&lane->worker);
}

bool lane_is_done(const Lane *lane) OSSICLE_REALTIME
{
    const uint64_t queued = atomic_load_explicit(&lane->queued_blocks, memory_order_acquire);
    return atomic_load_explicit(&lane->exchange.done->done_blocks, memory_order_acquire) >= queued;
}

uint32_t lane_latency_frames(const Lane *lane) OSSICLE_REALTIME
{
    const uint32_t most = lane->exchange.wet.frames / 2;
    const uint32_t frames =
        atomic_load_explicit(&lane->exchange.done->latency_frames, memory_order_acquire);
    return frames < most ? frames : most;
}
