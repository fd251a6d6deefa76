/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Each cause is put into a recording in which nothing else is wrong: it must be the one that is
 * named, and the only one. The times are made up, so no machine is too slow for this. */

#include "engine/diagnosis.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define MS UINT64_C(1000000)

/* Cycles of 480 frames at 48 kHz: 10 ms each, from 12:00:00 on. */
enum { CYCLES = 200 };
#define FRAMES    INT64_C(480)
#define BUFFER_NS (10 * MS)
#define NOON_S    INT64_C(43200)

static CycleRecord cycles[CYCLES];
static BlockRecord blocks[CYCLES];
static EventRecord events[4];
static NameRecord names[] = {{1, 0, "org.example.gain"}, {1, 1, "org.example.reverb"}};
static Snapshot snapshot;
static Diagnosis diagnosis;

static void make(void)
{
    cr_assert_eq(setenv("TZ", "UTC", 1), 0);
    for (unsigned i = 0; i < CYCLES; i++) {
        cycles[i] = (CycleRecord){
            .begin_ns = (uint64_t)i * BUFFER_NS,
            .sample_time = (int64_t)i * FRAMES,
            .frames = FRAMES,
            .late_ns = MS / 10,
            .busy_ns = MS,
            .ready_frames = 480,
            .lag_frames = 960,
            .seed = 1,
            .clock_rate = 1,
            .sample_rate_hz = 48000,
            .flags = RECORDING_CYCLE_READS | RECORDING_CYCLE_WRITES,
        };
        blocks[i] = (BlockRecord){
            .begin_ns = cycles[i].begin_ns + MS,
            .sample_time = cycles[i].sample_time,
            .frames = FRAMES,
            .sound_ns = BUFFER_NS,
            .busy_ns = 4 * MS,
            .waited_ns = MS / 10,
            .slowest_ns = 3 * MS,
            .slowest = 1,
            .chain = 1,
            .modules_ns = {MS / 2, 3 * MS},
        };
    }
    events[0] = (EventRecord){.kind = RECORDING_EVENT_START};
    snapshot = (Snapshot){
        .cycles = cycles,
        .blocks = blocks,
        .events = events,
        .names = names,
        .cycle_count = CYCLES,
        .block_count = CYCLES,
        .event_count = 1,
        .name_count = 2,
        .wall_offset_ns = NOON_S * 1000000000,
    };
}

TestSuite(diagnosis, .init = make);

/* This, and nothing else; a note is followed by the news that nothing is wrong. */
static void expect(Cause cause, uint32_t count, const char *text)
{
    diagnosis_make(&snapshot, &diagnosis);
    const Finding *first = &diagnosis.findings[0];
    const bool is_note = cause == CAUSE_CLOCK_RATE || cause == CAUSE_CHANGED;
    cr_assert_eq(first->cause, cause, "%s: %s", cause_text(first->cause), first->text);
    cr_expect_eq(first->count, count, "%u", first->count);
    cr_expect_str_eq(first->text, text);
    cr_assert_eq(diagnosis.count, is_note ? 2 : 1, "%s", diagnosis.findings[1].text);
    if (is_note)
        cr_expect_eq(diagnosis.findings[1].cause, CAUSE_NOTHING);
}

static void add_event(RecordingEventKind kind, unsigned second, const char *text)
{
    EventRecord *event = &events[snapshot.event_count++];
    *event = (EventRecord){.kind = kind, .time_ns = (uint64_t)second * 1000 * MS};
    memcpy(event->text, text, strlen(text) + 1);
}

/* From cycle `first` on everything comes later by this. */
static void delay(unsigned first, uint64_t ns)
{
    for (unsigned i = first; i < CYCLES; i++) {
        cycles[i].begin_ns += ns;
        blocks[i].begin_ns += ns;
    }
}

/* From cycle `first` on the sample time is later by this. */
static void skip(unsigned first, int64_t frames)
{
    for (unsigned i = first; i < CYCLES; i++)
        cycles[i].sample_time += frames;
}

