/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include <dispatch/dispatch.h>

#include <ossicle-portable/diagnostics.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct Work {
    dispatch_function_t function;
    void *context;
    struct Work *next;
} Work;

/** The global queue only gives each piece of work a thread; another one has at most one thread at a
 * time, which takes its work one after the other. */
struct dispatch_queue_s {
    bool concurrent;
    bool running; /* it has a thread */
    Work *first, **last;
    int64_t references; /* the thread is one of them */
};

/* One lock for all: drivers hand over work a few times in their life. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int64_t outstanding;
static struct dispatch_queue_s global_queue = {.concurrent = true};

dispatch_queue_t dispatch_get_global_queue(intptr_t identifier, uintptr_t flags)
{
    return &global_queue;
}

dispatch_queue_t dispatch_queue_create(const char *label, dispatch_queue_attr_t attr)
{
    const dispatch_queue_t queue = calloc(1, sizeof *queue);
    if (!queue)
        return NULL;
    queue->last = &queue->first;
    queue->references = 1;
    return queue;
}

void dispatch_retain(dispatch_queue_t queue)
{
    pthread_mutex_lock(&lock);
    queue->references++;
    pthread_mutex_unlock(&lock);
}

void dispatch_release(dispatch_queue_t queue)
{
    if (queue == &global_queue)
        return;
    pthread_mutex_lock(&lock);
    const bool last = --queue->references == 0;
    pthread_mutex_unlock(&lock);
    if (last)
        free(queue);
}

static void run_and_free(Work *work)
{
    work->function(work->context);
    free(work);
    pthread_mutex_lock(&lock);
    outstanding--;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

/** The next work of the queue, NULL if there is none: then its thread ends. */
static Work *take(dispatch_queue_t queue)
{
    pthread_mutex_lock(&lock);
    Work *const work = queue->first;
    queue->running = work != NULL;
    if (work) {
        queue->first = work->next;
        if (!queue->first)
            queue->last = &queue->first;
    }
    pthread_mutex_unlock(&lock);
    return work;
}

static void *run_queue(void *argument)
{
    const dispatch_queue_t queue = argument;
    for (Work *work = take(queue); work; work = take(queue))
        run_and_free(work);
    dispatch_release(queue);
    return NULL;
}

static void *run_work(void *argument)
{
    run_and_free(argument);
    return NULL;
}

/** Work that is not done would leave a driver waiting for ever, and there is no way to say so. */
static void require(bool done)
{
    if (done)
        return;
    (void)fputs("dispatch: no memory or no thread for the work\n", stderr);
    abort();
}

static void start_thread(void *(*function)(void *), void *argument)
{
    pthread_t thread;
    require(pthread_create(&thread, NULL, function, argument) == 0);
    (void)pthread_detach(thread);
}

void dispatch_async_f(dispatch_queue_t queue, void *context, dispatch_function_t work)
{
    Work *const item = malloc(sizeof *item);
    require(item != NULL);
    *item = (Work){work, context, NULL};
    pthread_mutex_lock(&lock);
    outstanding++;
    const bool start = queue->concurrent || !queue->running;
    if (!queue->concurrent) {
        *queue->last = item;
        queue->last = &item->next;
        queue->references += start;
        queue->running = true;
    }
    pthread_mutex_unlock(&lock);
    if (queue->concurrent)
        start_thread(run_work, item);
    else if (start)
        start_thread(run_queue, queue);
}

/** Work that somebody waits for, on his stack. */
typedef struct Waiter {
    dispatch_function_t function;
    void *context;
    bool done;
} Waiter;

static void run_waited_for(void *argument)
{
    Waiter *const waiter = argument;
    waiter->function(waiter->context);
    pthread_mutex_lock(&lock);
    waiter->done = true;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

void dispatch_sync_f(dispatch_queue_t queue, void *context, dispatch_function_t work)
{
    if (queue->concurrent) {
        work(context);
        return;
    }
    Waiter waiter = {work, context, false};
    dispatch_async_f(queue, &waiter, run_waited_for);
    pthread_mutex_lock(&lock);
    while (!waiter.done)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}

void dispatch_once_f(dispatch_once_t *predicate, void *context, dispatch_function_t work)
{
    enum { RUNNING = 1, DONE = 2 };
    pthread_mutex_lock(&lock);
    while (*predicate == RUNNING)
        pthread_cond_wait(&changed, &lock);
    const bool mine = *predicate != DONE;
    if (mine)
        *predicate = RUNNING;
    pthread_mutex_unlock(&lock);
    if (!mine)
        return;
    work(context);
    pthread_mutex_lock(&lock);
    *predicate = DONE;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

bool portable_dispatch_is_idle(void)
{
    pthread_mutex_lock(&lock);
    const bool idle = outstanding == 0;
    pthread_mutex_unlock(&lock);
    return idle;
}

void portable_dispatch_wait_until_idle(void)
{
    pthread_mutex_lock(&lock);
    while (outstanding > 0)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}
