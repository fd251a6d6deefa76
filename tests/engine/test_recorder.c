/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/recorder.h"
#include "support/fail_each.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Recorder *recorder;
static uint64_t time_ns;

static uint64_t tell_time(void *context)
{
    return time_ns;
}

static void make(void)
{
    recorder = recorder_new(tell_time, NULL);
    cr_assert_not_null(recorder);
}

static void drop(void)
{
    recorder_free(recorder);
}

TestSuite(recorder, .init = make, .fini = drop);

static Snapshot take(void)
{
    Snapshot snapshot;
    cr_assert_eq(recorder_snapshot(recorder, &snapshot), STATUS_OK);
    return snapshot;
}

static void run_cycle(uint64_t owner, uint64_t begin_ns)
{
    recorder_begin(recorder, owner, &(CycleRecord){.begin_ns = begin_ns, .frames = 512});
    CycleRecord *cycle = recorder_cycle(recorder, owner);
    cr_assert_not_null(cycle);
    cycle->busy_ns = 7;
    recorder_end(recorder);
}

Test(recorder, keeps_cycles_from_the_start_of_io_on)
{
    run_cycle(1, 10); /* there is no room yet */
    time_ns = 15;
    cr_assert_eq(recorder_start(recorder, NULL), STATUS_OK);
    run_cycle(1, 20);
    run_cycle(2, 30);
    Snapshot snapshot = take();
    cr_assert_eq(snapshot.cycle_count, 2);
    cr_expect_eq(snapshot.cycles[0].begin_ns, 20);
    cr_expect_eq(snapshot.cycles[1].begin_ns, 30);
    cr_expect_eq(snapshot.cycles[1].busy_ns, 7);
    cr_assert_eq(snapshot.event_count, 1);
    cr_expect_eq(snapshot.events[0].kind, RECORDING_EVENT_START);
    cr_expect_eq(snapshot.events[0].time_ns, 15);
    snapshot_cleanup(&snapshot);
}

Test(recorder, records_one_cycle_at_a_time)
{
    cr_assert_eq(recorder_start(recorder, NULL), STATUS_OK);
    recorder_begin(recorder, 5, &(CycleRecord){.begin_ns = 1});
    recorder_begin(recorder, 6, &(CycleRecord){.begin_ns = 2});
    cr_expect_null(recorder_cycle(recorder, 6));
    cr_expect_not_null(recorder_cycle(recorder, 5));
    recorder_end(recorder);
    cr_expect_null(recorder_cycle(recorder, 5));
    run_cycle(6, 3);
    /* A cycle that never ended is forgotten with the next start. */
    recorder_begin(recorder, 7, &(CycleRecord){.begin_ns = 4});
    cr_assert_eq(recorder_start(recorder, NULL), STATUS_OK);
    run_cycle(8, 5);
    Snapshot snapshot = take();
    cr_assert_eq(snapshot.cycle_count, 3);
    cr_expect_eq(snapshot.cycles[0].begin_ns, 1);
    cr_expect_eq(snapshot.cycles[1].begin_ns, 3);
    cr_expect_eq(snapshot.cycles[2].begin_ns, 5);
    snapshot_cleanup(&snapshot);
}

Test(recorder, keeps_the_last_events_and_cuts_long_texts)
{
    char text[2 * RECORDING_TEXT_BYTES];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = 0;
    for (time_ns = 0; time_ns < RECORDER_EVENTS; time_ns++)
        recorder_tell(recorder, RECORDING_EVENT_CHAIN, NULL);
    time_ns = 1000;
    recorder_tell(recorder, RECORDING_EVENT_DIED, text);
    Snapshot snapshot = take();
    cr_assert_eq(snapshot.event_count, RECORDER_EVENTS);
    cr_expect_eq(snapshot.events[0].time_ns, 1);
    cr_expect_str_eq(snapshot.events[0].text, "");
    cr_expect_eq(snapshot.events[RECORDER_EVENTS - 1].time_ns, 1000);
    cr_expect_eq(strlen(snapshot.events[RECORDER_EVENTS - 1].text), RECORDING_TEXT_BYTES - 1);
    snapshot_cleanup(&snapshot);
    cr_expect_eq(recorder_event_count(recorder, RECORDING_EVENT_CHAIN), RECORDER_EVENTS);
    cr_expect_eq(recorder_event_count(recorder, RECORDING_EVENT_DIED), 1);
    recorder_tell(NULL, RECORDING_EVENT_CHAIN, NULL);
}

