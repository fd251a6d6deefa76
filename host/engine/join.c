/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/join.h"

#include <string.h>

/* What is taken off the offset from frame to frame. */
#define FADE_STEP (1.0f / (float)JOIN_FADE_FRAMES)

/* Samples that are faded at once, in registers. */
#define LANES 16u
typedef float Vector __attribute__((vector_size(LANES * sizeof(float))));

/* Which frame a lane belongs to, for 1, 2, 4, 8 and 16 channels. */
static const Vector frame_of_lane[] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7},
    {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3},
    {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1},
    {0},
};

enum JoinSource {
    SILENCE,
    WET,
    DRY,
};

/* What the next frames are, and how many of them. */
static uint32_t next_run(const JoinSources *sources, int64_t sample_time, uint32_t frames,
                         uint32_t *source) OSSICLE_REALTIME
{
    bool is_there = false;
    if (sources->wet)
        frames = loopback_run(sources->wet, sample_time, frames, &is_there);
    if (REALTIME_LIKELY(is_there)) {
        *source = WET;
        return frames;
    }
    frames = loopback_run(sources->dry, sample_time, frames, &is_there);
    *source = is_there ? DRY : SILENCE;
    return frames;
}

static void fetch(const JoinSources *sources, uint32_t source, int64_t sample_time, uint32_t frames,
                  float *samples) OSSICLE_REALTIME
{
    if (REALTIME_LIKELY(source == WET))
        (void)loopback_read(sources->wet, sample_time, frames, samples);
    else if (source == DRY)
        (void)loopback_read(sources->dry, sample_time - sources->latency_frames, frames, samples);
    else
        memset(samples, 0, (size_t)frames * sources->dry->channels * sizeof *samples);
}

/* The source changes in front of `samples`. Silence begins and ends as it was written. */
static void begin_fade(JoinReader *reader, uint32_t source, const float *samples,
                       uint32_t channels) OSSICLE_REALTIME
{
    reader->fade_left = 0;
    if (source == SILENCE || reader->source == SILENCE)
        return;
    reader->fade_left = JOIN_FADE_FRAMES;
    for (uint32_t c = 0; c < channels; c++) {
        const float offset = reader->last[c] - samples[c];
        const bool is_finite = offset - offset == 0; /* neither for NaN nor for infinity */
        reader->offset[c] = is_finite ? offset : 0;
    }
}

/* Add what is left of the offset to some frames. */
static void add_offset(const JoinReader *reader, float rest, float *samples, uint32_t frames,
                       uint32_t channels) OSSICLE_REALTIME
{
    for (uint32_t f = 0; f < frames; f++, rest -= FADE_STEP) {
        for (uint32_t c = 0; c < channels; c++)
            samples[(size_t)f * channels + c] += reader->offset[c] * rest;
    }
}

/* Fill a vector with copies of a frame, whose channels divide LANES. The few that are common have
 * ways of their own: a vector put together in memory takes long to load. */
static inline void repeat(const float *frame, uint32_t channels, Vector *frames) OSSICLE_REALTIME
{
    typedef uint64_t Pairs __attribute__((vector_size(sizeof(Vector))));
    if (channels == 1) {
        *frames = frame[0] - (Vector){0};
    } else if (channels == 2) {
        uint64_t pair;
        memcpy(&pair, frame, sizeof pair);
        const Pairs pairs = pair - (Pairs){0};
        memcpy(frames, &pairs, sizeof *frames);
    } else {
        for (uint32_t i = 0; i < LANES; i += channels)
            memcpy((float *)frames + i, frame, channels * sizeof *frame);
    }
}

/* The same for channel counts that divide LANES, that many samples at a time: a read must not take
 * long because it joins. Returns how many frames it did. */
static uint32_t add_offset_in_lanes(const JoinReader *reader, float rest, float *samples,
                                    uint32_t frames, uint32_t channels) OSSICLE_REALTIME
{
    const uint32_t shift = (uint32_t)__builtin_ctz(channels);
    const uint32_t frames_at_once = LANES >> shift; /* no division: it is slow */
    const uint32_t done = frames & ~(frames_at_once - 1);
    Vector offsets;
    repeat(reader->offset, channels, &offsets);
    Vector now = offsets * (rest - frame_of_lane[shift] * FADE_STEP);
    const Vector less = offsets * ((float)frames_at_once * FADE_STEP);
    for (uint32_t i = 0; i < done * channels; i += LANES) {
        Vector sound;
        memcpy(&sound, samples + i, sizeof sound);
        sound += now;
        memcpy(samples + i, &sound, sizeof sound);
        now -= less;
    }
    return done;
}

static void fade(JoinReader *reader, float *samples, uint32_t frames,
                 uint32_t channels) OSSICLE_REALTIME
{
    const uint32_t count = frames < reader->fade_left ? frames : reader->fade_left;
    const float rest = (float)reader->fade_left * FADE_STEP;
    uint32_t done = 0;
    if (channels <= LANES && (channels & (channels - 1)) == 0)
        done = add_offset_in_lanes(reader, rest, samples, count, channels);
    add_offset(reader, rest - (float)done * FADE_STEP, samples + (size_t)done * channels,
               count - done, channels);
    reader->fade_left -= count;
}

uint32_t join_read(const JoinSources *sources, JoinReader *reader, int64_t sample_time,
                   uint32_t frames, float *samples) OSSICLE_REALTIME
{
    const uint32_t channels = sources->dry->channels;
    uint32_t dry_frames = 0;
    if (REALTIME_UNLIKELY(reader->next_sample_time != sample_time)) {
        reader->source = SILENCE;
        reader->fade_left = 0;
    }
    for (uint32_t done = 0; done < frames;) {
        uint32_t source;
        const uint32_t run = next_run(sources, sample_time + done, frames - done, &source);
        float *to = samples + (size_t)done * channels;
        fetch(sources, source, sample_time + done, run, to);
        if (REALTIME_UNLIKELY(source != reader->source))
            begin_fade(reader, source, to, channels);
        if (REALTIME_UNLIKELY(reader->fade_left > 0))
            fade(reader, to, run, channels);
        memcpy(reader->last, to + (size_t)(run - 1) * channels, channels * sizeof *reader->last);
        reader->source = source;
        dry_frames += source == DRY ? run : 0;
        done += run;
    }
    reader->next_sample_time = sample_time + frames;
    return dry_frames;
}
