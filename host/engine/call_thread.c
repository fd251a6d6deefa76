/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/call_thread.h"

#include <string.h>

Status call_thread_init(CallThread *calls)
{
    memset(calls, 0, sizeof *calls);
    int result = pthread_mutex_init(&calls->calling, NULL);
    if (result != 0)
        return status_from_errno(result);
    result = pthread_mutex_init(&calls->lock, NULL);
    if (result == 0) {
        result = pthread_cond_init(&calls->changed, NULL);
        if (result == 0)
            return STATUS_OK;
        pthread_mutex_destroy(&calls->lock);
    }
    pthread_mutex_destroy(&calls->calling);
    return status_from_errno(result);
}

void call_thread_cleanup(CallThread *calls)
{
    if (calls->is_started) {
        pthread_mutex_lock(&calls->lock);
        calls->is_stopping = true;
        pthread_cond_broadcast(&calls->changed);
        pthread_mutex_unlock(&calls->lock);
        pthread_join(calls->thread, NULL);
    }
    pthread_cond_destroy(&calls->changed);
    pthread_mutex_destroy(&calls->lock);
    pthread_mutex_destroy(&calls->calling);
}

static void *make_calls(void *context)
{
    CallThread *calls = context;
    pthread_mutex_lock(&calls->lock);
    while (!calls->is_stopping) {
        if (!calls->call) {
            pthread_cond_wait(&calls->changed, &calls->lock);
            continue;
        }
        pthread_mutex_unlock(&calls->lock);
        calls->call(calls->context);
        pthread_mutex_lock(&calls->lock);
        calls->call = NULL;
        pthread_cond_broadcast(&calls->changed);
    }
    pthread_mutex_unlock(&calls->lock);
    return NULL;
}

/* With `calling` held. */
static Status start(CallThread *calls)
{
    if (calls->is_started)
        return STATUS_OK;
    const int result = pthread_create(&calls->thread, NULL, make_calls, calls);
    calls->is_started = result == 0;
    return status_from_errno(result);
}

Status call_thread_call(CallThread *calls, void (*call)(void *context), void *context)
{
    pthread_mutex_lock(&calls->calling);
    const Status status = start(calls);
    if (status == STATUS_OK) {
        pthread_mutex_lock(&calls->lock);
        calls->context = context;
        calls->call = call;
        pthread_cond_broadcast(&calls->changed);
        while (calls->call)
            pthread_cond_wait(&calls->changed, &calls->lock);
        pthread_mutex_unlock(&calls->lock);
    }
    pthread_mutex_unlock(&calls->calling);
    return status;
}
