/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/call_thread.h"

#include <criterion/criterion.h>

typedef struct Note {
    pthread_t thread;
    int calls;
} Note;

static void note_thread(void *context)
{
    Note *note = context;
    note->thread = pthread_self();
    note->calls++;
}

Test(call_thread, makes_each_call_once_on_one_thread)
{
    CallThread calls;
    Note first = {.calls = 0};
    Note second = {.calls = 0};
    cr_assert_eq(call_thread_init(&calls), STATUS_OK);
    cr_assert_eq(call_thread_call(&calls, note_thread, &first), STATUS_OK);
    cr_assert_eq(call_thread_call(&calls, note_thread, &second), STATUS_OK);
    cr_assert_eq(first.calls, 1);
    cr_assert_eq(second.calls, 1);
    cr_assert(pthread_equal(first.thread, second.thread));
    cr_assert_not(pthread_equal(first.thread, pthread_self()));
    call_thread_cleanup(&calls);
}

Test(call_thread, needs_no_call)
{
    CallThread calls;
    cr_assert_eq(call_thread_init(&calls), STATUS_OK);
    cr_assert_not(calls.is_started);
    call_thread_cleanup(&calls);
}

enum { THREADS = 4, CALLS = 500 };

typedef struct Crowd {
    CallThread calls;
    int count; /* without a lock: calls are made one at a time */
} Crowd;

static void count_call(void *context)
{
    Crowd *crowd = context;
    crowd->count++;
}

static void *call_often(void *context)
{
    Crowd *crowd = context;
    for (int i = 0; i < CALLS; i++)
        (void)call_thread_call(&crowd->calls, count_call, crowd);
    return NULL;
}

Test(call_thread, serves_several_threads_one_at_a_time)
{
    Crowd crowd = {.count = 0};
    pthread_t threads[THREADS];
    cr_assert_eq(call_thread_init(&crowd.calls), STATUS_OK);
    for (int i = 0; i < THREADS; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, call_often, &crowd), 0);
    for (int i = 0; i < THREADS; i++)
        cr_assert_eq(pthread_join(threads[i], NULL), 0);
    call_thread_cleanup(&crowd.calls);
    cr_assert_eq(crowd.count, THREADS * CALLS);
}
