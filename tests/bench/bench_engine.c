/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The engine with an empty chain against the two copies that any loopback needs; and what gains
 * cost on top of that: at rest, on their way, and at 0. */

#include "bench/side_by_side.h"
#include "engine/engine.h"

#include <string.h>

#define RING 16384u
#define RATE 768000.0 /* its glides are so long that setting the gains costs nothing */

typedef struct Loop {
    Engine *engine;
    EngineReader reader;
    float *ring; /* of the bare copies */
    float *in;
    float *out;
    uint32_t channels;
    uint32_t frames;
    int64_t time;
    int64_t glide_time; /* when the last glide began */
    bool is_low;
    float gains[2][ENGINE_MAX_CHANNELS];
} Loop;

typedef struct Shape {
    const char *name;
    uint32_t frames;
    uint32_t channels;
    double target; /* at gain 1 */
} Shape;

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

/* Every glide is followed by the next one. */
static void run_gliding(void *context, uint32_t times)
{
    Loop *loop = context;
    const uint32_t glide = (uint32_t)(RATE * GAIN_RAMP_SECONDS);
    for (uint32_t i = 0; i < times; i++) {
        if (loop->time - loop->glide_time >= glide) {
            loop->is_low = !loop->is_low;
            loop->glide_time = loop->time;
            engine_set_gains(loop->engine, loop->gains[loop->is_low]);
        }
        run_engine(loop, 1);
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
    const EngineConfig config = {.channels = channels, .sample_rate_hz = RATE, .ring_frames = RING};
    Error error;
    Engine *engine = engine_new(&config, &error);
    if (!engine || engine_start(engine, &error)) {
        (void)fprintf(stderr, "%s\n", error.message);
        exit(1);
    }
    return engine;
}

static Loop new_loop(const Shape *shape, float gain)
{
    Loop loop = {.channels = shape->channels, .frames = shape->frames};
    loop.engine = new_engine(shape->channels);
    loop.ring = samples((size_t)RING * shape->channels);
    loop.in = samples((size_t)shape->frames * shape->channels);
    loop.out = samples((size_t)shape->frames * shape->channels);
    for (uint32_t c = 0; c < shape->channels; c++) {
        loop.gains[0][c] = gain;
        loop.gains[1][c] = 0.25f;
    }
    engine_set_gains(loop.engine, loop.gains[0]);
    engine_reader_init(&loop.reader, loop.engine);
    return loop;
}

static void free_loop(Loop *loop)
{
    engine_free(loop->engine);
    free(loop->ring);
    free(loop->in);
    free(loop->out);
}

static uint32_t times_of(const Shape *shape)
{
    return (uint32_t)(400000 / ((size_t)shape->frames * shape->channels)) + 4;
}

static void compare_with_copies(const Shape *shape)
{
    static Loop ours;
    static Loop bare;
    ours = new_loop(shape, 1);
    bare = ours;
    (void)side_by_side(shape->name, &(Side){run_engine, &ours}, &(Side){run_copies, &bare},
                       times_of(shape), shape->target);
    free_loop(&ours);
}

static void compare_with_unity(const Shape *shape, float gain,
                               void (*run)(void *context, uint32_t times), double target)
{
    static Loop ours;
    static Loop plain;
    ours = new_loop(shape, gain);
    plain = new_loop(shape, 1);
    (void)side_by_side(shape->name, &(Side){run, &ours}, &(Side){run_engine, &plain},
                       times_of(shape), target);
    free_loop(&ours);
    free_loop(&plain);
}

int main(void)
{
    static const Shape shapes[] = {
        {"64 frames, 2 channels", 64, 2, 2.0},
        {"512 frames, 2 channels", 512, 2, 1.3},
        {"512 frames, 256 channels", 512, 256, 1.1},
    };
    const size_t count = sizeof shapes / sizeof *shapes;
    printf("engine_write + engine_read, empty chain, against two memcpy\n");
    for (size_t i = 0; i < count; i++)
        compare_with_copies(&shapes[i]);
    printf("the same at gain 0.5, against gain 1\n");
    for (size_t i = 0; i < count; i++)
        compare_with_unity(&shapes[i], 0.5f, run_engine, 1.3);
    printf("the same while gains glide, against gain 1\n");
    for (size_t i = 0; i < count; i++)
        compare_with_unity(&shapes[i], 0.5f, run_gliding, 1.3);
    printf("the same at gain 0, against gain 1\n");
    for (size_t i = 0; i < count; i++)
        compare_with_unity(&shapes[i], 0, run_engine, 1.3);
    return 0;
}
