/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/engine_state.h"

#include <string.h>

/* What the I/O threads that read do. */

/* Samples that stay in the first cache between being read and being multiplied. */
#define PIECE_SAMPLES 12288u

uint32_t engine_latency_of(const Engine *engine, uint32_t heard) OSSICLE_REALTIME
{
    const uint32_t kept = atomic_load_explicit(&engine->latency_frames, memory_order_acquire);
    if (heard == ROUTE_DRY)
        return kept;
    const uint32_t frames = lane_latency_frames(&engine->lanes[heard]);
    return frames > kept ? frames : kept;
}

static JoinLane join_lane(const Engine *engine, uint32_t index) OSSICLE_REALTIME
{
    if (index == ROUTE_DRY)
        return (JoinLane){.is_dry = true};
    const Lane *lane = &engine->lanes[index];
    const Loopback *wet = &lane->exchange.wet;
    /* It may be used if it belongs to the same jump of the writer as the dry one. */
    const bool is_usable =
        atomic_load_explicit(&wet->state->generation, memory_order_acquire) ==
        atomic_load_explicit(&engine->dry.state->generation, memory_order_acquire);
    return (JoinLane){.wet = is_usable ? wet : NULL, .latency_frames = lane_latency_frames(lane)};
}

uint32_t engine_join(const Engine *engine, EngineReader *reader, int64_t sample_time,
                     uint32_t frames, float *samples) OSSICLE_REALTIME
{
    const Route route = route_read(&engine->board);
    const JoinSources sources = {
        .from = route_changes(&route) ? join_lane(engine, route.from) : (JoinLane){.is_dry = true},
        .to = join_lane(engine, route.to),
        .start = route.start,
        .dry = &engine->dry,
        .latency_before = route.latency_frames,
        .latency_frames = engine_latency_of(engine, route.to),
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
    } else if (atomic_load_explicit(&engine->has_lanes, memory_order_acquire)) {
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
    else if (atomic_load_explicit(&engine->has_lanes, memory_order_acquire))
        read_joined(engine, reader, sample_time, frames, samples);
    else
        (void)loopback_read(&engine->dry, sample_time, frames, samples);
}

void engine_reader_init(EngineReader *reader, const Engine *engine) OSSICLE_REALTIME
{
    memset(&reader->join, 0, sizeof reader->join);
    gain_stage_init(&reader->gain, &engine->gains);
}
