/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The slowest single engine_read, whatever happens, against the ordinary one. */

#include "bench/side_by_side.h"
#include "engine/engine.h"

#include <string.h>

#define RING 16384u

typedef struct Case {
    Engine *engine;
    EngineReader reader;
    uint32_t frames;
    int64_t time;
    bool is_new_source; /* every read begins with a change of source */
    float *out;
} Case;

static ossicle_status create(const ossicle_module *module, const ossicle_host *host,
                             void **instance)
{
    (void)module;
    (void)host;
    *instance = NULL;
    return OSSICLE_OK;
}

static void destroy(void *instance)
{
    (void)instance;
}

static ossicle_status process(void *instance, const ossicle_block *block,
                              ossicle_realtime *realtime)
{
    (void)instance;
    (void)realtime;
    for (uint32_t c = 0; c < block->channels; c++)
        memcpy(block->outputs[c], block->inputs[c], block->frames * sizeof(float));
    return OSSICLE_OK;
}

static const ossicle_module module = {
    .struct_size = sizeof module,
    .id = "org.test.copy",
    .min_channels = 1,
    .max_channels = 256,
    .create = create,
    .destroy = destroy,
    .process = process,
};

/* The same frames again and again, as one reader who never gets further. */
static void run(void *context, uint32_t times)
{
    Case *what = context;
    for (uint32_t i = 0; i < times; i++) {
        what->reader.join.next_sample_time = what->time;
        if (what->is_new_source)
            what->reader.join.side.source = 2; /* dry, and wet comes now */
        engine_read(what->engine, &what->reader, what->time, what->frames, what->out);
    }
}

static Engine *new_engine(uint32_t channels, bool has_chain)
{
    const EngineConfig config = {
        .channels = channels, .sample_rate_hz = 48000, .ring_frames = RING};
    ChainSpec spec = {NULL, 0};
    Engine *engine = engine_new(&config, NULL);
    if (has_chain && chain_spec_add(&spec, &module))
        abort();
    if (!engine || engine_set_chain(engine, &spec, ENGINE_MODE_INLINE, NULL) ||
        engine_start(engine, NULL))
        abort();
    chain_spec_cleanup(&spec);
    return engine;
}

/* Sound from -20000 to 0, a gap of 100 frames, and sound up to 1000. */
static void write_sound(Engine *engine, uint32_t channels)
{
    float *samples = calloc((size_t)500 * channels, sizeof *samples);
    if (!samples)
        abort();
    for (int64_t time = -20000; time < 0; time += 500)
        engine_write(engine, time, 0, 500, samples);
    engine_write(engine, 100, 0, 500, samples);
    engine_write(engine, 600, 0, 400, samples);
    free(samples);
}

static void compare(uint32_t channels, uint32_t frames, bool has_chain)
{
    static const struct {
        const char *name;
        int64_t time;
        bool is_new_source;
    } cases[] = {
        {"the writer has stopped", 5000, false},
        {"it stops in the middle", 900, false},
        {"a gap in the middle", -50, false},
        {"long overwritten", -30000, false},
        {"the oldest, half overwritten", -15400, false},
        {"around the end of the ring", -20, false},
        {"joined: wet after dry", -8000, true},
    };
    Engine *engine = new_engine(channels, has_chain);
    float *out = calloc((size_t)frames * channels, sizeof *out);
    if (!out)
        abort();
    write_sound(engine, channels);
    printf("%u channels, %u frames, %s\n", channels, frames, has_chain ? "a chain" : "no chain");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Case ordinary = {.engine = engine, .frames = frames, .time = -8000, .out = out};
        if (cases[i].is_new_source && !has_chain)
            continue;
        engine_reader_init(&ordinary.reader, engine);
        ordinary.reader.join.side.source = 1;
        Case ours = ordinary;
        ours.time = cases[i].time;
        ours.is_new_source = cases[i].is_new_source;
        const uint32_t times = (uint32_t)(200000 / ((size_t)frames * channels)) + 4;
        (void)side_by_side(cases[i].name, &(Side){run, &ours}, &(Side){run, &ordinary}, times, 2.0);
    }
    free(out);
    engine_free(engine);
}

int main(void)
{
    printf("a single engine_read against the ordinary one\n");
    for (int has_chain = 0; has_chain < 2; has_chain++) {
        compare(2, 64, has_chain);
        compare(2, 512, has_chain);
        compare(256, 512, has_chain);
    }
    return 0;
}
