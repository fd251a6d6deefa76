/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What an engine tells of the time that its chain takes: with a module that takes one and a half
 * times as long as its block lasts, on whichever machine. */

#include "engine/engine_times.h"

#include "engine/diagnosis.h"
#include "engine/load_meter.h"
#include "engine_fixture.h"

#include <string.h>

enum { FRAMES = 64, BLOCKS = 20, RATE = 48000 };
#define BLOCK_NS (UINT64_C(1000000000) * FRAMES / RATE)

static Recorder *recorder;
static Engine *engine;
static int64_t position;

static ossicle_status create(const ossicle_module *module, const ossicle_host *host,
                             void **instance)
{
    *instance = NULL;
    return OSSICLE_OK;
}

static void destroy(void *instance)
{
}

static ossicle_status burn(void *instance, const ossicle_block *block, ossicle_realtime *realtime)
{
    const uint64_t end_ns = load_meter_now_ns() + 3 * BLOCK_NS / 2;
    for (uint32_t c = 0; c < block->channels; c++)
        memcpy(block->outputs[c], block->inputs[c], block->frames * sizeof(float));
    while (load_meter_now_ns() < end_ns)
        continue;
    return OSSICLE_OK;
}

static const ossicle_module burns = {
    .struct_size = sizeof burns,
    .id = "org.test.burns",
    .name = "burns",
    .vendor = "",
    .version = "",
    .min_channels = 1,
    .max_channels = 256,
    .create = create,
    .destroy = destroy,
    .process = burn,
};

static uint64_t now_ns(void *context)
{
    return load_meter_now_ns();
}

static void set_up(void)
{
    recorder = recorder_new(now_ns, NULL);
    cr_assert_not_null(recorder);
    const EngineConfig config = {.channels = 2,
                                 .sample_rate_hz = RATE,
                                 .ring_frames = RING,
                                 .log_queue = log_queue(),
                                 .recorder = recorder};
    engine = engine_new(&config, NULL);
    cr_assert_not_null(engine);
}

static void tear_down(void)
{
    engine_free(engine);
    recorder_free(recorder);
}

TestSuite(engine_times, .init = set_up, .fini = tear_down);

static void play(int blocks)
{
    static float samples[2 * FRAMES];
    for (int i = 0; i < blocks; i++, position += FRAMES)
        engine_write(engine, position, 0, FRAMES, samples);
    settle(engine);
}

static Snapshot take(void)
{
    Snapshot snapshot;
    cr_assert_eq(recorder_snapshot(recorder, &snapshot), STATUS_OK);
    cr_assert_eq(engine_copy_blocks(engine, &snapshot), STATUS_OK);
    return snapshot;
}

static void expect_slow(EngineMode mode)
{
    EngineTimes times;
    CHAIN(engine, mode, &fixture_gain, &burns);
    start(engine);
    play(BLOCKS);
    engine_times(engine, &times);
    cr_expect_geq(times.modules[1].average, 1.49); /* ticks are turned into time with rounding */
    cr_expect_geq(times.modules[1].percentile, 1.49);
    cr_expect_geq(times.modules[1].longest, times.modules[1].percentile);
    cr_expect_geq(times.chain.average, times.modules[1].average);
    cr_expect_eq(times.slow_blocks, BLOCKS);
    cr_expect_float_eq(times.modules[2].longest, 0, 0);
    Snapshot snapshot = take();
    cr_assert_eq(snapshot.block_count, BLOCKS);
    for (int i = 0; i < BLOCKS; i++) {
        const BlockRecord *block = &snapshot.blocks[i];
        cr_expect_eq(block->sample_time, (int64_t)i * FRAMES);
        cr_expect_eq(block->frames, FRAMES);
        cr_expect_eq(block->sound_ns, BLOCK_NS);
        cr_expect_geq(block->busy_ns, 3 * BLOCK_NS / 2);
        cr_expect_eq(block->slowest_ns, block->modules_ns[block->slowest]);
        cr_expect(mode == ENGINE_MODE_WORKER || block->waited_ns == 0);
    }
    Diagnosis diagnosis;
    diagnosis_make(&snapshot, &diagnosis);
    cr_expect_eq(diagnosis.findings[0].cause, CAUSE_MODULE_SLOW);
    cr_expect_str_eq(diagnosis.findings[0].module, "org.test.burns");
    snapshot_cleanup(&snapshot);
}

