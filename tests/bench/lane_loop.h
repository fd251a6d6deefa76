/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file lane_loop.h
 * An engine with a chain of one of the shipped modules or several, in any mode, for benchmarks. */

#ifndef OSSICLE_BENCH_LANE_LOOP_H
#define OSSICLE_BENCH_LANE_LOOP_H

#include "engine/engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LANE_LOOP_RATE 48000.0
#define LANE_LOOP_RING 16384u

typedef struct LaneLoop {
    Catalog *catalog;
    LogQueue *log_queue;
    Supervisor *supervisor;
    Engine *engine;
    EngineReader reader;
    uint32_t channels;
    uint32_t frames;
    int64_t time;
    float *in;
    float *out;
} LaneLoop;

static inline void lane_loop_check(bool holds, const Error *error)
{
    if (holds)
        return;
    (void)fprintf(stderr, "%s\n", error->message);
    exit(1);
}

static inline float *lane_loop_samples(const LaneLoop *loop)
{
    const size_t count = (size_t)loop->frames * loop->channels;
    float *const samples = aligned_alloc(128, (count * sizeof(float) + 127) / 128 * 128);
    if (!samples)
        abort();
    for (size_t i = 0; i < count; i++)
        samples[i] = (float)(i % 1000) / 1000;
    return samples;
}

/** `text` is the chain, of `modules` (a folder). */
static inline void lane_loop_init(LaneLoop *loop, const char *modules, const char *text,
                                  EngineMode mode, uint32_t channels, uint32_t frames)
{
    Error error = {0};
    ChainSpec spec = {0};
    *loop = (LaneLoop){.channels = channels, .frames = frames};
    loop->catalog = catalog_new(NULL);
    loop->log_queue = log_queue_new(NULL);
    loop->supervisor = supervisor_new(&error);
    lane_loop_check(loop->catalog && loop->log_queue && loop->supervisor, &error);
    lane_loop_check(catalog_scan(loop->catalog, modules, &error) == STATUS_OK, &error);
    loop->engine = engine_new(&(EngineConfig){.channels = channels,
                                              .sample_rate_hz = LANE_LOOP_RATE,
                                              .ring_frames = LANE_LOOP_RING,
                                              .catalog = loop->catalog,
                                              .log_queue = loop->log_queue,
                                              .supervisor = loop->supervisor,
                                              .worker_path = WORKER_PROGRAM},
                              &error);
    lane_loop_check(loop->engine != NULL, &error);
    lane_loop_check(chain_spec_parse(&spec, text, loop->catalog, &error) == STATUS_OK, &error);
    lane_loop_check(engine_set_chain(loop->engine, &spec, mode, &error) == STATUS_OK, &error);
    lane_loop_check(engine_start(loop->engine, &error) == STATUS_OK, &error);
    chain_spec_cleanup(&spec);
    engine_reader_init(&loop->reader, loop->engine);
    loop->in = lane_loop_samples(loop);
    loop->out = lane_loop_samples(loop);
}

static inline void lane_loop_cleanup(LaneLoop *loop)
{
    engine_free(loop->engine);
    supervisor_free(loop->supervisor);
    log_queue_free(loop->log_queue);
    catalog_free(loop->catalog);
    free(loop->in);
    free(loop->out);
}

/** Hand in a block. */
static inline void lane_loop_write(LaneLoop *loop)
{
    engine_write(loop->engine, loop->time, 0, loop->frames, loop->in);
    loop->time += loop->frames;
}

/** Look again and again until all is processed. */
static inline void lane_loop_wait(const LaneLoop *loop)
{
    EngineCounters counters;
    do
        engine_counters(loop->engine, &counters);
    while (counters.processed_sample_time != loop->time);
}

#endif