Test(recorder, knows_the_modules_of_chains)
{
    static const char *const first[] = {"org.test.a", "org.test.b"};
    static const char *const second[] = {"org.test.c"};
    const uint16_t one = recorder_name_chain(recorder, first, 2);
    const uint16_t two = recorder_name_chain(recorder, second, 1);
    Snapshot snapshot = take();
    cr_expect_str_eq(snapshot_module(&snapshot, one, 0), "org.test.a");
    cr_expect_str_eq(snapshot_module(&snapshot, one, 1), "org.test.b");
    cr_expect_str_eq(snapshot_module(&snapshot, two, 0), "org.test.c");
    cr_expect_str_eq(snapshot_module(&snapshot, two, 1), "a module");
    cr_expect_str_eq(snapshot_module(&snapshot, 0, 0), "a module");
    snapshot_cleanup(&snapshot);
    cr_expect_eq(recorder_name_chain(NULL, first, 2), 0);
}

Test(recorder, numbers_of_chains_begin_again_behind_the_last)
{
    static const char *const ids[] = {"org.test.a"};
    recorder->last_chain = UINT16_MAX - 1;
    cr_expect_eq(recorder_name_chain(recorder, ids, 1), UINT16_MAX);
    cr_expect_eq(recorder_name_chain(recorder, ids, 1), 1);
    recorder->name_count = 0;
    for (int i = 0; i < RECORDER_NAMES + 1; i++)
        (void)recorder_name_chain(recorder, ids, 1);
    Snapshot snapshot = take();
    cr_expect_eq(snapshot.name_count, RECORDER_NAMES);
    cr_expect_str_eq(snapshot_module(&snapshot, 2, 0), "a module");
    cr_expect_str_eq(snapshot_module(&snapshot, 3, 0), "org.test.a");
    snapshot_cleanup(&snapshot);
}

Test(recorder, a_snapshot_leaves_as_bytes_of_a_known_layout)
{
    static const char *const ids[] = {"org.test.a"};
    size_t size = 0;
    RecordingHeader header;
    (void)recorder_name_chain(recorder, ids, 1);
    cr_assert_eq(recorder_start(recorder, NULL), STATUS_OK);
    run_cycle(1, 20);
    run_cycle(2, 30);
    Snapshot snapshot = take();
    BlockRecord block = {.begin_ns = 25, .busy_ns = 4};
    snapshot.blocks = malloc(sizeof block);
    cr_assert_not_null(snapshot.blocks);
    snapshot.blocks[snapshot.block_count++] = block;
    snapshot.wall_offset_ns = -5;
    char *const bytes = snapshot_format(&snapshot, &size);
    cr_assert_not_null(bytes);
    cr_assert_eq(size, 56 + 2 * 64 + 64 + 128 + 128);
    memcpy(&header, bytes, sizeof header);
    cr_expect_eq(memcmp(bytes, "OREC", 4), 0);
    cr_expect_eq(header.version, 1);
    cr_expect_eq(header.header_bytes, 56);
    cr_expect_eq(header.cycle_count, 2);
    cr_expect_eq(header.block_count, 1);
    cr_expect_eq(header.event_count, 1);
    cr_expect_eq(header.name_count, 1);
    cr_expect_eq(header.wall_offset_ns, -5);
    cr_expect_eq(memcmp(bytes + 56, (const char *)snapshot.cycles, 128), 0);
    cr_expect_eq(memcmp(bytes + 56 + 128, &block, 64), 0);
    cr_expect_eq(memcmp(bytes + 56 + 192, snapshot.events, 128), 0);
    cr_expect_eq(memcmp(bytes + 56 + 320, snapshot.names, 128), 0);
    free(bytes);
    snapshot_cleanup(&snapshot);
}

static FailedAct record(void)
{
    FailedAct act = {.error = {.status = STATUS_NO_MEMORY, .message = "no memory"}};
    Recorder *made = recorder_new(tell_time, NULL);
    Snapshot snapshot;
    size_t size = 0;
    if (made && recorder_start(made, NULL) == STATUS_OK &&
        recorder_snapshot(made, &snapshot) == STATUS_OK) {
        void *const bytes = snapshot_format(&snapshot, &size);
        act.succeeded = bytes != NULL;
        free(bytes);
        snapshot_cleanup(&snapshot);
    }
    recorder_free(made);
    return act;
}

Test(recorder, lack_of_memory_leaves_nothing_behind)
{
    if (!failing_malloc_works())
        cr_skip_test("this build can't let allocations fail");
    cr_expect_eq(fail_each(record, false), 6);
}
