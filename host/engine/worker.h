/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file worker.h
 * A realtime thread that processes blocks, in the order in which they were handed over. */

#ifndef OSSICLE_ENGINE_WORKER_H
#define OSSICLE_ENGINE_WORKER_H

#include "base/status.h"
#include "engine/block_ring.h"
#include "realtime/realtime.h"
#include "realtime/wake.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/** [worker] Process one block. */
typedef void (*WorkerProcess)(void *context, const Block *block);

typedef struct Worker {
    BlockRing work;
    Wake wake;  /**< something to do */
    Wake is_up; /**< the thread has begun */
    WorkerProcess process;
    void *context;
    uint64_t period_ns; /**< how often there is a block */
    pthread_t thread;
    bool is_running;
    _Atomic bool is_stopping;
    _Atomic bool is_pausing;    /**< control wants the thread to rest, */
    _Atomic bool is_resting;    /**< and it does so */
    _Atomic bool has_ended;     /**< the thread has */
    _Atomic uint64_t processed; /**< blocks */
    char scheduling[160];
} Worker;

/** [control, no thread] Make a worker that takes its blocks from this ring. `context` outlives it.
 */
void worker_init(Worker *worker, BlockRingGiven *given, BlockRingTaken *taken,
                 WorkerProcess process, void *context);

/** [control] Start the thread; it has its priority when this returns. */
Status worker_start(Worker *worker, uint64_t period_ns, Error *error);

/** [control] Let the thread process what was handed over, and join it. If it ends no block for
 * `patience_ms` it is left to itself, and so must be all that it uses: returns false. A zeroed
 * worker is fine. */
bool worker_stop(Worker *worker, uint32_t patience_ms);

/** [control] Wait until the thread is between two blocks, and keep it there, while blocks gather,
 * until worker_resume. False: it ends no block for `patience_ms`. A worker that doesn't run is
 * fine. @{ */
bool worker_pause(Worker *worker, uint32_t patience_ms);
void worker_resume(Worker *worker);
/** @} */

/** [io] Wake the thread if it sleeps. */
void worker_wake(Worker *worker) OSSICLE_REALTIME;

#endif
