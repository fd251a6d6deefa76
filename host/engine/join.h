/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file join.h
 * What a reader hears of several sources, so that it never steps from one to the other.
 *
 * At an unforeseen change of source the first sample repeats the last one that was given out, and
 * the difference to the new source then fades away. That needs no more than the last frame,
 * whichever source ends. Where one lane takes over from another, which is known in advance, the two
 * are cross-faded. */

#ifndef OSSICLE_ENGINE_JOIN_H
#define OSSICLE_ENGINE_JOIN_H

#include "engine/loopback.h"
#include "engine/route.h"
#include "realtime/realtime.h"

#include <stdbool.h>
#include <stdint.h>

/** How long a difference takes to fade away. */
#define JOIN_FADE_FRAMES 128u

/** Samples of the other side of a cross-fade that are fetched at once. */
#define JOIN_PIECE_SAMPLES 1024u

/** A reader's memory of one side of a cross-fade. All zero: has read nothing. */
typedef struct JoinSide {
    uint32_t source; /**< of the last frame: JoinSource */
    uint32_t shift;  /**< of the last frame: how much earlier its source was read */
    uint32_t fade_left;
    float last[256];   /**< the last frame */
    float offset[256]; /**< of the last frame from its source, while it fades */
} JoinSide;

/** A reader's memory. All zero: has read nothing. */
typedef struct JoinReader {
    int64_t next_sample_time;
    bool is_fading; /**< `other` holds */
    JoinSide side;  /**< what is heard, or fades out */
    JoinSide other; /**< what fades in */
    float piece[JOIN_PIECE_SAMPLES];
} JoinReader;

/** One lane. */
typedef struct JoinLane {
    const Loopback *wet;     /**< NULL if nothing of it may be used */
    uint32_t latency_frames; /**< of the wet sound */
    bool is_dry;             /**< dry sound is what is wanted */
} JoinLane;

typedef struct JoinSources {
    JoinLane from;
    JoinLane to;
    int64_t start; /**< of the cross-fade */
    const Loopback *dry;
    uint32_t latency_before; /**< how late what is heard is, before `start` */
    uint32_t latency_frames; /**< and from then on */
} JoinSources;

/** [io, readers] Fill `samples`: wet where it is there, else dry where something was written, else
 * silence. Returns how many frames are dry that should be wet. */
uint32_t join_read(const JoinSources *sources, JoinReader *reader, int64_t sample_time,
                   uint32_t frames, float *samples) OSSICLE_REALTIME;

/** [io, readers] Forget the last frame: what is read next begins as it was written. */
void join_forget(JoinReader *reader) OSSICLE_REALTIME;

#endif
