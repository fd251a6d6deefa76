/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/engine_state.h"

#include "realtime/denormals.h"

#include <string.h>

/* Samples that stay in the first cache between being read and being multiplied. */
#define PIECE_SAMPLES 12288u

/* Each counter has one writer, so that nothing needs a locked addition. */
static void count(_Atomic uint64_t *counter) OSSICLE_REALTIME
{
    const uint64_t before = atomic_load_explicit(counter, memory_order_relaxed);
    atomic_store_explicit(counter, before + 1, memory_order_release);
}

/* The writer jumped back since the last block: what the wet loopback has of later is of no use. */
static void forget_later(Engine *engine, const Block *block, const float *samples) OSSICLE_REALTIME
{
    EngineProcessor *processor = &engine->processor;
    if (block->generation == atomic_load_explicit(&processor->generation, memory_order_relaxed))
        return;
    loopback_write(&engine->wet, block->generation_start, 0, samples);
    atomic_store_explicit(&processor->generation, block->generation, memory_order_release);
}

/* The same code for worker and inline: it makes their results the same. */
static void process(Engine *engine, const Block *block, const float *samples) OSSICLE_REALTIME
{
    EngineProcessor *processor = &engine->processor;
    const ChainBlock chain_block = {
        .sample_time = block->sample_time,
        .host_time_ns = block->host_time_ns,
        .frames = block->frames,
        .flags = block->flags | processor->flags,
    };
    processor->flags = 0;
    forget_later(engine, block, samples);
    const uint64_t before = load_meter_now_ns();
    const float *result = chain_process(engine->chain, &chain_block, samples);
    load_meter_add(&processor->load, load_meter_now_ns() - before, block->frames);
    loopback_write(&engine->wet, block->sample_time, block->frames, result);
    count(&processor->processed_blocks);
}

static void be_done(Engine *engine, const Block *block) OSSICLE_REALTIME
{
    atomic_store_explicit(&engine->processor.processed_sample_time,
                          block->sample_time + block->frames, memory_order_relaxed);
    count(&engine->processor.done_blocks);
}

void engine_process_handed(void *context, const Block *block) OSSICLE_REALTIME
{
    Engine *engine = context;
    EngineProcessor *processor = &engine->processor;
    const bool is_whole =
        loopback_read(&engine->dry, block->sample_time, block->frames, processor->samples);
    const uint32_t generation =
        atomic_load_explicit(&engine->writer.generation, memory_order_acquire);
    if (REALTIME_LIKELY(is_whole && generation == block->generation)) {
        process(engine, block, processor->samples);
    } else {
        processor->flags = OSSICLE_BLOCK_DISCONTINUITY;
        count(&processor->dropped_blocks);
    }
    be_done(engine, block);
}

/* The writer jumps back: a new generation begins. If the last one hasn't reached the wet loopback
 * yet, what it made useless is still there to be forgotten too. */
static void jump_back(Engine *engine, int64_t sample_time) OSSICLE_REALTIME
{
    EngineWriter *writer = &engine->writer;
    const uint32_t generation = atomic_load_explicit(&writer->generation, memory_order_relaxed);
    const uint32_t processed =
        atomic_load_explicit(&engine->processor.generation, memory_order_acquire);
    if (processed == generation || sample_time < writer->generation_start)
        writer->generation_start = sample_time;
    atomic_store_explicit(&writer->generation, generation + 1, memory_order_release);
}

/* Look whether the new sound follows the old one. */
static void follow(Engine *engine, int64_t sample_time, uint32_t frames) OSSICLE_REALTIME
{
    EngineWriter *writer = &engine->writer;
    if (REALTIME_UNLIKELY(writer->next_sample_time != sample_time && writer->has_written)) {
        writer->flags = OSSICLE_BLOCK_DISCONTINUITY;
        if (sample_time < writer->next_sample_time)
            jump_back(engine, sample_time);
    }
    writer->has_written = true;
    writer->next_sample_time = sample_time + frames;
}

