/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What becomes of modules that take their process down, and of the sound meanwhile. */

#include "engine/engine_state.h"
#include "worker_bed.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#define CRASH "org.ossicle.fault.null-write"

static const EnginePolicy hasty = {.first_pause_ms = 1,
                                   .longest_pause_ms = 5,
                                   .deaths_to_quarantine = 3,
                                   .hang_ms = 500,
                                   .late_blocks = 64,
                                   .settle_ms = 1};

static void expect_alive(int64_t process)
{
    cr_assert_gt(process, 0);
    cr_assert_eq(kill((pid_t)process, 0), 0);
}

/* It is gone when the lane that had it is free: some sound later. */
static void write_until_gone(WorkerBed *bed, int64_t *time, int64_t process)
{
    while (kill((pid_t)process, 0) == 0)
        bed_write(bed, time, 1);
}

Test(deaths, a_module_that_crashes_is_bypassed_tried_again_and_quarantined)
{
    WorkerBed bed;
    int64_t time = 0;
    bed_init(&bed, SHIPPED_MODULES, FAULT_MODULES, &hasty);
    bed_chain(&bed, ENGINE_MODE_ISOLATED, "org.ossicle.gain," CRASH "(after=10)");
    bed_start(&bed);
    bed_write_until(&bed, &time, ENGINE_EVENT_MODULE_QUARANTINE, CRASH, 1);
    bed_write(&bed, &time, 100);
    cr_assert_eq(bed_count_events(&bed, ENGINE_EVENT_MODULE_DIED, CRASH), 2);
    cr_assert_eq(bed_count_events(&bed, ENGINE_EVENT_RETRIED, CRASH), 2);
    cr_assert_eq(bed_count_events(&bed, ENGINE_EVENT_MODULE_QUARANTINE, CRASH), 1);
    cr_assert_eq(bed_count_events(&bed, ENGINE_EVENT_MODULE_QUARANTINE, "org.ossicle.gain"), 0);
    expect_alive(bed_process(&bed));
    const Finding finding = bed_cause(&bed);
    cr_expect_eq(finding.cause, CAUSE_MODULE_DIED);
    cr_expect_eq(finding.count, 3);
    cr_expect_not_null(strstr(finding.text, "module " CRASH " brought its worker process down"));
    cr_assert_eq(engine_module_count(bed.engine), 2, "it is still part of the chain");
    bed_cleanup(&bed);
}

Test(deaths, a_process_that_is_killed_is_started_again)
{
    WorkerBed bed;
    int64_t time = 0;
    bed_init(&bed, SHIPPED_MODULES, NULL, &hasty);
    bed_chain(&bed, ENGINE_MODE_ISOLATED, "org.ossicle.gain(gain=-6)");
    bed_start(&bed);
    for (size_t i = 1; i <= 3; i++) {
        bed_write(&bed, &time, 10);
        const int64_t process = bed_process(&bed);
        expect_alive(process);
        cr_assert_eq(kill((pid_t)process, SIGKILL), 0);
        bed_write_until(&bed, &time, ENGINE_EVENT_RETRIED, NULL, i);
        write_until_gone(&bed, &time, process);
        cr_assert_eq(bed_count_events(&bed, ENGINE_EVENT_BYPASSED, NULL), i);
    }
    expect_alive(bed_process(&bed));
    const Finding finding = bed_cause(&bed);
    cr_expect_eq(finding.cause, CAUSE_BYPASSED, "%s", finding.text);
    cr_expect_eq(finding.count, 3);
    bed_cleanup(&bed);
}

