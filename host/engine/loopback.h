/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file loopback.h
 * The last `frames` frames of a sound, interleaved, addressed by sample time: one writer, any
 * number of readers, each call's work bounded by the frames it is asked for.
 *
 * What can be read is kept as a few spans of sample time; nothing is ever cleared. The newest span
 * grows as long as the writer goes on where it stopped. A gap or a jump opens another one: after a
 * jump back, what was later than the new time is gone. */

#ifndef OSSICLE_ENGINE_LOOPBACK_H
#define OSSICLE_ENGINE_LOOPBACK_H

#include "base/status.h"
#include "realtime/race.h"
#include "realtime/realtime.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** How many spans are remembered; when there are more, the oldest is forgotten. */
#define LOOPBACK_SPANS 7

/** Sample times `start` to `end` - 1. */
typedef struct LoopbackSpan {
    _Atomic int64_t start;
    _Atomic int64_t end;
} LoopbackSpan;

/** The spans at one time: newest first; of all of them only what is at or after `floor` is still in
 * the ring. Without any, the newest is one that nothing is in and nothing goes on from. */
typedef struct LoopbackMap {
    _Alignas(REALTIME_CACHE_LINE) _Atomic int64_t floor;
    _Atomic uint32_t count;
    LoopbackSpan spans[LOOPBACK_SPANS];
} LoopbackMap;

/** How many maps there are: a reader that meets this many jumps during one read gives up. */
#define LOOPBACK_MAPS 4u

/** What stands in front of the samples. It may be written by another process, which may be out of
 * its mind: whatever is here, reading stays inside the loopback's memory and comes to an end. */
typedef struct LoopbackState {
    /** Which map holds; goes up by one when a span is opened. Maps other than the current one are
     * only ever looked at by readers that will find out and try again. */
    _Alignas(REALTIME_CACHE_LINE) _Atomic uint32_t version;
    /** For whoever writes and reads: which of the writer's jumps back the sound belongs to. */
    _Atomic uint32_t generation;
    LoopbackMap maps[LOOPBACK_MAPS];
} LoopbackState;

/** One process's view of a loopback: all that is to be trusted. */
typedef struct Loopback {
    LoopbackState *state;
    float *samples;
    uint64_t mask; /**< frames - 1 */
    uint32_t channels;
    uint32_t frames; /**< a power of two */
} Loopback;

/** How much memory a loopback of `frames` frames, a power of two, takes: a multiple of
 * REALTIME_CACHE_LINE. 0: there is no such loopback. */
size_t loopback_bytes(uint32_t channels, uint32_t frames);

/** [control] View the loopback in `memory`, which holds loopback_bytes, is aligned to
 * REALTIME_CACHE_LINE and outlives the view. loopback_clear makes it a loopback first. NULL: one
 * that stays empty, for reading only. */
void loopback_view(Loopback *loopback, void *memory, uint32_t channels, uint32_t frames);

/** [control, no writer, no reader] Forget everything. */
void loopback_clear(Loopback *loopback);

/** [io, readers] How many frames from `sample_time` on, at most `frames`, are all there
 * (`*is_there`) or all not there. At least 1 if `frames` is. */
uint32_t loopback_run(const Loopback *loopback, int64_t sample_time, uint32_t frames,
                      bool *is_there) OSSICLE_REALTIME;

/** loopback_write for every case. */
void loopback_write_anywhere(Loopback *loopback, int64_t sample_time, uint32_t frames,
                             const float *samples) OSSICLE_REALTIME;

/** loopback_read for every case. */
bool loopback_read_anywhere(const Loopback *loopback, int64_t sample_time, uint32_t frames,
                            float *samples) OSSICLE_REALTIME;

/** The map of a version. */
static inline const LoopbackMap *loopback_map(const Loopback *loopback,
                                              uint32_t version) OSSICLE_REALTIME
{
    return &loopback->state->maps[version & (LOOPBACK_MAPS - 1)];
}

/** Where a frame is in the ring, in samples. */
static inline size_t loopback_offset(const Loopback *loopback, int64_t sample_time) OSSICLE_REALTIME
{
    return (size_t)((uint64_t)sample_time & loopback->mask) * loopback->channels;
}

