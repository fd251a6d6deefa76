/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file call_thread.h
 * A thread that makes calls for others, one at a time, while they wait. It starts with the first
 * call. */

#ifndef OSSICLE_ENGINE_CALL_THREAD_H
#define OSSICLE_ENGINE_CALL_THREAD_H

#include "base/status.h"

#include <pthread.h>
#include <stdbool.h>

typedef struct CallThread {
    pthread_mutex_t calling; /**< one caller at a time */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    void (*call)(void *context); /**< to be made, or NULL */
    void *context;
    bool is_started;
    bool is_stopping;
    pthread_t thread;
} CallThread;

/** [control] */
Status call_thread_init(CallThread *calls);

/** [control] Join the thread. No thread may call any more. */
void call_thread_cleanup(CallThread *calls);

/** [control, any number of threads] Have `call` made and wait for its end. Fails if the system
 * gives no thread; `call` then wasn't made. */
Status call_thread_call(CallThread *calls, void (*call)(void *context), void *context);

#endif
