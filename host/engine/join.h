/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file join.h
 * What a reader hears of two sources, processed sound and the dry one, so that it never steps from
 * one to the other.
 *
 * At a change of source the first sample repeats the last one that was given out, and the
 * difference to the new source then fades away. That needs no more than the last frame, whichever
 * source ends. */

#ifndef OSSICLE_ENGINE_JOIN_H
#define OSSICLE_ENGINE_JOIN_H

#include "engine/loopback.h"
#include "realtime/realtime.h"

#include <stdbool.h>
#include <stdint.h>

/** How long a difference takes to fade away. */
#define JOIN_FADE_FRAMES 128u

/** A reader's memory. All zero: has read nothing. */
typedef struct JoinReader {
    int64_t next_sample_time;
    uint32_t source; /**< of the last frame: JoinSource */
    uint32_t fade_left;
    float last[256];   /**< the last frame */
    float offset[256]; /**< of the last frame from its source, while it fades */
} JoinReader;

typedef struct JoinSources {
    const Loopback *wet; /**< NULL if nothing of it may be used */
    const Loopback *dry;
    uint32_t latency_frames; /**< dry sound is read this much earlier */
} JoinSources;

/** [io, readers] Fill `samples`: wet where it is there, else dry where something was written, else
 * silence. Returns how many frames are dry. */
uint32_t join_read(const JoinSources *sources, JoinReader *reader, int64_t sample_time,
                   uint32_t frames, float *samples) OSSICLE_REALTIME;

/** [io, readers] Forget the last frame: what is read next begins as it was written. */
static inline void join_forget(JoinReader *reader) OSSICLE_REALTIME
{
    reader->source = 0;
    reader->fade_left = 0;
}

#endif
