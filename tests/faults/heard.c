/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "faults/heard.h"

#include "engine/join.h"
#include "engine/route.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Roundings of a fade: it is computed in another order than here. */
#define TOLERANCE 4e-6f

/* Where a voice may be one frame later, and what it sounds like there. */
typedef struct Choice {
    HeardVoice voice;
    float samples[SOUND_CHANNELS];
    bool is_exact;
} Choice;

enum { CHOICES = HEARD_SOURCES + 1 }; /* it goes on, or changes */

void heard_init(Heard *heard, const HeardSource *sources, size_t count, int64_t begin)
{
    memset(heard, 0, sizeof *heard);
    if (count > 0)
        memcpy(heard->sources, sources, count * sizeof *sources);
    heard->missed_until = INT64_MIN;
    heard->source_count = count;
    heard->begin = begin;
}

/* Anything may be heard next. */
static void start_anew(Heard *heard)
{
    heard->story_count = heard->source_count;
    memset(heard->stories, 0, sizeof heard->stories);
    for (uint32_t s = 0; s < heard->source_count; s++)
        heard->stories[s].from.source = s;
}

void heard_forgive(Heard *heard)
{
    heard->begin = INT64_MIN / 2;
    heard->failures = 0;
    memset(heard->largest_step, 0, sizeof heard->largest_step);
    start_anew(heard);
    for (size_t s = 0; s < heard->story_count; s++)
        memcpy(heard->stories[s].from.last, heard->last, sizeof heard->last);
}

static float source_sample(const Heard *heard, uint32_t source, int64_t time, unsigned channel)
{
    const HeardSource *of = &heard->sources[source];
    const int64_t played = time - of->latency;
    return played < heard->begin ? 0 : of->gain * sound_at(played, channel) + of->constant;
}

/* Let a voice go on for a frame, with what is left of its fade. */
static void go_on(const Heard *heard, int64_t time, Choice *choice)
{
    HeardVoice *voice = &choice->voice;
    const float rest = (float)voice->fade_left / JOIN_FADE_FRAMES;
    choice->is_exact = voice->fade_left == 0;
    for (unsigned c = 0; c < SOUND_CHANNELS; c++) {
        const float sample = source_sample(heard, voice->source, time, c);
        choice->samples[c] = choice->is_exact ? sample : sample + voice->offset[c] * rest;
        voice->last[c] = choice->samples[c];
    }
    if (voice->fade_left > 0)
        voice->fade_left--;
    if (voice->fade_left == 0) /* so that stories look the same that are the same */
        memset(voice->offset, 0, sizeof voice->offset);
}

/* Let a voice change to a source in front of this frame: the same one also, which is another lane
 * with the same chain. */
static void change(const Heard *heard, int64_t time, uint32_t source, Choice *choice)
{
    HeardVoice *voice = &choice->voice;
    const bool is_hard = heard->sources[source].is_hard || heard->sources[voice->source].is_hard;
    voice->source = source;
    voice->fade_left = is_hard ? 0 : JOIN_FADE_FRAMES;
    for (unsigned c = 0; c < SOUND_CHANNELS; c++)
        voice->offset[c] = voice->last[c] - source_sample(heard, source, time, c);
    go_on(heard, time, choice);
}

/* All that a voice may do in this frame. Returns how many that are. */
static size_t choose(const Heard *heard, int64_t time, const HeardVoice *voice, Choice *choices)
{
    size_t count = 0;
    choices[count].voice = *voice;
    go_on(heard, time, &choices[count++]);
    for (uint32_t s = 0; s < heard->source_count; s++) {
        if (s == voice->source && heard->sources[s].is_hard)
            continue;
        choices[count].voice = *voice;
        change(heard, time, s, &choices[count++]);
    }
    return count;
}

/* Each other source from its beginning, as the other side of a cross-fade that begins. To the same
 * source nothing of it would be heard. */
static size_t choose_first(const Heard *heard, int64_t time, const HeardVoice *from,
                           Choice *choices)
{
    size_t count = 0;
    for (uint32_t s = 0; s < heard->source_count; s++) {
        if (s == from->source && from->fade_left == 0)
            continue;
        memset(&choices[count], 0, sizeof choices[count]);
        choices[count].voice.source = s;
        go_on(heard, time, &choices[count++]);
    }
    return count;
}