/* Pass a block to the chain, here or in the worker. */
static void pass_on(Engine *engine, const Block *block, const float *samples) OSSICLE_REALTIME
{
    EngineWriter *writer = &engine->writer;
    writer->flags = 0;
    if (engine->mode == ENGINE_MODE_INLINE) {
        count(&writer->queued_blocks);
        process(engine, block, samples);
        be_done(engine, block);
    } else if (REALTIME_LIKELY(worker_hand_over(&engine->worker, block))) {
        count(&writer->queued_blocks);
    } else {
        count(&writer->dropped_blocks);
        writer->flags = OSSICLE_BLOCK_DISCONTINUITY;
    }
    count(&writer->blocks);
}

static void write_divided(Engine *engine, int64_t sample_time, uint64_t host_time_ns,
                          uint32_t frames, const float *samples) OSSICLE_REALTIME
{
    EngineWriter *writer = &engine->writer;
    follow(engine, sample_time, frames);
    loopback_write(&engine->dry, sample_time, frames, samples);
    for (uint32_t done = 0; done < frames;) {
        const uint32_t rest = frames - done;
        const Block block = {
            .sample_time = sample_time + done,
            .host_time_ns = host_time_ns,
            .frames = rest < ENGINE_BLOCK_FRAMES ? rest : ENGINE_BLOCK_FRAMES,
            .flags = writer->flags,
            .generation = atomic_load_explicit(&writer->generation, memory_order_relaxed),
            .generation_start = writer->generation_start,
        };
        pass_on(engine, &block, samples + (size_t)done * engine->channels);
        done += block.frames;
    }
    atomic_store_explicit(&writer->written_sample_time, sample_time + frames, memory_order_release);
}

/* Not inline, so that the empty chain saves fewer registers. */
static __attribute__((noinline)) void write_to_chain(Engine *engine, int64_t sample_time,
                                                     uint64_t host_time_ns, uint32_t frames,
                                                     const float *samples) OSSICLE_REALTIME
{
    if (engine->mode == ENGINE_MODE_WORKER) {
        write_divided(engine, sample_time, host_time_ns, frames, samples);
        worker_wake(&engine->worker);
        return;
    }
    const uint64_t before = denormals_to_zero();
    write_divided(engine, sample_time, host_time_ns, frames, samples);
    denormals_restore(before);
}

void engine_write(Engine *engine, int64_t sample_time, uint64_t host_time_ns, uint32_t frames,
                  const float *samples) OSSICLE_REALTIME
{
    const bool is_running = atomic_load_explicit(&engine->is_running, memory_order_relaxed);
    if (REALTIME_UNLIKELY(!is_running || frames == 0))
        return;
    if (engine->chain) {
        write_to_chain(engine, sample_time, host_time_ns, frames, samples);
        return;
    }
    loopback_write(&engine->dry, sample_time, frames, samples);
    count(&engine->writer.blocks);
    atomic_store_explicit(&engine->writer.written_sample_time, sample_time + frames,
                          memory_order_release);
}

/* Whether the wet loopback belongs to the same jump of the writer as the dry one. */
static bool wet_is_usable(const Engine *engine) OSSICLE_REALTIME
{
    return atomic_load_explicit(&engine->processor.generation, memory_order_acquire) ==
           atomic_load_explicit(&engine->writer.generation, memory_order_acquire);
}

uint32_t engine_join(const Engine *engine, EngineReader *reader, int64_t sample_time,
                     uint32_t frames, float *samples) OSSICLE_REALTIME
{
    const JoinSources sources = {
        .wet = wet_is_usable(engine) ? &engine->wet : NULL,
        .dry = &engine->dry,
        .latency_frames =
            atomic_load_explicit(&engine->chain->latency_frames, memory_order_acquire),
    };
    return join_read(&sources, &reader->join, sample_time, frames, samples);
}

