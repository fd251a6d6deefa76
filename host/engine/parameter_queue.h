/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file parameter_queue.h
 * New values of a chain's parameters on their way to the thread that runs the chain.
 *
 * Parameters of all modules are numbered through. A change takes effect on its frame, and of two on
 * one frame the one that was given later wins. Changes that are to take effect at once wait in one
 * place per parameter, where a newer one takes an older one's place, so that there is always room
 * and the last value is never lost; those for a time to come wait in a queue that can be full.
 *
 * Each change has a number in the order of giving, and a block takes none that was given after it
 * began to look: otherwise it could take one from one of the two places and miss an older one in
 * the other, which would then come a block too late and win.
 *
 * [control] threads exclude each other with a lock that the [audio] side never takes. */

#ifndef OSSICLE_ENGINE_PARAMETER_QUEUE_H
#define OSSICLE_ENGINE_PARAMETER_QUEUE_H

#include "base/status.h"
#include "realtime/realtime.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/** How many changes may wait for a time to come: a power of two. */
#define PARAMETER_QUEUE_TIMED 1024u

/** Take effect at once. */
#define PARAMETER_QUEUE_NOW INT64_MIN

/** A change for a time to come. */
typedef struct TimedChange {
    int64_t sample_time;
    uint32_t parameter;
    uint32_t order; /**< rises with each change that is given; compared across its wrap-around */
    double value;
} TimedChange;

/** A change that takes effect in the block at hand. */
typedef struct DueChange {
    uint32_t frame_offset;
    uint32_t parameter;
    uint32_t order;
    double value;
} DueChange;

/** One parameter. */
typedef struct ParameterSlot {
    _Atomic double value;   /**< last given, or what a meter shows */
    _Atomic double waiting; /**< the value to take effect at once, if */
    _Atomic uint32_t order; /**< this isn't 0 */
} ParameterSlot;

typedef struct ParameterQueue {
    /* Written by control. */
    _Alignas(REALTIME_CACHE_LINE) _Atomic uint32_t timed_head;
    _Atomic uint32_t last_order; /**< of what has been given */
    pthread_mutex_t giving;
    _Atomic bool any_waiting; /**< and taken back by audio */
    /* Written by audio. */
    _Alignas(REALTIME_CACHE_LINE) _Atomic uint32_t timed_tail;
    _Atomic uint32_t timed_done; /**< timed changes that took effect */
    uint32_t sorted_count;
    uint32_t count;      /**< of parameters */
    TimedChange *sorted; /**< taken from the ring, latest first: audio's own */
    DueChange *due;      /**< of the block at hand: audio's own */
    TimedChange *timed;  /**< a ring from control to audio */
    ParameterSlot *slots;
} ParameterQueue;

/** [control] Make a queue for `count` parameters with these values. */
Status parameter_queue_init(ParameterQueue *queue, uint32_t count, const double *values);

/** [control, no audio] Make what audio needs and isn't there yet: it takes much more memory than
 * the values. Until then, changes for a time to come are like those at once. */
Status parameter_queue_make_room(ParameterQueue *queue);

/** [control] A zeroed queue is fine. */
void parameter_queue_cleanup(ParameterQueue *queue);

/** [control, any number of threads] Give a parameter an accepted value. STATUS_BUSY: too many
 * changes wait for a time to come; nothing has changed. */
Status parameter_queue_give(ParameterQueue *queue, uint32_t parameter, double value,
                            int64_t sample_time);

/** [any] The value last given, or what the meter shows. */
double parameter_queue_value(const ParameterQueue *queue, uint32_t parameter);

/** [audio] Set what a meter shows. */
void parameter_queue_show(ParameterQueue *queue, uint32_t parameter, double value) OSSICLE_REALTIME;

/** [control, no audio] Whether changes wait. */
bool parameter_queue_waits(const ParameterQueue *queue);

/** [control, no audio] Forget all that waits: whoever calls applies the values. */
void parameter_queue_settle(ParameterQueue *queue);

/** [audio] Collect in `due` what takes effect in the block, by frame and order. Returns how many.
 */
uint32_t parameter_queue_collect(ParameterQueue *queue, int64_t sample_time,
                                 uint32_t frames) OSSICLE_REALTIME;

#endif
