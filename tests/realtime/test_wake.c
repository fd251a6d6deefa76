/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/wake.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

Test(wake, a_signal_before_the_wait_is_not_lost)
{
    Wake wake;
    wake_init(&wake);
    const uint32_t ticket = wake_ticket(&wake);
    wake_signal(&wake);
    wake_wait(&wake, ticket); /* returns */
    cr_assert_neq(wake_ticket(&wake), ticket);
}

static Wake bell;
static atomic_int answer;

static void *wait_for_bell(void *context)
{
    wake_wait(&bell, *(const uint32_t *)context);
    atomic_store(&answer, 42);
    return NULL;
}

Test(wake, a_sleeper_wakes_up)
{
    pthread_t thread;
    wake_init(&bell);
    uint32_t ticket = wake_ticket(&bell);
    cr_assert_eq(pthread_create(&thread, NULL, wait_for_bell, &ticket), 0);
    while (!ck_ec32_has_waiters(&bell.events)) /* it sleeps, or is about to */
        continue;
    cr_assert_eq(atomic_load(&answer), 0);
    wake_signal(&bell);
    cr_assert_eq(pthread_join(thread, NULL), 0);
    cr_assert_eq(atomic_load(&answer), 42);
}

Test(wake, tickets_wrap_around)
{
    Wake wake;
    ck_ec32_init(&wake.events, INT32_MAX - 1);
    for (int i = 0; i < 5; i++) {
        const uint32_t ticket = wake_ticket(&wake);
        wake_signal(&wake);
        wake_wait(&wake, ticket);
        cr_assert_neq(wake_ticket(&wake), ticket);
    }
}

Test(shared_wake, a_signal_before_the_wait_is_not_lost)
{
    Wake wake;
    wake_init(&wake);
    const uint32_t ticket = wake_ticket(&wake);
    wake_signal_shared(&wake);
    wake_wait_shared(&wake, ticket); /* returns */
    cr_assert_neq(wake_ticket(&wake), ticket);
}

/* Two processes hand a number back and forth: each waits for the other. */
Test(shared_wake, wakes_a_thread_of_another_process)
{
    enum { LAPS = 500 };
    struct Shared {
        Wake there, back;
        atomic_int number;
    } *shared =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    cr_assert_neq((void *)shared, MAP_FAILED);
    wake_init(&shared->there);
    wake_init(&shared->back);
    const pid_t child = fork();
    cr_assert_geq(child, 0);
    for (int lap = 0; child == 0 && lap < LAPS; lap++) {
        for (uint32_t ticket = wake_ticket(&shared->there);
             atomic_load(&shared->number) != 2 * lap + 1; ticket = wake_ticket(&shared->there))
            wake_wait_shared(&shared->there, ticket);
        atomic_fetch_add(&shared->number, 1);
        wake_signal_shared(&shared->back);
    }
    if (child == 0)
        _exit(0);
    for (int lap = 0; lap < LAPS; lap++) {
        atomic_fetch_add(&shared->number, 1);
        wake_signal_shared(&shared->there);
        for (uint32_t ticket = wake_ticket(&shared->back);
             atomic_load(&shared->number) != 2 * lap + 2; ticket = wake_ticket(&shared->back))
            wake_wait_shared(&shared->back, ticket);
    }
    int ended = -1;
    cr_assert_eq(waitpid(child, &ended, 0), child);
    cr_assert_eq(ended, 0);
    cr_assert_eq(atomic_load(&shared->number), 2 * LAPS);
    cr_assert_eq(munmap(shared, sizeof *shared), 0);
}