static __attribute__((noinline)) void read_joined(Engine *engine, EngineReader *reader,
                                                  int64_t sample_time, uint32_t frames,
                                                  float *samples) OSSICLE_REALTIME
{
    const uint32_t dry_frames = engine_join(engine, reader, sample_time, frames, samples);
    if (REALTIME_UNLIKELY(dry_frames > 0))
        atomic_fetch_add_explicit(&engine->late_frames, dry_frames, memory_order_relaxed);
}

/* Read and multiply piece by piece, so that the samples needn't come from memory twice. */
static void read_joined_with_gain(Engine *engine, EngineReader *reader, int64_t sample_time,
                                  uint32_t frames, float *samples) OSSICLE_REALTIME
{
    const uint32_t piece = PIECE_SAMPLES / engine->channels;
    for (uint32_t done = 0; done < frames;) {
        const uint32_t count = frames - done < piece ? frames - done : piece;
        float *to = samples + (size_t)done * engine->channels;
        read_joined(engine, reader, sample_time + done, count, to);
        gain_stage_apply(&reader->gain, count, to, to);
        gain_stage_advance(&reader->gain, count);
        done += count;
    }
}

/* Multiply on the way from the loopback, where all is there in one piece. */
static void read_dry_with_gain(const Engine *engine, EngineReader *reader, int64_t sample_time,
                               uint32_t frames, float *samples) OSSICLE_REALTIME
{
    const size_t count = (size_t)frames * engine->channels;
    const LoopbackPiece piece = loopback_look(&engine->dry, sample_time, frames);
    if (REALTIME_LIKELY(piece.samples))
        gain_stage_apply(&reader->gain, frames, race_source(samples, piece.samples, count),
                         samples);
    if (REALTIME_UNLIKELY(!piece.samples || !loopback_holds(&engine->dry, &piece, sample_time))) {
        (void)loopback_read_anywhere(&engine->dry, sample_time, frames, samples);
        gain_stage_apply(&reader->gain, frames, samples, samples);
    }
    gain_stage_advance(&reader->gain, frames);
}

/* Not inline, so that unity saves fewer registers. */
static __attribute__((noinline)) void read_with_gain(Engine *engine, EngineReader *reader,
                                                     int64_t sample_time, uint32_t frames,
                                                     float *samples) OSSICLE_REALTIME
{
    if (reader->gain.state == GAIN_SILENT) {
        memset(samples, 0, (size_t)frames * engine->channels * sizeof *samples);
        join_forget(&reader->join);
    } else if (engine->chain) {
        read_joined_with_gain(engine, reader, sample_time, frames, samples);
    } else {
        read_dry_with_gain(engine, reader, sample_time, frames, samples);
    }
}

void engine_read(Engine *engine, EngineReader *reader, int64_t sample_time, uint32_t frames,
                 float *samples) OSSICLE_REALTIME
{
    gain_stage_follow(&reader->gain, &engine->gains);
    if (REALTIME_UNLIKELY(reader->gain.state != GAIN_UNITY))
        read_with_gain(engine, reader, sample_time, frames, samples);
    else if (engine->chain)
        read_joined(engine, reader, sample_time, frames, samples);
    else
        (void)loopback_read(&engine->dry, sample_time, frames, samples);
}

void engine_reader_init(EngineReader *reader, const Engine *engine) OSSICLE_REALTIME
{
    memset(&reader->join, 0, sizeof reader->join);
    gain_stage_init(&reader->gain, &engine->gains);
}

void engine_io_reset(Engine *engine)
{
    EngineWriter *writer = &engine->writer;
    loopback_clear(&engine->dry);
    loopback_clear(&engine->wet);
    writer->has_written = false;
    writer->flags = 0;
    engine->processor.flags = 0;
    load_meter_reset(&engine->processor.load, engine->config.sample_rate_hz);
    atomic_store(&engine->processor.generation, atomic_load(&writer->generation));
}