/* It may have written all over the memory that says what it has processed. */
Test(deaths, what_a_dead_process_has_left_is_not_heard_while_it_waits)
{
    static const EnginePolicy patient = {.first_pause_ms = UINT32_MAX,
                                         .longest_pause_ms = UINT32_MAX,
                                         .deaths_to_quarantine = 3,
                                         .hang_ms = 500,
                                         .late_blocks = 64,
                                         .settle_ms = 1};
    WorkerBed bed;
    int64_t time = 0;
    bed_init(&bed, SHIPPED_MODULES, NULL, &patient);
    bed_chain(&bed, ENGINE_MODE_ISOLATED, "org.ossicle.gain(gain=-6)");
    bed_start(&bed);
    bed_write(&bed, &time, 10);
    cr_assert_neq(route_read(&bed.engine->board).to, ROUTE_DRY);
    cr_assert_eq(kill((pid_t)bed_process(&bed), SIGKILL), 0);
    bed_write_until(&bed, &time, ENGINE_EVENT_BYPASSED, NULL, 1);
    bed_write(&bed, &time, 1);
    cr_assert_eq(route_read(&bed.engine->board).to, ROUTE_DRY);
    cr_assert_eq(engine_module_count(bed.engine), 1, "it is still the chain");
    cr_assert_eq(bed_count_events(&bed, ENGINE_EVENT_RETRIED, NULL), 0);
    bed_cleanup(&bed);
}

Test(deaths, a_process_that_dies_while_nothing_plays_is_started_again)
{
    WorkerBed bed;
    int64_t time = 0;
    bed_init(&bed, SHIPPED_MODULES, NULL, &hasty);
    bed_chain(&bed, ENGINE_MODE_ISOLATED, "org.ossicle.gain(gain=-6)");
    cr_assert_eq(kill((pid_t)bed_process(&bed), SIGKILL), 0);
    bed_start(&bed);
    bed_write(&bed, &time, 20);
    bed_cleanup(&bed);
}

Test(deaths, values_that_were_given_stay)
{
    WorkerBed bed;
    int64_t time = 0;
    double value = 0;
    bed_init(&bed, SHIPPED_MODULES, FAULT_MODULES, &hasty);
    bed_chain(&bed, ENGINE_MODE_ISOLATED, "org.ossicle.gain," CRASH "(after=10)");
    cr_assert_eq(engine_set_parameter(bed.engine, 0, 0, -3, ENGINE_NOW, NULL), STATUS_OK);
    bed_start(&bed);
    bed_write_until(&bed, &time, ENGINE_EVENT_MODULE_DIED, CRASH, 1);
    bed_write(&bed, &time, 10);
    cr_assert_eq(engine_parameter(bed.engine, 0, 0, &value), STATUS_OK);
    cr_assert_eq(value, -3);
    bed_cleanup(&bed);
}

Test(deaths, a_module_that_hangs_is_ended)
{
    WorkerBed bed;
    int64_t time = 0;
    bed_init(&bed, SHIPPED_MODULES, FAULT_MODULES, &hasty);
    bed_chain(&bed, ENGINE_MODE_ISOLATED, "org.ossicle.fault.loop(after=5)");
    bed_start(&bed);
    bed_write_until(&bed, &time, ENGINE_EVENT_MODULE_DIED, "org.ossicle.fault.loop", 1);
    bed_cleanup(&bed);
}

Test(deaths, a_set_chain_is_forgiven)
{
    WorkerBed bed;
    int64_t time = 0;
    bed_init(&bed, SHIPPED_MODULES, FAULT_MODULES, &hasty);
    bed_chain(&bed, ENGINE_MODE_ISOLATED, CRASH "(after=10)");
    bed_start(&bed);
    bed_write_until(&bed, &time, ENGINE_EVENT_MODULE_QUARANTINE, CRASH, 1);
    bed_chain(&bed, ENGINE_MODE_ISOLATED, CRASH "(after=10)");
    bed_write_until(&bed, &time, ENGINE_EVENT_MODULE_QUARANTINE, CRASH, 2);
    bed_cleanup(&bed);
}

Test(deaths, whoever_sets_a_chain_that_dies_at_once_is_told)
{
    WorkerBed bed;
    Error error = {.status = STATUS_OK};
    bed_init(&bed, SHIPPED_MODULES, FAULT_MODULES, &hasty);
    bed_chain(&bed, ENGINE_MODE_ISOLATED, "org.ossicle.gain");
    cr_assert_neq(
        bed_try_chain(&bed, ENGINE_MODE_ISOLATED, "org.ossicle.fault.activate(after=1)", &error),
        STATUS_OK);
    cr_assert_str_eq(error.message, "worker process: it was to make the chain: it has ended, in "
                                    "module 'org.ossicle.fault.activate'");
    cr_assert_eq(engine_module_count(bed.engine), 1, "it stays as it was");
    bed_cleanup(&bed);
}

