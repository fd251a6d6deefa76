/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file worker.h
 * A realtime thread that processes blocks, in the order in which they were handed over. */

#ifndef OSSICLE_ENGINE_WORKER_H
#define OSSICLE_ENGINE_WORKER_H

#include "base/status.h"
#include "engine/block_pool.h"
#include "realtime/realtime.h"
#include "realtime/ring.h"
#include "realtime/wake.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/** [worker] Process one block. */
typedef void (*WorkerProcess)(void *context, const Block *block);

typedef struct Worker {
    BlockPool pool;
    Ring work;
    Wake wake;  /**< something to do */
    Wake is_up; /**< the thread has begun */
    WorkerProcess process;
    void *context;
    uint64_t period_ns; /**< how often there is a block */
    pthread_t thread;
    bool is_running;
    _Atomic bool is_stopping;
    char scheduling[160];
} Worker;

/** [control] Make a worker without a thread. `context` outlives it. */
Status worker_init(Worker *worker, WorkerProcess process, void *context);

/** [control] Stop and free. A zeroed worker is fine. */
void worker_cleanup(Worker *worker);

/** [control] Start the thread; it has its priority when this returns. */
Status worker_start(Worker *worker, uint64_t period_ns, Error *error);

/** [control] Let the thread process what was handed over, and join it. */
void worker_stop(Worker *worker);

/** [io, one thread] Hand over a copy of `block`; worker_wake makes it known. Returns false if the
 * worker is so late that no block is free. */
bool worker_hand_over(Worker *worker, const Block *block) OSSICLE_REALTIME;

/** [io] Wake the thread if it sleeps. */
void worker_wake(Worker *worker) OSSICLE_REALTIME;

#endif
