/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file parameter_queue.h
 * New values of a chain's parameters on their way to the thread that runs the chain: giver, taker
 * and what they share, all in one process. parameter_state.h says what holds. */

#ifndef OSSICLE_ENGINE_PARAMETER_QUEUE_H
#define OSSICLE_ENGINE_PARAMETER_QUEUE_H

#include "base/status.h"
#include "engine/parameter_giver.h"
#include "engine/parameter_taker.h"
#include "realtime/realtime.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct ParameterQueue {
    uint32_t count; /**< of parameters */
    ParameterGiver giver;
    ParameterTaker taker;
    ParameterGiven *given; /**< of the queue's own; NULL if it stands elsewhere */
    ParameterTimed *timed;
    ParameterTaken *taken;
} ParameterQueue;

/** [control] Make a queue for `count` parameters with these values. */
Status parameter_queue_init(ParameterQueue *queue, uint32_t count, const double *values);

/** [control] Make a queue that gives to a taker elsewhere, perhaps in another process. */
Status parameter_queue_share(ParameterQueue *queue, uint32_t count, const double *values,
                             ParameterGiven *given, ParameterTimed *timed, ParameterTaken *taken);

/** [control] Make a queue that takes what a giver elsewhere gives, perhaps in another process; it
 * has room at once. */
Status parameter_queue_attach(ParameterQueue *queue, uint32_t count, const ParameterGiven *given,
                              const ParameterTimed *timed, ParameterTaken *taken);

/** [control, no audio] Make what audio needs and isn't there yet: it takes much more memory than
 * the values. Until then, changes for a time to come are like those at once. */
Status parameter_queue_make_room(ParameterQueue *queue);

/** [control] A zeroed queue is fine. */
void parameter_queue_cleanup(ParameterQueue *queue);

/** [control, any number of threads; not attached] See parameter_giver_give. */
Status parameter_queue_give(ParameterQueue *queue, uint32_t parameter, double value,
                            int64_t sample_time);

/** [any] The value last given. */
double parameter_queue_value(const ParameterQueue *queue, uint32_t parameter);

/** [any] What a meter shows. */
double parameter_queue_shown(const ParameterQueue *queue, uint32_t parameter);

/** [audio] Set what a meter shows. */
void parameter_queue_show(ParameterQueue *queue, uint32_t parameter, double value) OSSICLE_REALTIME;

/** [control, no audio] Whether changes wait. */
bool parameter_queue_waits(const ParameterQueue *queue);

/** [control, no audio] Forget all that waits: whoever calls applies the values. */
void parameter_queue_settle(ParameterQueue *queue);

/** [audio] Collect in the taker's `due` what takes effect in the block. Returns how many. */
uint32_t parameter_queue_collect(ParameterQueue *queue, int64_t sample_time,
                                 uint32_t frames) OSSICLE_REALTIME;

#endif
