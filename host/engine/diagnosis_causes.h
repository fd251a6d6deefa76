/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file diagnosis_causes.h
 * One function for each cause: it looks through the snapshot, counts what it finds in `finding`,
 * and if that is anything, says it. For diagnosis.c alone. */

#ifndef OSSICLE_ENGINE_DIAGNOSIS_CAUSES_H
#define OSSICLE_ENGINE_DIAGNOSIS_CAUSES_H

#include "engine/diagnosis.h"

typedef void FindCause(const Snapshot *snapshot, Finding *finding);

/** @name Of blocks and of what happened to the worker: diagnosis_blocks.c
 * @{ */
FindCause find_module_died;
FindCause find_bypassed;
FindCause find_module_slow;
FindCause find_chain_slow;
FindCause find_worker_late;
FindCause find_changed;
/** @} */

/** @name Of cycles: diagnosis_cycles.c
 * @{ */
FindCause find_cycle_late;
FindCause find_cycle_long;
FindCause find_not_ready;
FindCause find_clock_jump;
FindCause find_reader_lags;
FindCause find_clock_rate;
FindCause find_nothing;
/** @} */

/** Count one more, which took `taken_ns` where `allowed_ns` would have done; 0 if that isn't what
 * is wrong. */
void finding_add(Finding *finding, uint64_t time_ns, double taken_ns, double allowed_ns);

/** "37 times since 12:04:10", "once, at 12:04:10". */
typedef struct FindingTimes {
    char text[64];
} FindingTimes;
FindingTimes finding_times(const Snapshot *snapshot, const Finding *finding);

/** "up to 14.2 ms of a 10.7 ms block", without "up to" if it was once. */
typedef struct FindingTaken {
    char text[96];
} FindingTaken;
FindingTaken finding_taken(const Finding *finding, const char *what);

/** Write the sentence. */
void finding_say(Finding *finding, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
