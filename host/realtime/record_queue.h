/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file record_queue.h
 * Records from I/O threads: they put them into a bounded queue, and a thread of the queue's passes
 * them on to a function that may take its time. Any number of threads push; none waits for another,
 * as none would in a queue whose producers finish in turn (decision 75). */

#ifndef OSSICLE_REALTIME_RECORD_QUEUE_H
#define OSSICLE_REALTIME_RECORD_QUEUE_H

#include "base/status.h"
#include "realtime/realtime.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct RecordQueue RecordQueue;

typedef struct RecordQueueOptions {
    const char *name;      /**< for errors */
    size_t record_size;    /**< bytes */
    uint32_t record_count; /**< how many there is room for; a power of two */
    /** Called for one record after the other, in the order of their pushes. [not io] */
    void (*take)(void *context, const void *record);
    /** Called by the queue's thread when it was woken, after the records; NULL: nobody asks. It may
     * wait for locks that are held around record_queue_flush. */
    void (*woken)(void *context);
    void *context;
} RecordQueueOptions;

/** [control] Make a queue, all of its memory touched, and start its thread. NULL on failure. */
RecordQueue *record_queue_new(const RecordQueueOptions *options, Error *error);

/** [control] Pass on what is left, stop the thread and free. NULL is fine. No thread may push any
 * more. */
void record_queue_free(RecordQueue *queue);

/** [any, io] Copy a record of record_size bytes into the queue. Bounded work; makes no system call
 * but wake_signal's. Returns false when full, or when too many others push at this moment. */
bool record_queue_push(RecordQueue *queue, const void *record) OSSICLE_REALTIME;

/** [any, io] Wake the queue's thread, as a push does. */
void record_queue_wake(RecordQueue *queue) OSSICLE_REALTIME;

/** [control] Pass on, on this thread, what was pushed before the call; waits for producers that are
 * about to. Not from `take`. */
void record_queue_flush(RecordQueue *queue);

#endif
