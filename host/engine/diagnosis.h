/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file diagnosis.h
 * From what a flight recorder has kept to what went wrong, in sentences: a table of causes, each a
 * function that looks for one of them and for nothing else. [any, not io] */

#ifndef OSSICLE_ENGINE_DIAGNOSIS_H
#define OSSICLE_ENGINE_DIAGNOSIS_H

#include "engine/recorder.h"

#include <stdint.h>

/** In the order of the table: what stands first is told first if it happened as often. */
typedef enum Cause {
    CAUSE_MODULE_DIED,
    CAUSE_BYPASSED,
    CAUSE_MODULE_SLOW,
    CAUSE_CHAIN_SLOW,
    CAUSE_CYCLE_LATE,
    CAUSE_WORKER_LATE,
    CAUSE_CYCLE_LONG,
    CAUSE_NOT_READY,
    CAUSE_CLOCK_JUMP,
    CAUSE_READER_LAGS,
    CAUSE_CLOCK_RATE,
    CAUSE_CHANGED,
    CAUSE_NOTHING,
    CAUSE_COUNT,
} Cause;

typedef struct Finding {
    Cause cause;
    uint32_t count; /**< how often */
    uint64_t first_ns;
    uint64_t last_ns;
    double worst_ns;    /**< the longest of what was too long, */
    double allowed_ns;  /**< and what there would have been for it */
    const char *module; /**< the id, which is the snapshot's; NULL: no module is meant */
    char text[RECORDING_TEXT_BYTES + 256]; /**< the sentence */
} Finding;

/** The likely cause first. There is always one finding. */
typedef struct Diagnosis {
    Finding findings[CAUSE_COUNT];
    size_t count;
} Diagnosis;

/** A cause's name, for programs: "moduleSlow". */
const char *cause_text(Cause cause);

/** What may help, in a sentence. */
const char *cause_advice(Cause cause);

/** What the snapshot shows. Times of day are local ones. */
void diagnosis_make(const Snapshot *snapshot, Diagnosis *diagnosis);

#endif
