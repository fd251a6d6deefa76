/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/loopback.h"

#include "realtime/race.h"

#include <string.h>

/* How often a reader begins again because a span was opened meanwhile. */
#define ATTEMPTS 3

#define RELAXED memory_order_relaxed

/* Not the least of all times, which is what a host's NaN becomes on some processors. */
#define NO_TIME (INT64_MIN + 1)

size_t loopback_bytes(uint32_t channels, uint32_t frames)
{
    if (channels == 0 || frames == 0 || (frames & (frames - 1)) != 0)
        return 0;
    const size_t bytes = sizeof(LoopbackState) + (size_t)channels * frames * sizeof(float);
    return (bytes + REALTIME_CACHE_LINE - 1) / REALTIME_CACHE_LINE * REALTIME_CACHE_LINE;
}

void loopback_view(Loopback *loopback, void *memory, uint32_t channels, uint32_t frames)
{
    static LoopbackState empty; /* all zero: nothing is there */
    *loopback = (Loopback){
        .state = memory ? memory : &empty,
        .samples = memory ? (float *)((LoopbackState *)memory + 1) : NULL,
        .mask = frames - 1,
        .channels = channels,
        .frames = frames,
    };
}

void loopback_clear(Loopback *loopback)
{
    for (uint32_t i = 0; i < LOOPBACK_MAPS; i++) {
        LoopbackMap *map = &loopback->state->maps[i];
        atomic_store(&map->count, 0);
        atomic_store(&map->spans[0].start, INT64_MAX);
        atomic_store(&map->spans[0].end, NO_TIME);
    }
}

static int64_t later(int64_t a, int64_t b) OSSICLE_REALTIME
{
    return a > b ? a : b;
}

static int64_t earlier(int64_t a, int64_t b) OSSICLE_REALTIME
{
    return a < b ? a : b;
}

/* How many of `frames` from `sample_time` on come before the end of the ring. */
static uint32_t frames_to_end(const Loopback *loopback, int64_t sample_time,
                              uint32_t frames) OSSICLE_REALTIME
{
    const uint32_t room = loopback->frames - (uint32_t)((uint64_t)sample_time & loopback->mask);
    return frames < room ? frames : room;
}

static void copy_in(Loopback *loopback, int64_t sample_time, uint32_t frames,
                    const float *samples) OSSICLE_REALTIME
{
    const uint32_t first = frames_to_end(loopback, sample_time, frames);
    const size_t count = (size_t)first * loopback->channels;
    race_copy(loopback->samples + loopback_offset(loopback, sample_time), samples, count);
    if (REALTIME_UNLIKELY(first < frames))
        race_copy(loopback->samples, samples + count,
                  (size_t)(frames - first) * loopback->channels);
}

static void copy_out(const Loopback *loopback, int64_t sample_time, uint32_t frames,
                     float *samples) OSSICLE_REALTIME
{
    const uint32_t first = frames_to_end(loopback, sample_time, frames);
    const size_t count = (size_t)first * loopback->channels;
    race_copy(samples, loopback->samples + loopback_offset(loopback, sample_time), count);
    if (REALTIME_UNLIKELY(first < frames))
        race_copy(samples + count, loopback->samples,
                  (size_t)(frames - first) * loopback->channels);
}

/* Copy the spans of `from` that stay when sound is written from `sample_time` on behind the new
 * one, which is the first of `to`. */
static void keep_spans(LoopbackMap *to, const LoopbackMap *from,
                       int64_t sample_time) OSSICLE_REALTIME
{
    const uint32_t count = atomic_load_explicit(&from->count, RELAXED);
    const int64_t floor = atomic_load_explicit(&from->floor, RELAXED);
    uint32_t kept = 1;
    for (uint32_t i = 0; i < count && i < LOOPBACK_SPANS && kept < LOOPBACK_SPANS; i++) {
        const int64_t start = later(atomic_load_explicit(&from->spans[i].start, RELAXED), floor);
        const int64_t end =
            earlier(atomic_load_explicit(&from->spans[i].end, RELAXED), sample_time);
        if (start >= end)
            continue;
        atomic_store_explicit(&to->spans[kept].start, start, RELAXED);
        atomic_store_explicit(&to->spans[kept].end, end, RELAXED);
        kept++;
    }
    atomic_store_explicit(&to->count, kept, RELAXED);
}

/* Make a new map with an empty span from `sample_time` on, ready for `frames` frames. */
static LoopbackMap *open_span(Loopback *loopback, int64_t sample_time,
                              uint32_t frames) OSSICLE_REALTIME
{
    const uint32_t version = atomic_load_explicit(&loopback->state->version, RELAXED);
    const LoopbackMap *before = loopback_map(loopback, version);
    LoopbackMap *map = &loopback->state->maps[(version + 1) & (LOOPBACK_MAPS - 1)];
    keep_spans(map, before, sample_time);
    int64_t floor = sample_time + frames - loopback->frames;
    if (atomic_load_explicit(&map->count, RELAXED) > 1)
        floor = later(floor, atomic_load_explicit(&before->floor, RELAXED));
    atomic_store_explicit(&map->floor, floor, RELAXED);
    atomic_store_explicit(&map->spans[0].start, sample_time, RELAXED);
    atomic_store_explicit(&map->spans[0].end, sample_time, RELAXED);
    atomic_store_explicit(&loopback->state->version, version + 1, memory_order_release);
    return map;
}