/* Play a block that nobody waits for: it is read before it can have been processed. */
static void hurry(WorkerBed *bed, EngineReader *reader, int64_t *time)
{
    float samples[BED_CHANNELS * ENGINE_BLOCK_FRAMES] = {0};
    engine_write(bed->engine, *time, 0, ENGINE_BLOCK_FRAMES, samples);
    engine_read(bed->engine, reader, *time, ENGINE_BLOCK_FRAMES, samples);
    *time += ENGINE_BLOCK_FRAMES;
    (void)sched_yield();
}

Test(deaths, a_chain_that_is_always_late_is_bypassed_and_tried_again)
{
    static const EnginePolicy strict = {.first_pause_ms = 1,
                                        .longest_pause_ms = 1,
                                        .deaths_to_quarantine = 3,
                                        .hang_ms = 60000,
                                        .late_blocks = 4,
                                        .settle_ms = 1};
    WorkerBed bed;
    EngineReader reader;
    EngineCounters counters;
    int64_t time = 0;
    bed_init(&bed, FAULT_MODULES, NULL, &strict);
    bed_chain(&bed, ENGINE_MODE_WORKER, "org.ossicle.fault.late");
    bed_start(&bed);
    engine_reader_init(&reader, bed.engine);
    while (bed_count_events(&bed, ENGINE_EVENT_BYPASSED, NULL) == 0) {
        cr_assert_eq(engine_set_parameter(bed.engine, 0, 0, 1, ENGINE_NOW, NULL), STATUS_OK);
        hurry(&bed, &reader, &time);
    }
    bed_write_until(&bed, &time, ENGINE_EVENT_RETRIED, NULL, 1);
    bed_write(&bed, &time, 40);
    engine_counters(bed.engine, &counters);
    cr_assert_geq(counters.troubles, 1);
    cr_assert_geq(counters.restarts, 1);
    const uint64_t processed = counters.processed_blocks;
    bed_write(&bed, &time, 10);
    engine_counters(bed.engine, &counters);
    cr_assert_eq(counters.processed_blocks, processed + 10, "it is heard again");
    cr_assert_eq(bed_count_events(&bed, ENGINE_EVENT_MODULE_QUARANTINE, "org.ossicle.fault.late"),
                 0);
    bed_cleanup(&bed);
}

/* The thread can't be ended, so it is left alone with all that it uses; the sound goes on with
 * another one, without the module. */
Test(deaths, a_thread_that_hangs_is_abandoned)
{
    static const EnginePolicy patient = {.first_pause_ms = 1,
                                         .longest_pause_ms = 1,
                                         .deaths_to_quarantine = 3,
                                         .hang_ms = 1000,
                                         .late_blocks = UINT32_MAX,
                                         .settle_ms = 1};
    WorkerBed bed;
    EngineCounters counters;
    int64_t time = 0;
    bed_init(&bed, SHIPPED_MODULES, FAULT_MODULES, &patient);
    bed_chain(&bed, ENGINE_MODE_WORKER, "org.ossicle.gain,org.ossicle.fault.sleep(after=5)");
    bed_start(&bed);
    bed_write_until(&bed, &time, ENGINE_EVENT_MODULE_QUARANTINE, "org.ossicle.fault.sleep", 1);
    bed_write(&bed, &time, 40);
    engine_counters(bed.engine, &counters);
    const uint64_t processed = counters.processed_blocks;
    bed_write(&bed, &time, 10);
    engine_counters(bed.engine, &counters);
    cr_assert_eq(counters.processed_blocks, processed + 10, "the rest of the chain is heard");
    cr_assert_eq(engine_module_count(bed.engine), 2, "it is still part of the chain");
    engine_stop(bed.engine);
    bed_start(&bed);
    bed_write(&bed, &time, 10);
    bed_cleanup(&bed);
}