Test(diagnosis, of_a_device_that_never_ran)
{
    snapshot = (Snapshot){.cycles = NULL};
    expect(CAUSE_NOTHING, 1, "nothing is known: the device hasn't run");
}

Test(diagnosis, of_a_device_that_is_well)
{
    expect(CAUSE_NOTHING, CYCLES,
           "nothing is wrong: it ran in time 200 times since 12:00:00, and the chain took 40 % of "
           "its time "
           "at most");
}

Test(diagnosis, a_module_that_is_too_slow)
{
    for (unsigned i = 100; i < 137; i++) {
        blocks[i].slowest_ns = 11 * MS;
        blocks[i].busy_ns = 12 * MS;
    }
    blocks[110].slowest_ns = 14200000;
    expect(CAUSE_MODULE_SLOW, 37,
           "module org.example.reverb took up to 14.2 ms of a 10.0 ms block 37 times since "
           "12:00:01");
    cr_expect_str_eq(diagnosis.findings[0].module, "org.example.reverb");
    cr_expect_float_eq(diagnosis.findings[0].worst_ns, 14200000, 0);
}

Test(diagnosis, a_module_that_is_too_slow_once)
{
    blocks[150].slowest = 0;
    blocks[150].slowest_ns = 10 * MS + 1;
    blocks[150].busy_ns = 11 * MS;
    expect(CAUSE_MODULE_SLOW, 1,
           "module org.example.gain took 10.0 ms of a 10.0 ms block once, at 12:00:01");
}

/* Of several, the one that was too slow most often; under whichever chain. */
Test(diagnosis, the_module_that_is_slowest_most_often)
{
    for (unsigned i = 0; i < 5; i++) {
        blocks[i].slowest_ns = blocks[i].busy_ns = 20 * MS;
        blocks[i].slowest = i < 2 ? 0 : 1;
    }
    blocks[7].slowest_ns = blocks[7].busy_ns = 11 * MS;
    blocks[7].chain = 2; /* whose names are gone */
    expect(CAUSE_MODULE_SLOW, 3,
           "module org.example.reverb took up to 20.0 ms of a 10.0 ms block 3 times since "
           "12:00:00");
}

/* On the I/O thread a slow module makes the cycle long, and the next one late: effects, both. */
Test(diagnosis, a_slow_module_explains_what_follows_from_it)
{
    for (unsigned i = 50; i < 60; i++) {
        blocks[i].waited_ns = 0;
        blocks[i].slowest_ns = blocks[i].busy_ns = 15 * MS;
        cycles[i].busy_ns = 17 * MS;
        cycles[i].dry_frames = 100;
        cycles[i + 1].late_ns = 7 * MS;
        delay(i + 1, 7 * MS);
    }
    expect(CAUSE_MODULE_SLOW, 10,
           "module org.example.reverb took up to 15.0 ms of a 10.0 ms block 10 times since "
           "12:00:00");
}

Test(diagnosis, a_chain_that_is_too_slow_as_a_whole)
{
    for (unsigned i = 10; i < 12; i++) {
        blocks[i].slowest_ns = 6 * MS;
        blocks[i].busy_ns = (uint32_t)((i + 1) * MS);
    }
    expect(CAUSE_CHAIN_SLOW, 2,
           "the chain as a whole took up to 12.0 ms of a 10.0 ms block 2 times since 12:00:00; its "
           "slowest module, org.example.reverb, took 6.0 ms");
}

Test(diagnosis, an_io_thread_that_is_woken_late)
{
    cycles[30].late_ns = 15 * MS;
    delay(30, 15 * MS);
    expect(CAUSE_CYCLE_LATE, 1,
           "the I/O thread was woken 15.0 ms late, with 10.0 ms for a cycle, once, at 12:00:00");
}

