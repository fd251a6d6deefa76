/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What the I/O threads call neither allocates nor locks nor enters the kernel but to wake. */

#include "engine/insert.h"
#include "engine_fixture.h"
#include "support/realtime_check.h"

#include <math.h>
#include <string.h>

#define MOST_CHANNELS 64u
#define MOST_FRAMES   4096u

typedef struct Io {
    Engine *engine;
    EngineReader reader;
    EngineReader other;
    uint32_t channels;
    uint32_t rounds;
    float in[MOST_FRAMES * MOST_CHANNELS];
    float out[MOST_FRAMES * MOST_CHANNELS];
} Io;

static Io io;

static void round_of(int64_t time, uint32_t frames)
{
    engine_write(io.engine, time, 1, frames, io.in);
    engine_read(io.engine, &io.reader, time - 512, frames, io.out);
    engine_read(io.engine, &io.other, time - 100000, 441, io.out); /* where nothing is */
}

/* All that happens to a device: sizes, laps, gaps, jumps, a writer that stops. */
static void run_io(void *context)
{
    static const uint32_t sizes[] = {1, 15, 64, 441, 512, 4096};
    (void)context;
    int64_t time = 0;
    for (uint32_t i = 0; i < io.rounds; i++) {
        const uint32_t frames = sizes[i % 6];
        round_of(time, frames);
        time += frames;
        if (i % 16 == 9)
            time += 1000;
        if (i % 32 == 20)
            time -= 3000;
    }
    for (int i = 0; i < 40; i++)
        engine_read(io.engine, &io.reader, time + (int64_t)512 * i, 512, io.out);
}

/* Once on this thread, so that code and stack are there, then watched. */
static RealtimeCheck check_io(void)
{
    engine_reader_init(&io.reader, io.engine);
    engine_reader_init(&io.other, io.engine);
    fill(io.in, io.channels, 0, MOST_FRAMES);
    io.rounds = 100;
    start(io.engine);
    run_io(NULL);
    engine_stop(io.engine);
    start(io.engine);
    return realtime_check_run(run_io, NULL);
}

static void must_be_clean(uint32_t channels, EngineMode mode, size_t count,
                          const ossicle_module *const *modules)
{
    Error error = {0};
    io.channels = channels;
    io.engine = new_engine(channels, NULL);
    cr_assert_eq(set_chain(io.engine, mode, count, modules, &error), STATUS_OK, "%s",
                 error.message);
    const RealtimeCheck check = check_io();
    cr_assert_null(check.violation, "%u channels, %s: %s", channels, engine_mode_text(mode),
                   check.violation);
    if (realtime_check_is_active)
        cr_assert_eq(check.page_faults, 0, "%u channels, %s: %ld page faults", channels,
                     engine_mode_text(mode), check.page_faults);
    engine_free(io.engine);
}

Test(engine_realtime, the_empty_chain)
{
    must_be_clean(2, ENGINE_MODE_INLINE, 0, NULL);
    must_be_clean(64, ENGINE_MODE_WORKER, 0, NULL);
}

Test(engine_realtime, modules_that_log_fail_and_write_nans)
{
    const ossicle_module *const modules[] = {&fixture_gain,     &fixture_logging, &fixture_nan,
                                             &fixture_failing,  &fixture_meter,   &fixture_delay,
                                             &fixture_generator};
    atomic_store(&fixture_nan_time, 30000);
    must_be_clean(2, ENGINE_MODE_INLINE, 7, modules);
    must_be_clean(64, ENGINE_MODE_INLINE, 7, modules);
    must_be_clean(2, ENGINE_MODE_WORKER, 7, modules);
    must_be_clean(64, ENGINE_MODE_WORKER, 7, modules);
}

static Insert *insert;

static void run_insert(void *context)
{
    (void)context;
    int64_t time = 0;
    for (uint32_t i = 1; i < 100; i++) {
        insert_process(insert, time, 1, i * 37, io.out);
        time += i * 37 + (i % 16 == 9 ? 1000 : 0);
    }
}

Test(engine_realtime, an_insert)
{
    const ossicle_module *const modules[] = {&fixture_gain,    &fixture_logging,   &fixture_nan,
                                             &fixture_failing, &fixture_meter,     &fixture_delay,
                                             &fixture_latency, &fixture_generator, NULL};
    const InsertConfig config = {
        .channels = MOST_CHANNELS, .sample_rate_hz = 48000, .log_queue = log_queue()};
    ChainSpec spec = {NULL, 0};
    atomic_store(&fixture_nan_time, 30000);
    for (size_t i = 0; modules[i]; i++)
        cr_assert_eq(chain_spec_add(&spec, modules[i]), STATUS_OK);
    insert = insert_new(&spec, &config, NULL);
    cr_assert_not_null(insert);
    chain_spec_cleanup(&spec);
    run_insert(NULL); /* so that code and stack are there */
    const RealtimeCheck check = realtime_check_run(run_insert, NULL);
    cr_assert_null(check.violation, "%s", check.violation);
    insert_free(insert);
}

/* The worker waits at the gate meanwhile, so that blocks run out and dry is joined to wet. */
static void run_io_late(void *context)
{
    run_io(context);
    atomic_store(&fixture_gate, 1);
    run_io(context);
}

Test(engine_realtime, a_worker_that_is_late)
{
    const ossicle_module *const modules[] = {&fixture_gate_module};
    Error error = {0};
    io.channels = 2;
    io.rounds = 600;
    io.engine = new_engine(2, NULL);
    cr_assert_eq(set_chain(io.engine, ENGINE_MODE_WORKER, 1, modules, &error), STATUS_OK);
    engine_reader_init(&io.reader, io.engine);
    engine_reader_init(&io.other, io.engine);
    atomic_store(&fixture_gate, 0);
    start(io.engine);
    const RealtimeCheck check = realtime_check_run(run_io_late, NULL);
    cr_assert_null(check.violation, "%s", check.violation);
    EngineCounters counters;
    engine_counters(io.engine, &counters);
    cr_assert_gt(counters.late_frames, 0);
    engine_free(io.engine);
}

Test(engine_realtime, parameters_that_change)
{
    const ossicle_module *const modules[] = {&fixture_gain, &fixture_gain};
    Error error = {0};
    io.channels = 2;
    io.rounds = 100;
    io.engine = new_engine(2, NULL);
    cr_assert_eq(set_chain(io.engine, ENGINE_MODE_INLINE, 2, modules, &error), STATUS_OK);
    engine_reader_init(&io.reader, io.engine);
    engine_reader_init(&io.other, io.engine);
    start(io.engine);
    for (int i = 0; i < 1000; i++) {
        cr_assert_eq(engine_set_parameter(io.engine, 0, 0, i % 10, (int64_t)i * 37, NULL),
                     STATUS_OK);
        cr_assert_eq(engine_set_parameter(io.engine, 1, 0, i % 10, ENGINE_NOW, NULL), STATUS_OK);
    }
    const RealtimeCheck check = realtime_check_run(run_io, NULL);
    cr_assert_null(check.violation, "%s", check.violation);
    engine_free(io.engine);
}