static bool fits(const float *heard, const float *expected, bool is_exact)
{
    for (unsigned c = 0; c < SOUND_CHANNELS; c++) {
        const float difference = fabsf(heard[c] - expected[c]);
        const float scale = 1 + fabsf(expected[c]);
        if (!(difference <= (is_exact ? 0 : TOLERANCE * scale)))
            return false;
    }
    return true;
}

static bool voices_equal(const HeardVoice *a, const HeardVoice *b)
{
    bool are_equal = a->source == b->source && a->fade_left == b->fade_left;
    for (unsigned c = 0; c < SOUND_CHANNELS; c++)
        are_equal = are_equal && a->offset[c] == b->offset[c];
    return are_equal;
}

static bool stories_equal(const HeardStory *a, const HeardStory *b)
{
    return a->fade_left == b->fade_left && voices_equal(&a->from, &b->from) &&
           voices_equal(&a->to, &b->to);
}

static void add_story(Heard *heard, const HeardStory *story)
{
    for (size_t i = 0; i < heard->story_count; i++) {
        if (stories_equal(&heard->stories[i], story))
            return;
    }
    if (heard->story_count < HEARD_STORIES)
        heard->stories[heard->story_count++] = *story;
}

/* The frame is `from` alone. */
static void try_plain(Heard *heard, const float *samples, const Choice *from)
{
    if (!fits(samples, from->samples, from->is_exact))
        return;
    HeardStory story;
    memset(&story, 0, sizeof story);
    story.from = from->voice;
    add_story(heard, &story);
}

/* Whether nobody hears which of the two it is. */
static bool are_same(const HeardVoice *a, const HeardVoice *b)
{
    return a->source == b->source && a->fade_left == 0 && b->fade_left == 0;
}

/* The frame lies between two. */
static void try_faded(Heard *heard, const float *samples, const Choice *from, const Choice *to,
                      uint32_t fade_left)
{
    const float rest = (float)fade_left / ROUTE_FADE_FRAMES;
    float expected[SOUND_CHANNELS];
    for (unsigned c = 0; c < SOUND_CHANNELS; c++)
        expected[c] = to->samples[c] + (from->samples[c] - to->samples[c]) * rest;
    if (!fits(samples, expected, false))
        return;
    HeardStory story;
    memset(&story, 0, sizeof story);
    story.from = to->voice;
    if (fade_left > 1 && !are_same(&from->voice, &to->voice)) {
        story.from = from->voice;
        story.to = to->voice;
        story.fade_left = fade_left - 1;
    }
    add_story(heard, &story);
}

/* How much of `b` there is in the frame besides `a`, in ROUTE_FADE_FRAMESths; 0: it can't be said.
 */
static uint32_t share_of(const float *samples, const Choice *a, const Choice *b)
{
    unsigned widest = 0;
    float width = 0;
    for (unsigned c = 0; c < SOUND_CHANNELS; c++) {
        const float difference = b->samples[c] - a->samples[c];
        if (fabsf(difference) > fabsf(width)) {
            width = difference;
            widest = c;
        }
    }
    const float share = (samples[widest] - a->samples[widest]) / width * ROUTE_FADE_FRAMES;
    return share > 0.5f && share < ROUTE_FADE_FRAMES - 0.5f ? (uint32_t)lrintf(share) : 0;
}

/* A cross-fade between two lanes that sound the same isn't heard, until one of them changes: maybe
 * the first one where it begins, which is heard in the next frame. */
static void try_hidden_fade(Heard *heard, const float *samples, const Choice *same,
                            const Choice *changed)
{
    try_faded(heard, samples, changed, same, ROUTE_FADE_FRAMES);
    const uint32_t share = share_of(samples, same, changed);
    if (share == 0)
        return;
    try_faded(heard, samples, same, changed, ROUTE_FADE_FRAMES - share);
    try_faded(heard, samples, changed, same, share);
}

