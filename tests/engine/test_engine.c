/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine_fixture.h"

#include <criterion/parameterized.h>
#include <math.h>
#include <string.h>

static void write_at(Engine *engine, uint32_t channels, int64_t sample_time, uint32_t frames)
{
    float *samples = malloc((size_t)channels * frames * sizeof *samples);
    fill(samples, channels, sample_time, frames);
    engine_write(engine, sample_time, 0, frames, samples);
    free(samples);
}

typedef struct Shape {
    uint32_t channels;
    uint32_t written; /* frames at a time */
    uint32_t read;
    bool has_chain;
    EngineMode mode;
} Shape;

/* A gain of 2 through the engine, or nothing, with writer and reader at sizes of their own. */
static void loop_back(const Shape *shape)
{
    Engine *engine = new_engine(shape->channels, NULL);
    EngineReader reader;
    float *got = malloc((size_t)shape->channels * shape->read * sizeof *got);
    const float gain = shape->has_chain ? 2 : 1;
    int64_t heard = 0;
    if (shape->has_chain)
        CHAIN(engine, shape->mode, &fixture_gain);
    start(engine);
    engine_reader_init(&reader, engine);
    for (int64_t time = 0; time < 3 * (int64_t)RING; time += shape->written) {
        write_at(engine, shape->channels, time, shape->written);
        settle(engine);
        for (; heard + shape->read <= time + shape->written; heard += shape->read) {
            engine_read(engine, &reader, heard, shape->read, got);
            for (uint32_t i = 0; i < shape->read * shape->channels; i++) {
                const float wanted =
                    gain * sample_at(heard + i / shape->channels, i % shape->channels);
                cr_assert_eq(got[i], wanted, "channels %u, written %u, read %u, at %lld",
                             shape->channels, shape->written, shape->read, (long long)heard);
            }
        }
    }
    EngineCounters counters;
    engine_counters(engine, &counters);
    cr_assert_eq(counters.late_frames, 0);
    cr_assert_eq(counters.dropped_blocks, 0);
    free(got);
    engine_free(engine);
}

Test(engine, sound_is_exact_and_aligned_at_any_size)
{
    static const uint32_t sizes[] = {1, 15, 64, 441, 512, 4096};
    for (size_t w = 0; w < 6; w++) {
        for (size_t r = 0; r < 6; r++) {
            loop_back(&(Shape){2, sizes[w], sizes[r], false, ENGINE_MODE_INLINE});
            loop_back(&(Shape){2, sizes[w], sizes[r], true, ENGINE_MODE_INLINE});
        }
        loop_back(&(Shape){2, sizes[w], sizes[w], true, ENGINE_MODE_WORKER});
    }
}

Test(engine, sound_is_exact_and_aligned_with_any_channels)
{
    static const uint32_t channels[] = {1, 3, 8, 17, 64, 256};
    for (size_t i = 0; i < 6; i++) {
        loop_back(&(Shape){channels[i], 512, 441, false, ENGINE_MODE_INLINE});
        loop_back(&(Shape){channels[i], 441, 512, true, ENGINE_MODE_INLINE});
        loop_back(&(Shape){channels[i], 512, 512, true, ENGINE_MODE_WORKER});
    }
}
