/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* A chain in a worker process, as far as nothing goes wrong. */

#include "worker_bed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHAIN "org.ossicle.gain(gain=-6),org.ossicle.lowpass(cutoff=1000)"

enum { BLOCKS = 60 };

/* Play, change parameters on the way, and give back what is heard. */
static float *play(EngineMode mode)
{
    const size_t count = (size_t)BLOCKS * ENGINE_BLOCK_FRAMES * BED_CHANNELS;
    float *heard = calloc(count, sizeof *heard);
    WorkerBed bed;
    EngineReader reader;
    int64_t time = 0;
    cr_assert_not_null(heard);
    bed_init(&bed, SHIPPED_MODULES, NULL, NULL);
    bed_chain(&bed, mode, CHAIN);
    bed_start(&bed);
    engine_reader_init(&reader, bed.engine);
    for (uint32_t b = 0; b < BLOCKS; b++) {
        const int64_t at = time;
        cr_assert_eq(engine_set_parameter(bed.engine, 0, 0, -(double)(b % 20), at + 100, NULL),
                     STATUS_OK);
        cr_assert_eq(engine_set_parameter(bed.engine, 1, 0, 500 + 10 * (double)b, ENGINE_NOW, NULL),
                     STATUS_OK);
        bed_write(&bed, &time, 1);
        engine_read(bed.engine, &reader, at, ENGINE_BLOCK_FRAMES,
                    heard + (size_t)at * BED_CHANNELS);
    }
    engine_stop(bed.engine);
    bed_cleanup(&bed);
    return heard;
}

Test(isolated, sounds_the_same_to_the_bit)
{
    float *isolated = play(ENGINE_MODE_ISOLATED);
    float *worker = play(ENGINE_MODE_WORKER);
    const size_t count = (size_t)BLOCKS * ENGINE_BLOCK_FRAMES * BED_CHANNELS;
    const void *bits[] = {isolated, worker};
    cr_assert_arr_eq(bits[0], bits[1], count * sizeof *worker);
    cr_assert_gt(worker[count - 1], 0);
    free(isolated);
    free(worker);
}

Test(isolated, says_how_it_runs)
{
    WorkerBed bed;
    bed_init(&bed, SHIPPED_MODULES, NULL, NULL);
    bed_chain(&bed, ENGINE_MODE_ISOLATED, CHAIN);
    char text[ENGINE_SCHEDULING_BYTES];
    engine_worker_scheduling(bed.engine, text);
    cr_assert_not_null(strstr(text, "realtime"), "%s", text);
    cr_assert_not_null(strstr(text, "system calls filtered"), "%s", text);
    cr_assert_gt(bed_process(&bed), 0);
    bed_cleanup(&bed);
}

Test(isolated, starts_stops_and_changes_its_rate)
{
    WorkerBed bed;
    int64_t time = 0;
    EngineCounters counters;
    Error error = {.status = STATUS_OK};
    bed_init(&bed, SHIPPED_MODULES, NULL, NULL);
    bed_chain(&bed, ENGINE_MODE_ISOLATED, CHAIN);
    const int64_t process = bed_process(&bed);
    for (int i = 0; i < 5; i++) {
        cr_assert_eq(engine_set_sample_rate(bed.engine, 44100 + i, &error), STATUS_OK, "%s",
                     error.message);
        bed_start(&bed);
        bed_write(&bed, &time, 10);
        engine_stop(bed.engine);
    }
    engine_counters(bed.engine, &counters);
    cr_assert_eq(counters.processed_blocks, 50);
    cr_assert_eq(bed_process(&bed), process, "it is the same all the time");
    bed_cleanup(&bed);
}

Test(isolated, takes_over_and_is_taken_over_from)
{
    WorkerBed bed;
    int64_t time = 0;
    bed_init(&bed, SHIPPED_MODULES, NULL, NULL);
    bed_chain(&bed, ENGINE_MODE_ISOLATED, CHAIN);
    bed_start(&bed);
    for (int i = 0; i < 12; i++) {
        bed_write(&bed, &time, 40);
        bed_chain(&bed, (EngineMode)(i % ENGINE_MODE_COUNT), CHAIN);
    }
    bed_write(&bed, &time, 40);
    engine_stop(bed.engine);
    bed_cleanup(&bed);
}

Test(isolated, needs_a_program_and_a_supervisor)
{
    Error error = {.status = STATUS_OK};
    const EngineConfig config = {.channels = 2, .sample_rate_hz = 48000, .ring_frames = 4096};
    Engine *engine = engine_new(&config, &error);
    Catalog *catalog = catalog_new(NULL);
    ChainSpec spec;
    cr_assert_eq(catalog_scan(catalog, SHIPPED_MODULES, &error), STATUS_OK);
    cr_assert_eq(chain_spec_parse(&spec, CHAIN, catalog, &error), STATUS_OK);
    cr_assert_eq(engine_set_chain(engine, &spec, ENGINE_MODE_ISOLATED, &error), STATUS_UNSUPPORTED);
    cr_assert_str_eq(error.message, "engine: there is no mode isolated here; use mode worker");
    chain_spec_cleanup(&spec);
    engine_free(engine);
    catalog_free(catalog);
}
