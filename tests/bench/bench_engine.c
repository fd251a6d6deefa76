/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The engine with an empty chain against the two copies that any loopback needs. */

#include "bench/side_by_side.h"
#include "engine/engine.h"

#include <string.h>

#define RING 16384u

typedef struct Loop {
    Engine *engine;
    EngineReader reader;
    float *ring; /* of the bare copies */
    float *in;
    float *out;
    uint32_t channels;
    uint32_t frames;
    int64_t time;
} Loop;

static void run_engine(void *context, uint32_t times)
{
    Loop *loop = context;
    for (uint32_t i = 0; i < times; i++) {
        engine_write(loop->engine, loop->time, 0, loop->frames, loop->in);
        engine_read(loop->engine, &loop->reader, loop->time, loop->frames, loop->out);
        loop->time += loop->frames;
    }
}

static void run_copies(void *context, uint32_t times)
{
    Loop *loop = context;
    const size_t bytes = (size_t)loop->frames * loop->channels * sizeof(float);
    for (uint32_t i = 0; i < times; i++) {
        float *at = loop->ring + ((uint64_t)loop->time & (RING - 1)) * loop->channels;
        memcpy(at, loop->in, bytes);
        __asm__ volatile("" : : : "memory");
        memcpy(loop->out, at, bytes);
        __asm__ volatile("" : : : "memory");
        loop->time += loop->frames;
    }
}

static float *samples(size_t count)
{
    float *made = aligned_alloc(128, (count * sizeof *made + 127) / 128 * 128);
    if (!made)
        abort();
    for (size_t i = 0; i < count; i++)
        made[i] = (float)(i % 1000) / 1000;
    return made;
}

static Engine *new_engine(uint32_t channels)
{
    const EngineConfig config = {
        .channels = channels, .sample_rate_hz = 48000, .ring_frames = RING};
    Error error;
    Engine *engine = engine_new(&config, &error);
    if (!engine || engine_start(engine, &error)) {
        (void)fprintf(stderr, "%s\n", error.message);
        exit(1);
    }
    return engine;
}

static void compare(const char *name, uint32_t frames, uint32_t channels, double target)
{
    Loop ours = {.channels = channels, .frames = frames};
    ours.engine = new_engine(channels);
    ours.ring = samples((size_t)RING * channels);
    ours.in = samples((size_t)frames * channels);
    ours.out = samples((size_t)frames * channels);
    engine_reader_init(&ours.reader);
    Loop bare = ours;
    const uint32_t times = (uint32_t)(400000 / ((size_t)frames * channels)) + 4;
    (void)side_by_side(name, &(Side){run_engine, &ours}, &(Side){run_copies, &bare}, times, target);
    engine_free(ours.engine);
    free(ours.ring);
    free(ours.in);
    free(ours.out);
}

int main(void)
{
    printf("engine_write + engine_read, empty chain, against two memcpy\n");
    compare("64 frames, 2 channels", 64, 2, 2.0);
    compare("512 frames, 2 channels", 512, 2, 1.3);
    compare("512 frames, 256 channels", 512, 256, 1.1);
    return 0;
}