/* Keep what could have gone on from this story. */
static void follow(Heard *heard, int64_t time, const float *samples, const HeardStory *story)
{
    Choice from[CHOICES];
    Choice to[CHOICES];
    const bool is_fading = story->fade_left > 0;
    const size_t from_count = choose(heard, time, &story->from, from);
    const size_t to_count = is_fading ? choose(heard, time, &story->to, to)
                                      : choose_first(heard, time, &story->from, to);
    const uint32_t fade_left = is_fading ? story->fade_left : ROUTE_FADE_FRAMES;
    for (size_t f = 0; f < from_count; f++) {
        if (!is_fading)
            try_plain(heard, samples, &from[f]);
        for (size_t t = 0; t < to_count; t++)
            try_faded(heard, samples, &from[f], &to[t], fade_left);
        if (f > 0 && !is_fading && from[0].is_exact)
            try_hidden_fade(heard, samples, &from[0], &from[f]);
    }
}

static void note_failure(Heard *heard, int64_t time, const float *samples)
{
    if (heard->failures++ == 0)
        (void)snprintf(heard->failure, sizeof heard->failure,
                       "frame %lld: heard %.9g %.9g, after %.9g %.9g; played %.9g %.9g",
                       (long long)time, (double)samples[0], (double)samples[1],
                       (double)heard->last[0], (double)heard->last[1], (double)sound_at(time, 0),
                       (double)sound_at(time, 1));
    start_anew(heard);
}

/* How many sources have begun. */
static size_t begun_sources(const Heard *heard, int64_t time)
{
    size_t begun = 0;
    for (size_t s = 0; s < heard->source_count; s++)
        begun += time - heard->sources[s].latency >= heard->begin;
    return begun;
}

static void count(Heard *heard, int64_t time, const float *samples)
{
    for (unsigned c = 0; c < SOUND_CHANNELS; c++) {
        const float step = fabsf(samples[c] - heard->last[c]);
        if (time - 1 > heard->begin && time > heard->missed_until &&
            begun_sources(heard, time - 1) == heard->source_count && step > heard->largest_step[c])
            heard->largest_step[c] = step;
        heard->last[c] = samples[c];
    }
    heard->frames++;
    for (uint32_t s = 0; s < heard->source_count; s++) {
        const float expected[] = {source_sample(heard, s, time, 0),
                                  source_sample(heard, s, time, 1)};
        if (!fits(samples, expected, true))
            continue;
        heard->frames_of[s]++;
        heard->turns_of[s] += s != heard->last_source;
        heard->last_source = s;
    }
}

static void look_at_frame(Heard *heard, int64_t time, const float *samples)
{
    if (time < heard->missed_until) {
        start_anew(heard);
        return;
    }
    static const float silence[SOUND_CHANNELS];
    if (heard->source_count == 0) {
        count(heard, time, samples);
        return;
    }
    if (begun_sources(heard, time) == 0) {
        if (!fits(samples, silence, true))
            note_failure(heard, time, samples);
        return;
    }
    HeardStory before[HEARD_STORIES];
    const size_t before_count = heard->story_count;
    memcpy(before, heard->stories, before_count * sizeof *before);
    heard->story_count = 0;
    for (size_t i = 0; i < before_count; i++)
        follow(heard, time, samples, &before[i]);
    if (heard->story_count == 0)
        note_failure(heard, time, samples);
    count(heard, time, samples);
}

void heard_miss(Heard *heard, int64_t sample_time)
{
    heard->missed_until = sample_time;
}

void heard_look(Heard *heard, int64_t sample_time, uint32_t frames, const float *samples)
{
    if (!heard->has_begun || sample_time != heard->next_time) {
        heard->jumps += heard->has_begun;
        start_anew(heard);
    }
    heard->has_begun = true;
    heard->next_time = sample_time + frames;
    for (uint32_t f = 0; f < frames; f++)
        look_at_frame(heard, sample_time + f, samples + (size_t)f * SOUND_CHANNELS);
}

float heard_allowed_step(const Heard *heard, unsigned channel)
{
    float largest = heard->source_count > 0 ? 0 : INFINITY;
    for (size_t s = 0; s < heard->source_count; s++) {
        if (heard->sources[s].is_hard)
            return INFINITY;
        largest = fmaxf(largest, fabsf(heard->sources[s].gain));
    }
    const float range = 2 * largest * SOUND_PEAK;
    return largest * sound_slope(channel) +
           2 * range * (1.0f / JOIN_FADE_FRAMES + 1.0f / ROUTE_FADE_FRAMES);
}