/* A server that is late leaves out what is lost, so that its cycles seem to be in time. */
Test(diagnosis, an_io_thread_whose_server_left_cycles_out)
{
    delay(30, 5 * BUFFER_NS);
    skip(30, 5 * FRAMES);
    delay(90, 2 * BUFFER_NS);
    skip(90, 2 * FRAMES);
    expect(CAUSE_CYCLE_LATE, 2,
           "the I/O thread was woken up to 50.1 ms late, with 10.0 ms for a cycle, 2 times since "
           "12:00:00");
}

Test(diagnosis, an_io_thread_is_late_by_more_than_a_buffer_only)
{
    cycles[30].late_ns = 9 * MS;
    expect(CAUSE_NOTHING, CYCLES,
           "nothing is wrong: it ran in time 200 times since 12:00:00, and the chain took 40 % of "
           "its time "
           "at most");
}

Test(diagnosis, a_worker_that_is_woken_late)
{
    blocks[40].waited_ns = 12 * MS;
    blocks[40].begin_ns += 12 * MS;
    cycles[42].dry_frames = 480;
    expect(
        CAUSE_WORKER_LATE, 1,
        "the chain's worker was woken 12.0 ms late, with 10.0 ms for a block, once, at 12:00:00");
}

/* Many blocks that come at once wait for each other. */
Test(diagnosis, a_block_that_waits_for_the_one_before_isnt_late)
{
    for (unsigned i = 41; i < 44; i++) {
        blocks[i].begin_ns = blocks[i - 1].begin_ns + blocks[i - 1].busy_ns;
        blocks[i].waited_ns = (uint32_t)(blocks[i].begin_ns - blocks[40].begin_ns) + MS / 10;
    }
    expect(CAUSE_NOTHING, CYCLES,
           "nothing is wrong: it ran in time 200 times since 12:00:00, and the chain took 40 % of "
           "its time "
           "at most");
}

Test(diagnosis, a_cycle_that_is_too_long_by_itself)
{
    cycles[20].busy_ns = 12 * MS;
    cycles[70].busy_ns = 13 * MS;
    expect(CAUSE_CYCLE_LONG, 2,
           "the I/O cycle itself took up to 13.0 ms of a 10.0 ms buffer 2 times since 12:00:00, "
           "though the chain was quick");
}

Test(diagnosis, sound_that_wasnt_ready_for_no_other_reason)
{
    cycles[20].dry_frames = 100;
    cycles[21].dry_frames = 28;
    cycles[22].dropped_blocks = 1;
    expect(CAUSE_NOT_READY, 3,
           "processed sound wasn't ready when it was read 3 times since 12:00:00 (128 frames), "
           "though nothing took longer than its time");
}

Test(diagnosis, a_time_line_that_jumps)
{
    skip(100, -4800);
    expect(CAUSE_CLOCK_JUMP, 1, "the device's time line jumped once, at 12:00:01");
    skip(100, 4800 + 10 * FRAMES); /* forward, faster than time */
    expect(CAUSE_CLOCK_JUMP, 1, "the device's time line jumped once, at 12:00:01");
    skip(100, -10 * FRAMES);
    for (unsigned i = 100; i < CYCLES; i++)
        cycles[i].seed = 2;
    expect(CAUSE_CLOCK_JUMP, 1, "the device's time line jumped once, at 12:00:01");
}

Test(diagnosis, a_time_line_that_begins_anew_with_io)
{
    skip(100, -4800);
    for (unsigned i = 100; i < CYCLES; i++)
        cycles[i].seed = 2;
    add_event(RECORDING_EVENT_START, 1, "");
    expect(CAUSE_NOTHING, CYCLES,
           "nothing is wrong: it ran in time 200 times since 12:00:00, and the chain took 40 % of "
           "its time "
           "at most");
}

Test(diagnosis, a_reader_that_lags)
{
    cycles[120].flags |= RECORDING_CYCLE_LOST;
    cycles[120].lag_frames = 17000;
    expect(CAUSE_READER_LAGS, 1,
           "sound was read 17000 frames after it was played, when it was gone already, once, at "
           "12:00:01");
}

