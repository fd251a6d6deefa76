/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The check that others rely on is itself checked: each of these must be caught. */

#include "realtime/wake.h"
#include "support/realtime_check.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void do_nothing(void *context)
{
    *(volatile int *)context = 1;
}

static void allocate(void *context)
{
    *(void *volatile *)context = malloc(10);
}

static void release(void *context)
{
    free(context);
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;

static void lock(void *context)
{
    (void)context;
    pthread_mutex_lock(&mutex);
    pthread_mutex_unlock(&mutex);
}

static void lock_to_read(void *context)
{
    (void)context;
    pthread_rwlock_rdlock(&rwlock);
    pthread_rwlock_unlock(&rwlock);
}

static void write_something(void *context)
{
    (void)context;
    (void)!write(2, "", 0);
}

static void yield(void *context)
{
    (void)context;
    (void)sched_yield();
}

static void wait(void *context)
{
    Wake wake;
    (void)context;
    wake_init(&wake);
    wake_wait(&wake, 0);
}

static void touch(void *context)
{
    volatile char *pages = context;
    for (int i = 0; i < 8; i++)
        pages[(size_t)i * 65536] = 1;
}

Test(realtime_check, finds_nothing_where_nothing_is)
{
    int ran = 0;
    const RealtimeCheck check = realtime_check_run(do_nothing, &ran);
    cr_assert_null(check.violation, "%s", check.violation);
    cr_assert_eq(ran, 1);
    if (realtime_check_is_active)
        cr_assert_eq(check.page_faults, 0);
}

static void must_catch(void (*io)(void *), void *context, const char *what)
{
    if (!realtime_check_is_active)
        return;
    const RealtimeCheck check = realtime_check_run(io, context);
    cr_assert_not_null(check.violation, "%s was not caught", what);
    cr_assert_str_eq(check.violation, what);
}

Test(realtime_check, catches_memory)
{
    void *made = NULL;
    void *released = malloc(10);
    must_catch(allocate, &made, "malloc");
    must_catch(release, released, "free");
    free(released);
}

Test(realtime_check, catches_locks)
{
    must_catch(lock, NULL, "pthread_mutex_lock");
    must_catch(lock_to_read, NULL, "pthread_rwlock_rdlock");
}

Test(realtime_check, catches_system_calls)
{
    must_catch(write_something, NULL, "system call write");
    must_catch(yield, NULL, "system call sched_yield");
    must_catch(wait, NULL, "system call futex");
}

Test(realtime_check, counts_page_faults)
{
    const size_t size = 524288; /* eight times what touch goes on by */
    void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    cr_assert_neq(pages, MAP_FAILED);
    (void)madvise(pages, size, MADV_NOHUGEPAGE);
    const RealtimeCheck check = realtime_check_run(touch, pages);
    cr_assert_null(check.violation);
    if (realtime_check_is_active)
        cr_assert_eq(check.page_faults, 8);
    else /* the sanitizer has pages of its own */
        cr_assert_geq(check.page_faults, 8);
    (void)munmap(pages, size);
}