void loopback_write_anywhere(Loopback *loopback, int64_t sample_time, uint32_t frames,
                             const float *samples) OSSICLE_REALTIME
{
    if (frames > loopback->frames) { /* only the end of it can be read again */
        const uint32_t excess = frames - loopback->frames;
        samples += (size_t)excess * loopback->channels;
        sample_time += excess;
        frames -= excess;
    }
    const uint32_t version = atomic_load_explicit(&loopback->state->version, RELAXED);
    LoopbackMap *map = &loopback->state->maps[version & (LOOPBACK_MAPS - 1)];
    const bool goes_on = atomic_load_explicit(&map->count, RELAXED) != 0 &&
                         atomic_load_explicit(&map->spans[0].end, RELAXED) == sample_time;
    if (!goes_on)
        map = open_span(loopback, sample_time, frames);
    loopback_raise_floor(loopback, map, sample_time + frames);
    copy_in(loopback, sample_time, frames, samples);
    atomic_store_explicit(&map->spans[0].end, sample_time + frames, memory_order_release);
}

/* The part of [sample_time, sample_time + frames) that begins at `sample_time` and is there, or how
 * far away the next part is that is there. */
static uint32_t run_in(const LoopbackMap *map, int64_t sample_time, uint32_t frames,
                       bool *is_there) OSSICLE_REALTIME
{
    const uint32_t count = atomic_load_explicit(&map->count, RELAXED);
    const int64_t floor = atomic_load_explicit(&map->floor, RELAXED);
    int64_t next = sample_time + frames;
    *is_there = false;
    for (uint32_t i = 0; i < count && i < LOOPBACK_SPANS; i++) {
        const int64_t end = atomic_load_explicit(&map->spans[i].end, memory_order_acquire);
        const int64_t start = later(atomic_load_explicit(&map->spans[i].start, RELAXED), floor);
        if (sample_time >= start && sample_time < end) {
            *is_there = true;
            const uint64_t left = (uint64_t)end - (uint64_t)sample_time;
            return left < frames ? (uint32_t)left : frames;
        }
        if (start > sample_time && start < end)
            next = earlier(next, start);
    }
    return (uint32_t)(next - sample_time);
}

uint32_t loopback_run(const Loopback *loopback, int64_t sample_time, uint32_t frames,
                      bool *is_there) OSSICLE_REALTIME
{
    const uint32_t version = atomic_load_explicit(&loopback->state->version, memory_order_acquire);
    const uint32_t most = frames < loopback->frames ? frames : loopback->frames;
    return run_in(loopback_map(loopback, version), sample_time, most, is_there);
}

static void be_silent(const Loopback *loopback, float *samples, uint32_t frames) OSSICLE_REALTIME
{
    memset(samples, 0, (size_t)frames * loopback->channels * sizeof *samples);
}

/* Silence what may have been overwritten while it was copied. Returns whether nothing was. */
static bool drop_lost(const Loopback *loopback, const LoopbackMap *map, int64_t sample_time,
                      uint32_t frames, float *samples) OSSICLE_REALTIME
{
    const int64_t floor = atomic_load_explicit(&map->floor, RELAXED);
    if (REALTIME_LIKELY(floor <= sample_time))
        return true;
    const uint64_t lost = (uint64_t)floor - (uint64_t)sample_time;
    be_silent(loopback, samples, lost < frames ? (uint32_t)lost : frames);
    return false;
}

/* Whether all was there; `*is_valid`: whether the map was the current one to the end. */
static bool read_once(const Loopback *loopback, int64_t sample_time, uint32_t frames,
                      float *samples, bool *is_valid) OSSICLE_REALTIME
{
    const uint32_t version = atomic_load_explicit(&loopback->state->version, memory_order_acquire);
    const LoopbackMap *map = loopback_map(loopback, version);
    bool is_whole = true;
    for (uint32_t done = 0; done < frames;) {
        bool is_there;
        const uint32_t rest = frames - done;
        const uint32_t most = rest < loopback->frames ? rest : loopback->frames;
        const uint32_t run = run_in(map, sample_time + done, most, &is_there);
        float *to = samples + (size_t)done * loopback->channels;
        if (REALTIME_LIKELY(is_there))
            copy_out(loopback, sample_time + done, run, to);
        else
            be_silent(loopback, to, run);
        is_whole = is_whole && is_there;
        done += run;
    }
    race_fence_loads(); /* first copy, then ask whether it was still there */
    is_whole = drop_lost(loopback, map, sample_time, frames, samples) && is_whole;
    *is_valid = atomic_load_explicit(&loopback->state->version, RELAXED) == version;
    return is_whole;
}

bool loopback_read_anywhere(const Loopback *loopback, int64_t sample_time, uint32_t frames,
                            float *samples) OSSICLE_REALTIME
{
    for (int i = 0; i < ATTEMPTS; i++) {
        bool is_valid;
        const bool is_whole = read_once(loopback, sample_time, frames, samples, &is_valid);
        if (REALTIME_LIKELY(is_valid))
            return is_whole;
    }
    be_silent(loopback, samples, frames);
    return false;
}
