/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/worker.h"

#include "realtime/counter.h"
#include "realtime/priority.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* How often it is looked whether the thread has ended or rests. */
#define PAUSE_NS 50000

void worker_init(Worker *worker, BlockRingGiven *given, BlockRingTaken *taken,
                 WorkerProcess process, void *context)
{
    memset(worker, 0, sizeof *worker);
    block_ring_view(&worker->work, given, taken);
    worker->process = process;
    worker->context = context;
    wake_init(&worker->wake);
    wake_init(&worker->is_up);
    (void)snprintf(worker->scheduling, sizeof worker->scheduling, "not started");
}

/* The order counts, as all threads see it: who is seen resting looks whether it may go on before it
 * does anything else. */
static void rest(Worker *worker, uint32_t ticket)
{
    atomic_store(&worker->is_resting, true);
    wake_wait(&worker->wake, ticket);
    atomic_store(&worker->is_resting, false);
}

static void *run(void *context)
{
    Worker *worker = context;
    (void)priority_raise(worker->period_ns, worker->scheduling, sizeof worker->scheduling);
    wake_signal(&worker->is_up);
    for (;;) {
        const uint32_t ticket = wake_ticket(&worker->wake);
        const bool is_stopping = atomic_load_explicit(&worker->is_stopping, memory_order_acquire);
        Block block;
        if (atomic_load(&worker->is_pausing)) {
            rest(worker, ticket);
            continue;
        }
        if (block_ring_take(&worker->work, &block)) {
            worker->process(worker->context, &block);
            counter_add_one(&worker->processed);
        } else if (is_stopping) {
            atomic_store_explicit(&worker->has_ended, true, memory_order_release);
            return NULL;
        } else {
            wake_wait(&worker->wake, ticket);
        }
    }
}

Status worker_start(Worker *worker, uint64_t period_ns, Error *error)
{
    const uint32_t ticket = wake_ticket(&worker->is_up);
    worker->period_ns = period_ns;
    atomic_store(&worker->is_stopping, false);
    atomic_store(&worker->has_ended, false);
    const int result = pthread_create(&worker->thread, NULL, run, worker);
    if (result != 0)
        return error_set(error, status_from_errno(result),
                         "worker: the system gives no thread (%s); use mode inline",
                         strerror(result));
    worker->is_running = true;
    wake_wait(&worker->is_up, ticket);
    return STATUS_OK;
}

/* Looks every now and then, since no system's way to wait for a thread with a time limit is
 * another's. */
static bool wait_for(const Worker *worker, const _Atomic bool *condition, uint32_t patience_ms)
{
    const struct timespec pause = {.tv_nsec = PAUSE_NS};
    uint64_t processed = atomic_load(&worker->processed);
    uint64_t waited_ns = 0;
    while (!atomic_load(condition)) {
        const uint64_t now = atomic_load(&worker->processed);
        if (now != processed)
            waited_ns = 0;
        processed = now;
        if (waited_ns >= (uint64_t)patience_ms * 1000000)
            return false;
        (void)nanosleep(&pause, NULL);
        waited_ns += PAUSE_NS;
    }
    return true;
}

bool worker_stop(Worker *worker, uint32_t patience_ms)
{
    if (!worker->is_running)
        return true;
    worker->is_running = false;
    atomic_store_explicit(&worker->is_stopping, true, memory_order_release);
    wake_signal(&worker->wake);
    const bool has_ended = wait_for(worker, &worker->has_ended, patience_ms);
    if (has_ended)
        pthread_join(worker->thread, NULL);
    else
        pthread_detach(worker->thread);
    return has_ended;
}

bool worker_pause(Worker *worker, uint32_t patience_ms)
{
    if (!worker->is_running)
        return true;
    atomic_store(&worker->is_pausing, true);
    wake_signal(&worker->wake);
    return wait_for(worker, &worker->is_resting, patience_ms);
}

void worker_resume(Worker *worker)
{
    if (!worker->is_running)
        return;
    atomic_store(&worker->is_pausing, false);
    wake_signal(&worker->wake);
}

void worker_wake(Worker *worker) OSSICLE_REALTIME
{
    wake_signal(&worker->wake);
}
