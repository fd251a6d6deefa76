/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file engine_times.h
 * What an engine says of the time that its chain takes, and of how far it is. */

#ifndef OSSICLE_ENGINE_ENGINE_TIMES_H
#define OSSICLE_ENGINE_ENGINE_TIMES_H

#include "engine/engine.h"
#include "engine/module_times.h"
#include "engine/recorder.h"

/** Of the chain that is heard, since it was made; all 0 for the empty chain. */
typedef struct EngineTimes {
    TimeSummary chain;
    uint64_t slow_blocks; /**< that took longer than they last */
    TimeSummary modules[MODULE_TIMES_MODULES];
} EngineTimes;

/** How far an engine is. */
typedef struct EngineProgress {
    int64_t written_sample_time;
    int64_t processed_sample_time; /**< the same with the empty chain */
    uint64_t late_frames;          /**< see EngineCounters */
    uint64_t dropped_blocks;       /**< by the writer, of the chain that is heard */
} EngineProgress;

/** [control, any number of threads] */
void engine_times(Engine *engine, EngineTimes *times);

/** [control, any number of threads] Add the records of blocks to a snapshot that has none. */
Status engine_copy_blocks(Engine *engine, Snapshot *snapshot);

/** [io, running] */
void engine_progress(const Engine *engine, EngineProgress *progress) OSSICLE_REALTIME;

#endif
