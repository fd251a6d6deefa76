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
#include "realtime/realtime.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/** How many spans are remembered; when there are more, the oldest is forgotten. */
#define LOOPBACK_SPANS 7

/** Sample times `start` to `end` - 1. */
typedef struct LoopbackSpan {
    _Atomic int64_t start;
    _Atomic int64_t end;
} LoopbackSpan;

/** The spans at one time: newest first; of all of them only what is at or after `floor` is still in
 * the ring. */
typedef struct LoopbackMap {
    _Alignas(REALTIME_CACHE_LINE) _Atomic int64_t floor;
    _Atomic uint32_t count;
    LoopbackSpan spans[LOOPBACK_SPANS];
} LoopbackMap;

/** How many maps there are: a reader that meets this many jumps during one read gives up. */
#define LOOPBACK_MAPS 4u

typedef struct Loopback {
    float *samples;
    uint32_t channels;
    uint32_t frames; /**< a power of two */
    /** Which map holds; goes up by one when a span is opened. Maps other than the current one are
     * only ever looked at by readers that will find out and try again. */
    _Alignas(REALTIME_CACHE_LINE) _Atomic uint32_t version;
    LoopbackMap maps[LOOPBACK_MAPS];
} Loopback;

/** [control] Make an empty loopback of `frames` frames, a power of two. All memory is touched. */
Status loopback_init(Loopback *loopback, uint32_t channels, uint32_t frames);

/** [control] A zeroed loopback is fine. */
void loopback_cleanup(Loopback *loopback);

/** [control, no writer, no reader] Forget everything. */
void loopback_clear(Loopback *loopback);

/** [io, writer] Put in `frames` frames from `sample_time` on. */
void loopback_write(Loopback *loopback, int64_t sample_time, uint32_t frames,
                    const float *samples) OSSICLE_REALTIME;

/** [io, readers] Fill `samples`; frames that aren't there are silent. Returns whether all were
 * there. */
bool loopback_read(const Loopback *loopback, int64_t sample_time, uint32_t frames,
                   float *samples) OSSICLE_REALTIME;

/** [io, readers] How many frames from `sample_time` on, at most `frames`, are all there
 * (`*is_there`) or all not there. At least 1 if `frames` is. */
uint32_t loopback_run(const Loopback *loopback, int64_t sample_time, uint32_t frames,
                      bool *is_there) OSSICLE_REALTIME;

#endif
