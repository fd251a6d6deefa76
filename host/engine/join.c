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

/* What one side is made of. */
typedef struct Sources {
    const JoinLane *lane;
    const Loopback *dry;
    uint32_t latency_frames; /**< dry sound is read this much earlier @{ */
    uint32_t wet_shift;      /**< and wet sound this much @} */
} Sources;

/* A host's NaN has become the least of all times on some processors. */
static int64_t earlier_by(int64_t sample_time, uint32_t frames) OSSICLE_REALTIME
{
    return sample_time < INT64_MIN + (int64_t)frames ? INT64_MIN : sample_time - (int64_t)frames;
}

/* What the next frames are, and how many of them. */
static uint32_t next_run(const Sources *sources, int64_t sample_time, uint32_t frames,
                         uint32_t *source) OSSICLE_REALTIME
{
    const JoinLane *lane = sources->lane;
    bool is_there = false;
    if (lane->wet)
        frames =
            loopback_run(lane->wet, earlier_by(sample_time, sources->wet_shift), frames, &is_there);
    if (REALTIME_LIKELY(is_there)) {
        *source = WET;
        return frames;
    }
    frames = loopback_run(sources->dry, sample_time, frames, &is_there);
    *source = is_there ? DRY : SILENCE;
    return frames;
}

static uint32_t shift_of(const Sources *sources, uint32_t source) OSSICLE_REALTIME
{
    return source == WET ? sources->wet_shift : sources->latency_frames;
}

static void fetch(const Sources *sources, uint32_t source, int64_t sample_time, uint32_t frames,
                  float *samples) OSSICLE_REALTIME
{
    const int64_t time = earlier_by(sample_time, shift_of(sources, source));
    if (REALTIME_LIKELY(source == WET))
        (void)loopback_read(sources->lane->wet, time, frames, samples);
    else if (source == DRY)
        (void)loopback_read(sources->dry, time, frames, samples);
    else
        memset(samples, 0, (size_t)frames * sources->dry->channels * sizeof *samples);
}

/* The source changes in front of `samples`. Silence begins and ends as it was written. */
static void begin_fade(JoinSide *side, uint32_t source, const float *samples,
                       uint32_t channels) OSSICLE_REALTIME
{
    side->fade_left = 0;
    if (source == SILENCE || side->source == SILENCE)
        return;
    side->fade_left = JOIN_FADE_FRAMES;
    for (uint32_t c = 0; c < channels; c++) {
        const float offset = side->last[c] - samples[c];
        const bool is_finite = offset - offset == 0; /* neither for NaN nor for infinity */
        side->offset[c] = is_finite ? offset : 0;
    }
}

