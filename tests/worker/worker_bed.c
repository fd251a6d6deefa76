/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "worker_bed.h"

#include "engine/engine_state.h"
#include "engine/engine_times.h"
#include "engine/load_meter.h"

#include <stdio.h>
#include <string.h>

static void take_line(void *context, LogLevel level, const char *line)
{
    WorkerBed *bed = context;
    (void)level;
    pthread_mutex_lock(&bed->lock);
    if (bed->line_count < BED_LINES)
        (void)snprintf(bed->lines[bed->line_count++], sizeof *bed->lines, "%s", line);
    pthread_mutex_unlock(&bed->lock);
}

static void take_event(void *context, const EngineEvent *event)
{
    WorkerBed *bed = context;
    pthread_mutex_lock(&bed->lock);
    if (bed->event_count < BED_EVENTS) {
        const size_t at = bed->event_count++;
        bed->events[at] = *event;
        (void)snprintf(bed->ids[at], sizeof bed->ids[at], "%s",
                       event->module ? event->module->id : "");
    }
    pthread_mutex_unlock(&bed->lock);
}

static uint64_t now_ns(void *context)
{
    return load_meter_now_ns();
}

Finding bed_cause(WorkerBed *bed)
{
    Snapshot snapshot;
    Diagnosis diagnosis;
    cr_assert_eq(recorder_snapshot(bed->recorder, &snapshot), STATUS_OK);
    cr_assert_eq(engine_copy_blocks(bed->engine, &snapshot), STATUS_OK);
    cr_assert_gt(snapshot.block_count, 0);
    cr_assert_neq(snapshot.blocks[0].chain, 0);
    cr_assert_gt(snapshot.blocks[0].busy_ns, 0);
    diagnosis_make(&snapshot, &diagnosis);
    snapshot_cleanup(&snapshot);
    diagnosis.findings[0].module = NULL;
    return diagnosis.findings[0];
}

void bed_init(WorkerBed *bed, const char *folder, const char *other, const EnginePolicy *policy)
{
    static Log log;
    Error error = {.status = STATUS_OK};
    memset(bed, 0, sizeof *bed);
    cr_assert_eq(pthread_mutex_init(&bed->lock, NULL), 0);
    log = (Log){take_line, bed};
    bed->supervisor = supervisor_new(&error);
    cr_assert_not_null(bed->supervisor, "%s", error.message);
    bed->log_queue = log_queue_new(&error);
    cr_assert_not_null(bed->log_queue, "%s", error.message);
    bed->recorder = recorder_new(now_ns, NULL);
    cr_assert_not_null(bed->recorder);
    bed->catalog = catalog_new(&log);
    cr_assert_not_null(bed->catalog);
    cr_assert_eq(catalog_scan(bed->catalog, folder, &error), STATUS_OK, "%s", error.message);
    if (other)
        cr_assert_eq(catalog_scan(bed->catalog, other, &error), STATUS_OK, "%s", error.message);
    const EngineConfig config = {
        .channels = BED_CHANNELS,
        .sample_rate_hz = 48000,
        .ring_frames = BED_RING,
        .catalog = bed->catalog,
        .log = &log,
        .log_queue = bed->log_queue,
        .supervisor = bed->supervisor,
        .recorder = bed->recorder,
        .policy = policy ? *policy : (EnginePolicy){0},
        .worker_path = WORKER_PROGRAM,
        .event = take_event,
        .context = bed,
    };
    bed->engine = engine_new(&config, &error);
    cr_assert_not_null(bed->engine, "%s", error.message);
}

void bed_cleanup(WorkerBed *bed)
{
    engine_free(bed->engine);
    catalog_free(bed->catalog);
    log_queue_free(bed->log_queue);
    recorder_free(bed->recorder);
    supervisor_free(bed->supervisor);
    pthread_mutex_destroy(&bed->lock);
}

Status bed_try_chain(WorkerBed *bed, EngineMode mode, const char *text, Error *error)
{
    ChainSpec spec;
    Status status = chain_spec_parse(&spec, text, bed->catalog, error);
    if (status == STATUS_OK)
        status = engine_set_chain(bed->engine, &spec, mode, error);
    chain_spec_cleanup(&spec);
    return status;
}

void bed_chain(WorkerBed *bed, EngineMode mode, const char *text)
{
    Error error = {.status = STATUS_OK};
    cr_assert_eq(bed_try_chain(bed, mode, text, &error), STATUS_OK, "%s", error.message);
}

void bed_start(WorkerBed *bed)
{
    Error error = {.status = STATUS_OK};
    cr_assert_eq(engine_start(bed->engine, &error), STATUS_OK, "%s", error.message);
}

void bed_settle(WorkerBed *bed)
{
    EngineCounters counters;
    for (;;) {
        engine_counters(bed->engine, &counters);
        if (counters.processed_sample_time == counters.written_sample_time)
            return;
        (void)sched_yield();
    }
}

void bed_write(WorkerBed *bed, int64_t *time, uint32_t blocks)
{
    float samples[BED_CHANNELS * ENGINE_BLOCK_FRAMES];
    for (uint32_t b = 0; b < blocks; b++) {
        for (uint32_t f = 0; f < ENGINE_BLOCK_FRAMES; f++) {
            for (uint32_t c = 0; c < BED_CHANNELS; c++)
                samples[f * BED_CHANNELS + c] = bed_sample(*time + f, c);
        }
        engine_write(bed->engine, *time, 0, ENGINE_BLOCK_FRAMES, samples);
        *time += ENGINE_BLOCK_FRAMES;
        bed_settle(bed);
    }
}

size_t bed_count_events(WorkerBed *bed, EngineEventKind kind, const char *id)
{
    size_t count = 0;
    pthread_mutex_lock(&bed->lock);
    for (size_t i = 0; i < bed->event_count; i++)
        count += bed->events[i].kind == kind && strcmp(bed->ids[i], id ? id : "") == 0;
    pthread_mutex_unlock(&bed->lock);
    return count;
}

void bed_write_until(WorkerBed *bed, int64_t *time, EngineEventKind kind, const char *id,
                     size_t count)
{
    while (bed_count_events(bed, kind, id) < count)
        bed_write(bed, time, 1);
}

int64_t bed_process(WorkerBed *bed)
{
    Engine *engine = bed->engine;
    pthread_mutex_lock(&engine->setting);
    const Chain *chain = engine_chain(engine);
    const int64_t process = chain && chain->remote ? chain->remote->link.process : 0;
    pthread_mutex_unlock(&engine->setting);
    return process;
}
