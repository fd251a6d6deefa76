/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file change_queue.h
 * The HAL's own control thread: it carries out the configuration changes that drivers ask for, one
 * after the other, looks whether devices are gone, and logs what I/O threads found. Private to
 * hal/.
 */

#ifndef OSSICLE_HAL_CHANGE_QUEUE_H
#define OSSICLE_HAL_CHANGE_QUEUE_H

#include "base/status.h"
#include "hal/hal.h"
#include "realtime/wake.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Change {
    struct Change *next;
    AudioObjectID device;
    UInt64 action;
    void *info;
} Change;

typedef struct ChangeQueue {
    Hal *hal;
    Wake wake; /**< signalled by anyone who has work for the thread */
    pthread_t thread;
    bool is_running;
    _Atomic uint64_t overloads; /**< times that an I/O thread left out cycles */
    uint64_t next_report;       /**< of overloads: the thread's own */
    pthread_mutex_t mutex;      /**< guards what follows */
    pthread_cond_t settled;
    bool stop; /**< nothing is taken any more */
    bool look; /**< devices may be gone: to be found out before the next change */
    Change *first;
    unsigned pending; /**< changes and looks asked for and not yet dealt with */
} ChangeQueue;

/** [control] Prepare the queue; changes may be added from here on. */
Status change_queue_init(ChangeQueue *queue, Hal *hal, Error *error);

/** [control] Start the thread. */
Status change_queue_start(ChangeQueue *queue, Error *error);

/** [control] End the thread and take nothing any more; what it hasn't carried out is aborted. Safe
 * on a queue that wasn't started. */
void change_queue_stop(ChangeQueue *queue);

/** [control] Nobody may use the queue any more, and it has been stopped. */
void change_queue_cleanup(ChangeQueue *queue);

/** [any, not io] Add a change. A virtual clock stands still until it has been dealt with. A change
 * of a device that is gone by then is aborted. STATUS_BUSY once the queue is stopped. */
Status change_queue_add(ChangeQueue *queue, AudioObjectID device, UInt64 action, void *info);

/** [any, not io] Let device_list_look be called soon, before the next change. A virtual clock
 * stands still until then. */
void change_queue_look(ChangeQueue *queue);

/** [control, not the queue's thread] Wait until nothing is left to do. */
void change_queue_settle(ChangeQueue *queue);

#endif
