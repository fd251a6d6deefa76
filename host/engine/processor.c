/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/processor.h"

#include "engine/engine.h"
#include "realtime/denormals.h"
#include "realtime/memory.h"

#include <assert.h>
#include <string.h>

static_assert(sizeof((BlockRecord){0}.modules_ns) == sizeof((BlockTimes){0}.modules_ns),
              "the same modules");

Status processor_prepare(Processor *processor, Chain *chain, const Loopback *dry,
                         Exchange *exchange)
{
    processor->chain = chain;
    processor->dry = dry;
    processor->exchange = exchange;
    if (!processor->samples) {
        const size_t count = (size_t)dry->channels * ENGINE_BLOCK_FRAMES;
        processor->samples = memory_new(count * sizeof *processor->samples);
    }
    chain_count_in(chain, &exchange->done->times);
    return processor->samples ? chain_make_room(chain) : STATUS_NO_MEMORY;
}

void processor_cleanup(Processor *processor)
{
    memory_free(processor->samples);
    *processor = (Processor){.chain = NULL};
}

void processor_reset(Processor *processor, double sample_rate_hz)
{
    processor->flags = 0;
    processor->processed_blocks = 0;
    processor->dropped_blocks = 0;
    atomic_store(&processor->chain->silenced_blocks, 0);
    atomic_store(&processor->chain->failed_blocks, 0);
    atomic_store(&processor->chain->lost_lines, 0);
    load_meter_reset(&processor->load, sample_rate_hz);
    exchange_say_latency(processor->exchange->done, atomic_load(&processor->chain->latency_frames));
}

static void copy_counter(_Atomic uint64_t *to, const _Atomic uint64_t *from) OSSICLE_REALTIME
{
    atomic_store_explicit(to, atomic_load_explicit(from, memory_order_relaxed),
                          memory_order_relaxed);
}

/* Tell the engine what the chain says of itself. */
static void publish(const Processor *processor) OSSICLE_REALTIME
{
    Chain *chain = processor->chain;
    ExchangeDone *done = processor->exchange->done;
    copy_counter(&done->silenced_blocks, &chain->silenced_blocks);
    copy_counter(&done->failed_blocks, &chain->failed_blocks);
    copy_counter(&done->lost_log_lines, &chain->lost_lines);
    atomic_store_explicit(&done->load, load_meter_read(&processor->load), memory_order_relaxed);
    const uint32_t latency = atomic_load_explicit(&chain->latency_frames, memory_order_relaxed);
    if (REALTIME_LIKELY(latency == exchange_latency(done, ~latency)))
        return;
    exchange_say_latency(done, latency);
    if (chain->latency_news)
        log_queue_tell(chain->log_queue, chain->latency_news);
}

/* The writer jumped back since the last block: what the wet loopback has of later is of no use. */
static void forget_later(Loopback *wet, const Block *block, const float *samples) OSSICLE_REALTIME
{
    if (block->generation == atomic_load_explicit(&wet->state->generation, memory_order_relaxed))
        return;
    loopback_write(wet, block->generation_start, 0, samples);
    atomic_store_explicit(&wet->state->generation, block->generation, memory_order_release);
}

/* What a module wrote over the shared counters is gone with its block. */
static void be_done(const Processor *processor, const Block *block) OSSICLE_REALTIME
{
    ExchangeDone *done = processor->exchange->done;
    const uint64_t processed = processor->processed_blocks;
    const uint64_t dropped = processor->dropped_blocks;
    atomic_store_explicit(&done->processed_sample_time, block->sample_time + block->frames,
                          memory_order_relaxed);
    atomic_store_explicit(&done->processed_blocks, processed, memory_order_relaxed);
    atomic_store_explicit(&done->dropped_blocks, dropped, memory_order_relaxed);
    atomic_store_explicit(&done->done_blocks, processed + dropped, memory_order_release);
}

static void record(const Processor *processor, const Block *block,
                   uint32_t waited_ns) OSSICLE_REALTIME
{
    const Chain *chain = processor->chain;
    const BlockTimes *times = &chain->last;
    BlockRecord record = {
        .begin_ns = times->begin_ns,
        .sample_time = block->sample_time,
        .frames = block->frames,
        .sound_ns = times->sound_ns,
        .busy_ns = times->busy_ns,
        .waited_ns = waited_ns,
        .slowest_ns = times->slowest_ns,
        .slowest = (uint16_t)times->slowest,
        .chain = chain->number,
    };
    memcpy(record.modules_ns, times->modules_ns, sizeof record.modules_ns);
    record_ring_write(&processor->exchange->blocks, &record);
}

static void process(Processor *processor, const Block *block, const float *samples,
                    bool was_handed) OSSICLE_REALTIME
{
    Loopback *wet = &processor->exchange->wet;
    const ChainBlock chain_block = {
        .sample_time = block->sample_time,
        .host_time_ns = block->host_time_ns,
        .frames = block->frames,
        .flags = block->flags | processor->flags,
    };
    processor->flags = 0;
    forget_later(wet, block, samples);
    const uint64_t mode = denormals_to_zero();
    const float *result = chain_process(processor->chain, &chain_block, samples);
    denormals_restore(mode); /* also from what modules did to it */
    const BlockTimes *times = &processor->chain->last;
    load_meter_add(&processor->load, times->busy_ns, block->frames);
    publish(processor);
    loopback_write(wet, block->sample_time, block->frames, result);
    processor->processed_blocks++;
    be_done(processor, block);
    record(processor, block, was_handed ? (uint32_t)times->begin_ns - block->given_ns : 0);
}

void processor_process(Processor *processor, const Block *block,
                       const float *samples) OSSICLE_REALTIME
{
    process(processor, block, samples, false);
}

void processor_process_handed(void *context, const Block *block) OSSICLE_REALTIME
{
    Processor *processor = context;
    const Loopback *dry = processor->dry;
    const bool is_whole = loopback_read(dry, block->sample_time, block->frames, processor->samples);
    const uint32_t generation = atomic_load_explicit(&dry->state->generation, memory_order_acquire);
    if (REALTIME_LIKELY(is_whole && generation == block->generation)) {
        process(processor, block, processor->samples, true);
        return;
    }
    processor->flags = OSSICLE_BLOCK_DISCONTINUITY;
    processor->dropped_blocks++;
    be_done(processor, block);
}
