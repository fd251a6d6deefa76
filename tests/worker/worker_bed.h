/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file worker_bed.h
 * An engine that may run its chain in a worker process, and modules that come from files. */

#ifndef OSSICLE_TESTS_WORKER_BED_H
#define OSSICLE_TESTS_WORKER_BED_H

#include "engine/diagnosis.h"
#include "engine/engine.h"

#include <criterion/criterion.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>

enum { BED_CHANNELS = 2, BED_RING = 16384, BED_LINES = 256, BED_EVENTS = 256 };

typedef struct WorkerBed {
    Supervisor *supervisor;
    Catalog *catalog;
    LogQueue *log_queue;
    Recorder *recorder;
    Engine *engine;
    pthread_mutex_t lock; /* around what follows */
    char lines[BED_LINES][256];
    size_t line_count;
    EngineEvent events[BED_EVENTS];
    char ids[BED_EVENTS][64]; /* of the events' modules */
    size_t event_count;
} WorkerBed;

/** Modules of these two folders; zero `policy`: the default. */
void bed_init(WorkerBed *bed, const char *folder, const char *other, const EnginePolicy *policy);

void bed_cleanup(WorkerBed *bed);

/** Set the chain that the text says, and expect that it works. */
void bed_chain(WorkerBed *bed, EngineMode mode, const char *text);

/** The same, and return what comes of it. */
Status bed_try_chain(WorkerBed *bed, EngineMode mode, const char *text, Error *error);

void bed_start(WorkerBed *bed);

/** Write `blocks` blocks of 512 frames from `*time` on; wait after each until it is dealt with. */
void bed_write(WorkerBed *bed, int64_t *time, uint32_t blocks);

/** Wait until all is dealt with. */
void bed_settle(WorkerBed *bed);

/** Whether such an event came, of this module; NULL: of the chain. */
size_t bed_count_events(WorkerBed *bed, EngineEventKind kind, const char *id);

/** Write on until there were `count` such events. */
void bed_write_until(WorkerBed *bed, int64_t *time, EngineEventKind kind, const char *id,
                     size_t count);

/** What the flight recorder names as the likely cause of all that happened. */
Finding bed_cause(WorkerBed *bed);

/** The process that has the chain; 0: none. */
int64_t bed_process(WorkerBed *bed);

/** The sample that is played. */
static inline float bed_sample(int64_t time, uint32_t channel)
{
    return (float)((time * 7 + (int64_t)channel * 131) % 4093) / 4096.0F;
}

#endif
