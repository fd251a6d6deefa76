/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file parameter_giver.h
 * The side that gives new values to a chain's parameters: see parameter_state.h. [control] threads
 * exclude each other with a lock that the taker never takes. */

#ifndef OSSICLE_ENGINE_PARAMETER_GIVER_H
#define OSSICLE_ENGINE_PARAMETER_GIVER_H

#include "base/status.h"
#include "engine/parameter_state.h"

#include <pthread.h>
#include <stdint.h>

typedef struct ParameterGiver {
    ParameterGiven *given;
    ParameterTimed *timed; /**< NULL: changes for a time to come are like those at once */
    const ParameterTaken *taken;
    uint32_t count;
    pthread_mutex_t giving;
} ParameterGiver;

/** [control, no taker] Begin to give to `count` parameters, with these values. `given` and `taken`
 * are zeroed memory of the bytes that parameter_state.h asks for, aligned to cache lines; it
 * outlives the giver. */
Status parameter_giver_init(ParameterGiver *giver, uint32_t count, const double *values,
                            ParameterGiven *given, const ParameterTaken *taken);

/** [control] A zeroed giver is fine. The memory stays. */
void parameter_giver_cleanup(ParameterGiver *giver);

/** [control, any number of threads] From now on changes for a time to come wait in `timed`, zeroed
 * memory that outlives the giver. Once is enough. */
void parameter_giver_use_timed(ParameterGiver *giver, ParameterTimed *timed);

/** [control, any number of threads] Give a parameter an accepted value. STATUS_BUSY: too many
 * changes wait for a time to come; nothing has changed. */
Status parameter_giver_give(ParameterGiver *giver, uint32_t parameter, double value,
                            int64_t sample_time);

#endif