Test(diagnosis, a_clock_whose_rate_changes)
{
    for (unsigned i = 100; i < CYCLES; i++)
        cycles[i].clock_rate = i < 150 ? 1.0001f : 1.001f;
    expect(CAUSE_CLOCK_RATE, 2,
           "the device's clock rate was changed 2 times since 12:00:01; it is 1.001 now");
}

Test(diagnosis, settings_that_were_changed)
{
    events[0].kind = RECORDING_EVENT_CHAIN; /* before there was any sound */
    cycles[0].begin_ns++;
    add_event(RECORDING_EVENT_MODE, 1, "inline");
    expect(CAUSE_CHANGED, 1, "settings were changed once, at 12:00:01; its mode is now inline");
    add_event(RECORDING_EVENT_CHAIN, 3725, "");
    expect(CAUSE_CHANGED, 2,
           "settings were changed 2 times since 12:00:01; the chain is now empty");
}

Test(diagnosis, a_worker_process_that_a_module_brought_down)
{
    add_event(RECORDING_EVENT_DIED, 1, "org.example.crash");
    add_event(RECORDING_EVENT_DIED, 2, "org.example.crash");
    cycles[150].dry_frames = 4800;
    expect(CAUSE_MODULE_DIED, 2,
           "module org.example.crash brought its worker process down 2 times since 12:00:01");
}

Test(diagnosis, a_worker_process_that_ended_for_no_modules_sake)
{
    add_event(RECORDING_EVENT_DIED, 1, "");
    expect(CAUSE_MODULE_DIED, 1, "a worker process ended while no module ran once, at 12:00:01");
}

Test(diagnosis, a_chain_that_was_bypassed)
{
    add_event(RECORDING_EVENT_BYPASSED, 61, "64 blocks in a row were late");
    expect(CAUSE_BYPASSED, 1,
           "the chain was bypassed once, at 12:01:01: 64 blocks in a row were late");
}

/* What breaks comes before what is slow, and that in the order of how often it happened. */
Test(diagnosis, several_causes_come_with_the_likely_one_first)
{
    blocks[10].slowest_ns = blocks[10].busy_ns = 11 * MS;
    for (unsigned i = 30; i < 34; i++) {
        cycles[i].late_ns = 11 * MS;
        delay(i, 11 * MS);
    }
    add_event(RECORDING_EVENT_BYPASSED, 1, "late");
    add_event(RECORDING_EVENT_MODE, 1, "worker");
    diagnosis_make(&snapshot, &diagnosis);
    cr_assert_eq(diagnosis.count, 4);
    cr_expect_eq(diagnosis.findings[0].cause, CAUSE_BYPASSED);
    cr_expect_eq(diagnosis.findings[1].cause, CAUSE_CYCLE_LATE);
    cr_expect_eq(diagnosis.findings[2].cause, CAUSE_MODULE_SLOW);
    cr_expect_eq(diagnosis.findings[3].cause, CAUSE_CHANGED);
}

Test(diagnosis, every_cause_has_a_name_and_advice)
{
    for (int i = 0; i < CAUSE_COUNT; i++) {
        cr_expect_neq(strlen(cause_text((Cause)i)), 0);
        cr_expect_neq(strlen(cause_advice((Cause)i)), 0);
        for (int k = 0; k < i; k++)
            cr_expect_str_neq(cause_text((Cause)i), cause_text((Cause)k));
    }
    cr_expect_str_eq(cause_text(CAUSE_COUNT), "unknown");
    cr_expect_str_eq(cause_advice(CAUSE_COUNT), "");
}

/* A worker process that has gone mad may have written any record. */
Test(diagnosis, any_bytes_are_read_without_harm)
{
    unsigned seed = 7;
    for (int round = 0; round < 50; round++) {
        unsigned char *const bytes = (unsigned char *)blocks;
        for (size_t i = 0; i < sizeof blocks; i++) {
            seed = seed * 1664525u + 1013904223u;
            bytes[i] = (unsigned char)(seed >> 24);
        }
        diagnosis_make(&snapshot, &diagnosis);
        cr_assert_geq(diagnosis.count, 1);
    }
}
