/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file heard.h
 * Whether what a reader heard is what it may hear, sample by sample.
 *
 * At each frame it hears one of a few sources, each the sound played times a factor at some latency
 * (dry: 1; processed: what the chain makes of it), to the bit; or it is between two of them:
 *
 *  - joined: the first sample repeats the last one, and the difference to the new source fades away
 *    in JOIN_FADE_FRAMES equal steps (engine/join.h);
 *  - cross-faded from one to the other in ROUTE_FADE_FRAMES equal steps, while each of the two may
 *    itself be joined.
 *
 * When such a change happens is not foretold: all that could have happened so far is kept, and what
 * fits no more is dropped. If nothing is left the reader has heard something that it mustn't: a
 * sample missed or repeated, a step, a wrong value. */

#ifndef OSSICLE_TESTS_FAULTS_HEARD_H
#define OSSICLE_TESTS_FAULTS_HEARD_H

#include "faults/sound.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HEARD_SOURCES = 8, HEARD_STORIES = 96 };

typedef struct HeardSource {
    float gain;
    uint32_t latency; /**< frames */
    bool is_hard;     /**< it begins and ends without a fade, as silence does */
    float constant;   /**< added to all samples */
} HeardSource;

/** One side of a cross-fade, or all there is outside of one. */
typedef struct HeardVoice {
    uint32_t source;
    uint32_t fade_left;
    float last[SOUND_CHANNELS];
    float offset[SOUND_CHANNELS];
} HeardVoice;

/** One of the things that could have happened. */
typedef struct HeardStory {
    HeardVoice from;
    HeardVoice to;
    uint32_t fade_left; /**< of the cross-fade; 0: there is none, and no `to` */
} HeardStory;

typedef struct Heard {
    HeardSource sources[HEARD_SOURCES];
    size_t source_count;
    int64_t begin;                     /**< before this time nothing was played */
    int64_t missed_until;              /**< before this time some of it was not played */
    int64_t next_time;                 /**< of the next frame */
    bool has_begun;                    /**< next_time counts */
    uint64_t frames;                   /**< looked at, but for silence in front of the sound */
    uint64_t jumps;                    /**< times that sample time didn't go on */
    uint64_t failures;                 /**< frames that nothing could explain */
    char failure[200];                 /**< the first of them */
    uint64_t frames_of[HEARD_SOURCES]; /**< just as they are */
    uint64_t turns_of[HEARD_SOURCES];  /**< times that one began after another */
    uint32_t last_source;              /**< that was heard as it is */
    float largest_step[SOUND_CHANNELS];
    float last[SOUND_CHANNELS];
    size_t story_count;
    HeardStory stories[HEARD_STORIES];
} Heard;

/** Expect these sources, of a sound that begins at `begin`. Without any, nothing but the steps is
 * looked at. */
void heard_init(Heard *heard, const HeardSource *sources, size_t count, int64_t begin);

/** Whoever plays was too late and goes on at `sample_time`: what comes before it isn't looked at.
 */
void heard_miss(Heard *heard, int64_t sample_time);

/** Forget what was wrong, and the silence before the sound: what was heard last is one of the
 * sources, as it is. */
void heard_forgive(Heard *heard);

/** Look at `frames` frames with SOUND_CHANNELS samples each, from `sample_time` on. */
void heard_look(Heard *heard, int64_t sample_time, uint32_t frames, const float *samples);

/** The largest step that there may be in a channel: the sound's own, and that of all fades at once.
 * Infinite with sources that are hard, and without sources. */
float heard_allowed_step(const Heard *heard, unsigned channel);

#endif