Test(engine_times, name_the_slow_module_of_an_inline_chain)
{
    expect_slow(ENGINE_MODE_INLINE);
}

Test(engine_times, name_the_slow_module_of_a_workers_chain)
{
    expect_slow(ENGINE_MODE_WORKER);
}

Test(engine_times, are_nothing_without_a_chain)
{
    EngineTimes times;
    start(engine);
    play(3);
    engine_times(engine, &times);
    cr_expect_eq(times.slow_blocks, 0);
    cr_expect_float_eq(times.chain.longest, 0, 0);
    Snapshot snapshot = take();
    cr_expect_eq(snapshot.block_count, 0);
    snapshot_cleanup(&snapshot);
}

Test(engine_times, begin_anew_with_sound_while_records_stay)
{
    EngineTimes times;
    CHAIN(engine, ENGINE_MODE_INLINE, &burns);
    start(engine);
    play(2);
    engine_stop(engine);
    start(engine);
    engine_times(engine, &times);
    cr_expect_eq(times.slow_blocks, 0);
    play(3);
    engine_times(engine, &times);
    cr_expect_eq(times.slow_blocks, 3);
    Snapshot snapshot = take();
    cr_expect_eq(snapshot.block_count, 5);
    for (size_t i = 1; i < snapshot.block_count; i++)
        cr_expect_gt(snapshot.blocks[i].begin_ns, snapshot.blocks[i - 1].begin_ns);
    snapshot_cleanup(&snapshot);
}

Test(engine_times, tell_what_is_changed)
{
    CHAIN(engine, ENGINE_MODE_WORKER, &fixture_gain);
    CHAIN(engine, ENGINE_MODE_INLINE, &fixture_gain);
    cr_assert_eq(engine_set_sample_rate(engine, 44100, NULL), STATUS_OK);
    Snapshot snapshot = take();
    cr_assert_eq(snapshot.event_count, 3);
    cr_expect_eq(snapshot.events[0].kind, RECORDING_EVENT_CHAIN);
    cr_expect_str_eq(snapshot.events[0].text, "org.test.gain(gain=2)");
    cr_expect_eq(snapshot.events[1].kind, RECORDING_EVENT_MODE);
    cr_expect_str_eq(snapshot.events[1].text, "inline");
    cr_expect_eq(snapshot.events[2].kind, RECORDING_EVENT_RATE);
    cr_expect_str_eq(snapshot.events[2].text, "44100");
    snapshot_cleanup(&snapshot);
}

Test(engine_times, progress_is_that_of_the_chain_which_is_heard)
{
    EngineProgress progress;
    CHAIN(engine, ENGINE_MODE_WORKER, &fixture_gate_module);
    start(engine);
    static float samples[2 * FRAMES];
    engine_write(engine, 1000, 0, FRAMES, samples);
    while (!atomic_load(&fixture_gate_waits))
        (void)sched_yield();
    engine_progress(engine, &progress);
    cr_expect_eq(progress.written_sample_time, 1000 + FRAMES);
    cr_expect_lt(progress.processed_sample_time, 1000 + FRAMES);
    cr_expect_eq(progress.dropped_blocks, 0);
    EngineReader reader;
    engine_reader_init(&reader, engine);
    engine_read(engine, &reader, 1000, FRAMES, samples);
    engine_progress(engine, &progress);
    cr_expect_eq(progress.late_frames, FRAMES);
    atomic_store(&fixture_gate, 1);
    settle(engine);
    engine_progress(engine, &progress);
    cr_expect_eq(progress.processed_sample_time, 1000 + FRAMES);
}