/** Whether no end of the ring lies between these frames. */
static inline bool loopback_is_one_piece(const Loopback *loopback, int64_t sample_time,
                                         uint32_t frames) OSSICLE_REALTIME
{
    return ((uint64_t)sample_time & loopback->mask) + frames <= loopback->frames;
}

/** First say what is lost, then overwrite it. */
static inline void loopback_raise_floor(const Loopback *loopback, LoopbackMap *map,
                                        int64_t end) OSSICLE_REALTIME
{
    const int64_t floor = end - loopback->frames;
    if (REALTIME_LIKELY(floor > atomic_load_explicit(&map->floor, memory_order_relaxed)))
        atomic_store_explicit(&map->floor, floor, memory_order_relaxed);
    race_fence_stores();
}

/** [io, writer] Put in `frames` frames from `sample_time` on. Inline is the common case: it goes on
 * where the last one stopped, in one piece. */
static inline void loopback_write(Loopback *loopback, int64_t sample_time, uint32_t frames,
                                  const float *samples) OSSICLE_REALTIME
{
    const uint32_t version = atomic_load_explicit(&loopback->state->version, memory_order_relaxed);
    LoopbackMap *map = &loopback->state->maps[version & (LOOPBACK_MAPS - 1)];
    if (REALTIME_UNLIKELY(atomic_load_explicit(&map->spans[0].end, memory_order_relaxed) !=
                              sample_time ||
                          !loopback_is_one_piece(loopback, sample_time, frames))) {
        loopback_write_anywhere(loopback, sample_time, frames, samples);
        return;
    }
    loopback_raise_floor(loopback, map, sample_time + frames);
    race_copy(loopback->samples + loopback_offset(loopback, sample_time), samples,
              (size_t)frames * loopback->channels);
    atomic_store_explicit(&map->spans[0].end, sample_time + frames, memory_order_release);
}

/** Frames that stand in the ring in one piece. */
typedef struct LoopbackPiece {
    const float *samples; /**< NULL: they don't */
    const LoopbackMap *map;
    uint32_t version;
} LoopbackPiece;

/** [io, readers] Look where frames stand. The common case: all is in the newest span, in one piece.
 * They may be overwritten at any moment; loopback_holds says afterwards whether they were. */
static inline LoopbackPiece loopback_look(const Loopback *loopback, int64_t sample_time,
                                          uint32_t frames) OSSICLE_REALTIME
{
    LoopbackPiece piece = {
        .version = atomic_load_explicit(&loopback->state->version, memory_order_acquire)};
    piece.map = loopback_map(loopback, piece.version);
    const LoopbackSpan *span = &piece.map->spans[0];
    const int64_t end = atomic_load_explicit(&span->end, memory_order_acquire);
    if (REALTIME_LIKELY(sample_time + frames <= end &&
                        sample_time >= atomic_load_explicit(&span->start, memory_order_relaxed) &&
                        loopback_is_one_piece(loopback, sample_time, frames)))
        piece.samples = loopback->samples + loopback_offset(loopback, sample_time);
    return piece;
}

/** [io, readers] Whether what was copied from a piece, from `sample_time` on, was still there. */
static inline bool loopback_holds(const Loopback *loopback, const LoopbackPiece *piece,
                                  int64_t sample_time) OSSICLE_REALTIME
{
    race_fence_loads(); /* first copy, then ask */
    return REALTIME_LIKELY(
        atomic_load_explicit(&piece->map->floor, memory_order_relaxed) <= sample_time &&
        atomic_load_explicit(&loopback->state->version, memory_order_relaxed) == piece->version);
}

/** [io, readers] Fill `samples`; frames that aren't there are silent. Returns whether all were
 * there. Inline is the common case. */
static inline bool loopback_read(const Loopback *loopback, int64_t sample_time, uint32_t frames,
                                 float *samples) OSSICLE_REALTIME
{
    const LoopbackPiece piece = loopback_look(loopback, sample_time, frames);
    if (REALTIME_UNLIKELY(!piece.samples))
        return loopback_read_anywhere(loopback, sample_time, frames, samples);
    race_copy(samples, piece.samples, (size_t)frames * loopback->channels);
    if (REALTIME_LIKELY(loopback_holds(loopback, &piece, sample_time)))
        return true;
    return loopback_read_anywhere(loopback, sample_time, frames, samples);
}

#endif
