/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/host_clock.h"

#include <criterion/criterion.h>
#include <mach/mach_time.h>
#include <pthread.h>

static HostClock *host_clock;

static void make_virtual(void)
{
    host_clock = host_clock_new_virtual();
    cr_assert_not_null(host_clock);
}

static void free_clock(void)
{
    host_clock_free(host_clock);
}

TestSuite(host_clock, .init = make_virtual, .fini = free_clock);

Test(host_clock, stands_still_by_itself)
{
    const uint64_t now = host_clock_now(host_clock);
    cr_assert_eq(host_clock_now(host_clock), now);
    cr_assert(host_clock_is_virtual(host_clock));
}

Test(host_clock, jumps_to_what_the_only_participant_waits_for)
{
    const uint64_t start = host_clock_now(host_clock);
    host_clock_join(host_clock);
    host_clock_wait_until(host_clock, start + 123456789);
    cr_assert_eq(host_clock_now(host_clock), start + 123456789);
    host_clock_wait_until(host_clock, start);
    cr_assert_eq(host_clock_now(host_clock), start + 123456789);
    host_clock_leave(host_clock);
}

enum { WAITERS = 4, STEPS = 500 };

typedef struct Stepper {
    pthread_t thread;
    uint64_t start;
    uint64_t step;
    bool saw_other_time;
} Stepper;

/* Time must be exactly what was waited for each time: it never jumps over a waiting thread. */
static void *step(void *context)
{
    Stepper *stepper = context;
    for (uint64_t i = 1; i <= STEPS; i++) {
        const uint64_t wanted = stepper->start + i * stepper->step;
        host_clock_wait_until(host_clock, wanted);
        stepper->saw_other_time |= host_clock_now(host_clock) != wanted;
    }
    host_clock_leave(host_clock);
    return NULL;
}

Test(host_clock, never_jumps_over_a_waiting_thread)
{
    Stepper steppers[WAITERS];
    const uint64_t start = host_clock_now(host_clock);
    for (unsigned i = 0; i < WAITERS; i++)
        host_clock_join(host_clock);
    for (unsigned i = 0; i < WAITERS; i++) {
        steppers[i] = (Stepper){.start = start, .step = 7 + i * 2};
        cr_assert_eq(pthread_create(&steppers[i].thread, NULL, step, &steppers[i]), 0);
    }
    for (unsigned i = 0; i < WAITERS; i++) {
        pthread_join(steppers[i].thread, NULL);
        cr_assert_not(steppers[i].saw_other_time, "%u", i);
    }
    cr_assert_eq(host_clock_now(host_clock), start + (uint64_t)STEPS * (7 + (WAITERS - 1) * 2));
}

typedef struct Sleeper {
    HostClock *clock;
    uint32_t ticket;
    uint64_t until;
} Sleeper;

static void *wait_long(void *context)
{
    const Sleeper *sleeper = context;
    host_clock_wait_ticket(sleeper->clock, sleeper->until, sleeper->ticket);
    host_clock_leave(sleeper->clock);
    return NULL;
}

/* The wake may come before or after the thread has begun to wait: the one wake ends it. */
static void wake_one(HostClock *clock, uint64_t until)
{
    pthread_t thread;
    host_clock_join(clock); /* holds the time */
    host_clock_join(clock);
    const uint64_t start = host_clock_now(clock);
    Sleeper sleeper = {clock, host_clock_ticket(clock), start + until};
    cr_assert_eq(pthread_create(&thread, NULL, wait_long, &sleeper), 0);
    host_clock_wake(clock);
    cr_assert_eq(pthread_join(thread, NULL), 0);
    cr_assert_lt(host_clock_now(clock), start + until);
    host_clock_leave(clock);
}

Test(host_clock, one_wake_ends_a_wait_that_begins_before_or_after_it)
{
    const uint64_t start = host_clock_now(host_clock);
    for (int i = 0; i < 200; i++)
        wake_one(host_clock, UINT64_C(1) << 60);
    cr_assert_eq(host_clock_now(host_clock), start);
}

/* An hour would time the test out. */
Test(host_clock, one_wake_ends_a_wait_on_the_real_clock)
{
    HostClock *real = host_clock_new_real();
    for (int i = 0; i < 200; i++)
        wake_one(real, UINT64_C(3600000000000));
    host_clock_free(real);
}

typedef struct Gate {
    unsigned calls;
    uint64_t seen[3];
} Gate;

static void count_gate(void *context)
{
    Gate *gate = context;
    gate->seen[gate->calls++] = host_clock_now(host_clock);
}

Test(host_clock, opens_the_gate_before_each_move)
{
    Gate gate = {0};
    const uint64_t start = host_clock_now(host_clock);
    host_clock_set_gate(host_clock, count_gate, &gate);
    host_clock_join(host_clock);
    host_clock_wait_until(host_clock, start + 10);
    host_clock_wait_until(host_clock, start + 30);
    host_clock_leave(host_clock);
    cr_assert_eq(gate.calls, 2);
    cr_assert_eq(gate.seen[0], start);
    cr_assert_eq(gate.seen[1], start + 10);
}

Test(host_clock, is_what_mach_absolute_time_tells_once_installed)
{
    cr_assert_eq(host_clock_install(host_clock, NULL), STATUS_OK);
    cr_assert_eq(mach_absolute_time(), host_clock_now(host_clock));
    host_clock_join(host_clock);
    host_clock_wait_until(host_clock, host_clock_now(host_clock) + 5);
    host_clock_leave(host_clock);
    cr_assert_eq(mach_absolute_time(), host_clock_now(host_clock));
}

Test(host_clock, gives_the_time_back_when_it_is_freed)
{
    HostClock *real = host_clock_new_real();
    cr_assert_eq(host_clock_install(host_clock, NULL), STATUS_OK);
    host_clock_free(host_clock);
    host_clock = NULL;
    const uint64_t before = host_clock_now(real);
    const uint64_t told = mach_absolute_time();
    cr_assert_geq(told, before);
    cr_assert_leq(told, host_clock_now(real));
    cr_assert_not(host_clock_is_virtual(real));
    host_clock_free(real);
}

Test(host_clock, the_real_one_waits_until_the_time_has_come)
{
    HostClock *real = host_clock_new_real();
    host_clock_join(real);
    const uint64_t until = host_clock_now(real) + 1000;
    while (host_clock_now(real) < until)
        host_clock_wait_until(real, until);
    host_clock_wait_until(real, until - 500);
    host_clock_leave(real);
    host_clock_free(real);
}
