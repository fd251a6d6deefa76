/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/engine_state.h"

#include <math.h>
#include <string.h>

/* How loud it is, found out by a reader like any other. */

/* Samples that are looked at together: at least one frame of all channels. */
#define PIECE_SAMPLES 4096u

typedef struct Sums {
    float peaks[ENGINE_MAX_CHANNELS];
    double squares[ENGINE_MAX_CHANNELS];
    uint64_t frames;
} Sums;

static void hear(const Engine *engine, EngineReader *reader, int64_t sample_time, uint32_t frames,
                 float *samples)
{
    if (atomic_load(&engine->has_lanes))
        (void)engine_join(engine, reader, sample_time, frames, samples);
    else
        (void)loopback_read(&engine->dry, sample_time, frames, samples);
    gain_stage_apply(&reader->gain, frames, samples, samples);
}

static void add(Sums *sums, const float *samples, uint32_t frames, uint32_t channels)
{
    for (uint32_t f = 0; f < frames; f++, samples += channels) {
        for (uint32_t c = 0; c < channels; c++) {
            const float magnitude = isfinite(samples[c]) ? fabsf(samples[c]) : 0;
            sums->peaks[c] = fmaxf(sums->peaks[c], magnitude);
            sums->squares[c] += (double)magnitude * (double)magnitude;
        }
    }
    sums->frames += frames;
}

/* How far back to look. */
static uint32_t frames_to_measure(const Engine *engine)
{
    const double frames = engine->config.sample_rate_hz * ENGINE_LEVEL_SECONDS;
    const uint32_t most = engine->config.ring_frames / 4 * 3; /* the rest is being overwritten */
    return frames < (double)most ? (uint32_t)frames : most;
}

/* Add up what was written of the last frames, from `first` on, piece by piece. */
static void add_last(const Engine *engine, int64_t first, Sums *sums)
{
    EngineReader reader;
    float samples[PIECE_SAMPLES];
    const uint32_t piece = PIECE_SAMPLES / engine->channels;
    const int64_t end = atomic_load(&engine->writer.written_sample_time);
    engine_reader_init(&reader, engine);
    int64_t time = end - frames_to_measure(engine);
    if (time < first)
        time = first;
    while (time < end) {
        bool is_there;
        const int64_t left = end - time;
        const uint32_t frames = left < piece ? (uint32_t)left : piece;
        const uint32_t run = loopback_run(&engine->dry, time, frames, &is_there);
        if (is_there) {
            hear(engine, &reader, time, run, samples);
            add(sums, samples, run, engine->channels);
        }
        time += run;
    }
}

void engine_measure(Engine *engine, EngineLevel *levels)
{
    engine_measure_from(engine, INT64_MIN, levels);
}

void engine_measure_from(Engine *engine, int64_t sample_time, EngineLevel *levels)
{
    Sums sums = {.frames = 0};
    pthread_mutex_lock(engine->lock);
    if (engine->is_running)
        add_last(engine, sample_time, &sums);
    pthread_mutex_unlock(engine->lock);
    for (uint32_t c = 0; c < engine->channels; c++) {
        const double mean = sums.frames ? sums.squares[c] / (double)sums.frames : 0;
        levels[c] = (EngineLevel){.peak = sums.peaks[c], .rms = (float)sqrt(mean)};
    }
}
