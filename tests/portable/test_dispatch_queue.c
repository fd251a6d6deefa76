/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "portable/portable_tests.h"

#include <dispatch/dispatch.h>
#include <pthread.h>
#include <stdatomic.h>

static void add(void *context)
{
    atomic_fetch_add((_Atomic(int) *)context, 1);
}

Test(dispatch_queue, work_runs_on_the_global_queue)
{
    _Atomic(int) count = 0;
    for (int i = 0; i < 20; i++)
        dispatch_async_f(dispatch_get_global_queue(DISPATCH_QUEUE_PRIORITY_DEFAULT, 0), &count,
                         add);
    portable_dispatch_wait_until_idle();
    cr_assert(portable_dispatch_is_idle());
    cr_assert_eq(count, 20);
    dispatch_sync_f(dispatch_get_global_queue(0, 0), &count, add);
    cr_assert_eq(count, 21);
}

/** Two pieces of work that both must run before either can end. */
static pthread_barrier_t meeting;

static void meet(void *context)
{
    (void)pthread_barrier_wait(&meeting);
}

Test(dispatch_queue, the_global_queue_is_concurrent)
{
    cr_assert_eq(pthread_barrier_init(&meeting, NULL, 3), 0);
    dispatch_async_f(dispatch_get_global_queue(0, 0), NULL, meet);
    dispatch_async_f(dispatch_get_global_queue(0, 0), NULL, meet);
    cr_assert_not(portable_dispatch_is_idle());
    meet(NULL);
    portable_dispatch_wait_until_idle();
    cr_assert_eq(pthread_barrier_destroy(&meeting), 0);
}

/** Work that notes the order, without a lock: only a serial queue makes that right. */
static int order[100];
static int noted;

static void note(void *context)
{
    order[noted++] = *(const int *)context;
}

Test(dispatch_queue, a_serial_queue_keeps_the_order)
{
    const dispatch_queue_t queue = dispatch_queue_create("serial", DISPATCH_QUEUE_SERIAL);
    int numbers[100];
    for (int i = 0; i < 100; i++)
        numbers[i] = i;
    for (int i = 0; i < 99; i++)
        dispatch_async_f(queue, &numbers[i], note);
    dispatch_sync_f(queue, &numbers[99], note);
    cr_assert_eq(noted, 100);
    for (int i = 0; i < 100; i++)
        cr_assert_eq(order[i], i);
    dispatch_release(queue);
}

Test(dispatch_queue, a_queue_may_be_released_before_its_work_has_run)
{
    _Atomic(int) count = 0;
    const dispatch_queue_t queue = dispatch_queue_create(NULL, NULL);
    dispatch_retain(queue);
    for (int i = 0; i < 10; i++)
        dispatch_async_f(queue, &count, add);
    dispatch_release(queue);
    dispatch_release(queue);
    portable_dispatch_wait_until_idle();
    cr_assert_eq(count, 10);
    dispatch_release(dispatch_get_global_queue(0, 0)); /* not counted */
}

static dispatch_once_t once;
static _Atomic(int) once_count;

static void *run_once(void *context)
{
    dispatch_once_f(&once, &once_count, add);
    cr_assert_eq(once_count, 1);
    return NULL;
}

Test(dispatch_queue, once_is_once_for_all_threads)
{
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, run_once, NULL), 0);
    for (size_t i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    cr_assert_eq(once_count, 1);
}