/* Add what is left of the offset to some frames. */
static void add_offset(const JoinSide *side, float rest, float *samples, uint32_t frames,
                       uint32_t channels) OSSICLE_REALTIME
{
    for (uint32_t f = 0; f < frames; f++, rest -= FADE_STEP) {
        for (uint32_t c = 0; c < channels; c++)
            samples[(size_t)f * channels + c] += side->offset[c] * rest;
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
static uint32_t add_offset_in_lanes(const JoinSide *side, float rest, float *samples,
                                    uint32_t frames, uint32_t channels) OSSICLE_REALTIME
{
    const uint32_t shift = (uint32_t)__builtin_ctz(channels);
    const uint32_t frames_at_once = LANES >> shift; /* no division: it is slow */
    const uint32_t done = frames & ~(frames_at_once - 1);
    Vector offsets;
    repeat(side->offset, channels, &offsets);
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

static void fade(JoinSide *side, float *samples, uint32_t frames,
                 uint32_t channels) OSSICLE_REALTIME
{
    const uint32_t count = frames < side->fade_left ? frames : side->fade_left;
    const float rest = (float)side->fade_left * FADE_STEP;
    uint32_t done = 0;
    if (channels <= LANES && (channels & (channels - 1)) == 0)
        done = add_offset_in_lanes(side, rest, samples, count, channels);
    add_offset(side, rest - (float)done * FADE_STEP, samples + (size_t)done * channels,
               count - done, channels);
    side->fade_left -= count;
}

/* Fill `samples` from one side. Returns how many frames are dry that should be wet. */
static uint32_t read_side(const Sources *sources, JoinSide *side, int64_t sample_time,
                          uint32_t frames, float *samples) OSSICLE_REALTIME
{
    const uint32_t channels = sources->dry->channels;
    uint32_t dry_frames = 0;
    for (uint32_t done = 0; done < frames;) {
        uint32_t source;
        const uint32_t run = next_run(sources, sample_time + done, frames - done, &source);
        float *to = samples + (size_t)done * channels;
        fetch(sources, source, sample_time + done, run, to);
        if (REALTIME_UNLIKELY(source != side->source || shift_of(sources, source) != side->shift))
            begin_fade(side, source, to, channels);
        if (REALTIME_UNLIKELY(side->fade_left > 0))
            fade(side, to, run, channels);
        memcpy(side->last, to + (size_t)(run - 1) * channels, channels * sizeof *side->last);
        side->source = source;
        side->shift = shift_of(sources, source);
        dry_frames += source == DRY && !sources->lane->is_dry ? run : 0;
        done += run;
    }
    return dry_frames;
}

/* One side, so that all of it is `latency_frames` late. */
static Sources one_side(const JoinSources *sources, const JoinLane *lane,
                        uint32_t latency_frames) OSSICLE_REALTIME
{
    const bool is_earlier = lane->latency_frames < latency_frames;
    return (Sources){.lane = lane,
                     .dry = sources->dry,
                     .latency_frames = latency_frames,
                     .wet_shift = is_earlier ? latency_frames - lane->latency_frames : 0};
}

/* From equal to equal: the two gains add up to 1. */
static void mix(float *samples, const float *other, float gain, uint32_t frames,
                uint32_t channels) OSSICLE_REALTIME
{
    for (uint32_t f = 0; f < frames; f++, gain += 1.0f / ROUTE_FADE_FRAMES) {
        for (uint32_t c = 0; c < channels; c++, samples++, other++)
            *samples += (*other - *samples) * gain;
    }
}

/* Read frames that lie within the cross-fade. */
static uint32_t cross_fade(const JoinSources *sources, JoinReader *reader, int64_t sample_time,
                           uint32_t frames, float *samples) OSSICLE_REALTIME
{
    const uint32_t channels = sources->dry->channels;
    const uint32_t piece = JOIN_PIECE_SAMPLES / channels;
    const Sources from = one_side(sources, &sources->from, sources->latency_frames);
    const Sources to = one_side(sources, &sources->to, sources->latency_frames);
    uint32_t dry_frames = 0;
    if (!reader->is_fading)
        reader->other.source = SILENCE;
    reader->is_fading = true;
    for (uint32_t done = 0; done < frames;) {
        const uint32_t count = frames - done < piece ? frames - done : piece;
        const int64_t time = sample_time + done;
        float *at = samples + (size_t)done * channels;
        (void)read_side(&from, &reader->side, time, count, at);
        dry_frames += read_side(&to, &reader->other, time, count, reader->piece);
        mix(at, reader->piece, (float)(time - sources->start) / ROUTE_FADE_FRAMES, count, channels);
        done += count;
    }
    return dry_frames;
}

/* The cross-fade is over: what faded in is what is heard. */
static void take_over(JoinReader *reader, uint32_t channels) OSSICLE_REALTIME
{
    reader->is_fading = false;
    reader->side.source = reader->other.source;
    reader->side.shift = reader->other.shift;
    reader->side.fade_left = reader->other.fade_left;
    memcpy(reader->side.last, reader->other.last, channels * sizeof *reader->side.last);
    memcpy(reader->side.offset, reader->other.offset, channels * sizeof *reader->side.offset);
}

/* Read what lies on one side of a border, or within the cross-fade; returns its length in `run`. */
static uint32_t read_part(const JoinSources *sources, JoinReader *reader, int64_t sample_time,
                          uint32_t frames, float *samples, uint32_t *run) OSSICLE_REALTIME
{
    const JoinLane *lane = &sources->to;
    uint32_t latency_frames = sources->latency_frames;
    int64_t end = INT64_MAX;
    if (sample_time < sources->start) {
        lane = &sources->from;
        latency_frames = sources->latency_before;
        end = sources->start;
    } else if (sample_time < sources->start + ROUTE_FADE_FRAMES) {
        lane = NULL;
        end = sources->start + ROUTE_FADE_FRAMES;
    }
    const uint64_t left = (uint64_t)end - (uint64_t)sample_time;
    *run = left < frames ? (uint32_t)left : frames;
    if (!lane)
        return cross_fade(sources, reader, sample_time, *run, samples);
    if (reader->is_fading)
        take_over(reader, sources->dry->channels);
    const Sources side = one_side(sources, lane, latency_frames);
    return read_side(&side, &reader->side, sample_time, *run, samples);
}

uint32_t join_read(const JoinSources *sources, JoinReader *reader, int64_t sample_time,
                   uint32_t frames, float *samples) OSSICLE_REALTIME
{
    uint32_t dry_frames = 0;
    if (REALTIME_UNLIKELY(reader->next_sample_time != sample_time))
        join_forget(reader);
    reader->next_sample_time = sample_time + frames;
    if (REALTIME_LIKELY(sources->start == INT64_MIN)) {
        const Sources side = one_side(sources, &sources->to, sources->latency_frames);
        if (REALTIME_UNLIKELY(reader->is_fading))
            take_over(reader, sources->dry->channels);
        return read_side(&side, &reader->side, sample_time, frames, samples);
    }
    for (uint32_t done = 0; done < frames;) {
        uint32_t run;
        dry_frames += read_part(sources, reader, sample_time + done, frames - done,
                                samples + (size_t)done * sources->dry->channels, &run);
        done += run;
    }
    return dry_frames;
}

void join_forget(JoinReader *reader) OSSICLE_REALTIME
{
    reader->is_fading = false;
    reader->side.source = SILENCE;
    reader->side.fade_left = 0;
}
