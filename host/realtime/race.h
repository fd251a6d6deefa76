/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file race.h
 * Memory that one thread may read while another overwrites it, as in a sequence lock: the reader
 * copies first and finds out afterwards whether what it has copied counts.
 *
 * The copies are plain memcpy, since what was torn is thrown away. C has no name for that, so for
 * the thread sanitizer the same copies are made of relaxed atomic words: what it then checks is the
 * protocol around them. It doesn't see into Concurrency Kit's assembler either, so hand-overs
 * through its rings are told to it. */

#ifndef OSSICLE_REALTIME_RACE_H
#define OSSICLE_REALTIME_RACE_H

#include "realtime/realtime.h"

#include <ck_pr.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SANITIZE_THREAD__)
#define RACE_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define RACE_SANITIZED 1
#endif
#endif

#ifdef RACE_SANITIZED

void __tsan_acquire(void *address);
void __tsan_release(void *address);
void AnnotateIgnoreReadsBegin(const char *file, int line);
void AnnotateIgnoreReadsEnd(const char *file, int line);
void AnnotateIgnoreWritesBegin(const char *file, int line);
void AnnotateIgnoreWritesEnd(const char *file, int line);

static inline void race_unseen_begin(void) OSSICLE_REALTIME
{
    AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
    AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
}

static inline void race_unseen_end(void) OSSICLE_REALTIME
{
    AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
    AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
}

static inline void race_acquired(void *address) OSSICLE_REALTIME
{
    __tsan_acquire(address);
}

static inline void race_releasing(void *address) OSSICLE_REALTIME
{
    __tsan_release(address);
}

static inline void race_copy(float *to, const float *from, size_t count) OSSICLE_REALTIME
{
    for (size_t i = 0; i < count; i++) {
        uint32_t word = __atomic_load_n((const uint32_t *)(const void *)&from[i], __ATOMIC_RELAXED);
        __atomic_store_n((uint32_t *)(void *)&to[i], word, __ATOMIC_RELAXED);
    }
}

static inline const float *race_source(float *to, const float *from, size_t count) OSSICLE_REALTIME
{
    race_copy(to, from, count);
    return to;
}

#else

/** What follows is Concurrency Kit's: the sanitizer can't judge it. */
static inline void race_unseen_begin(void) OSSICLE_REALTIME
{
}

/** The sanitizer watches again. */
static inline void race_unseen_end(void) OSSICLE_REALTIME
{
}

/** Tell the sanitizer that what was released at `address` is now ours. */
static inline void race_acquired(void *address) OSSICLE_REALTIME
{
    (void)address;
}

/** Tell the sanitizer that what we wrote is handed over at `address`. */
static inline void race_releasing(void *address) OSSICLE_REALTIME
{
    (void)address;
}

/** Copy samples of which one side may be changed meanwhile by another thread. */
static inline void race_copy(float *to, const float *from, size_t count) OSSICLE_REALTIME
{
    memcpy(to, from, count * sizeof *to);
}

/** Samples on their way to `to` through arithmetic, which another thread may change meanwhile:
 * `from` itself. The sanitizer sees a copy of them. */
static inline const float *race_source(float *to, const float *from, size_t count) OSSICLE_REALTIME
{
    (void)to;
    (void)count;
    return from;
}

#endif

/** Everything loaded before stays before everything loaded after. */
static inline void race_fence_loads(void) OSSICLE_REALTIME
{
    ck_pr_fence_load();
}

/** Everything stored before stays before everything stored after. */
static inline void race_fence_stores(void) OSSICLE_REALTIME
{
    ck_pr_fence_store();
}

#endif
