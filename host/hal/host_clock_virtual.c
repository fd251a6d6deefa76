/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/host_clock_ops.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/* Not 0, so that times a little before the start can still be said. */
enum { FIRST_TICK = 1000000000 };

typedef struct Waiter {
    uint64_t ticks;
    bool released;
    struct Waiter *next;
} Waiter;

typedef struct VirtualClock {
    HostClock base;
    _Atomic uint64_t now;
    pthread_mutex_t mutex; /* guards all below */
    pthread_cond_t released;
    Waiter *waiters;
    unsigned participants;
    unsigned waiting;
    bool moving; /* somebody is in the gate */
    HostClockGate gate;
    void *gate_context;
} VirtualClock;

static uint64_t virtual_now(const HostClock *clock)
{
    return atomic_load_explicit(&((const VirtualClock *)clock)->now, memory_order_acquire);
}

static uint64_t earliest(const VirtualClock *clock)
{
    uint64_t ticks = UINT64_MAX;
    for (const Waiter *waiter = clock->waiters; waiter != NULL; waiter = waiter->next)
        if (waiter->ticks < ticks)
            ticks = waiter->ticks;
    return ticks;
}

/* A released thread no longer counts as waiting from here on, though it may not run before long:
 * else time could move once more without it. */
static void release_until(VirtualClock *clock, uint64_t ticks)
{
    for (Waiter **link = &clock->waiters; *link != NULL;) {
        Waiter *waiter = *link;
        if (waiter->ticks > ticks) {
            link = &waiter->next;
            continue;
        }
        *link = waiter->next;
        waiter->released = true;
        clock->waiting--;
    }
    pthread_cond_broadcast(&clock->released);
}

static bool all_wait(const VirtualClock *clock)
{
    return clock->waiting > 0 && clock->waiting >= clock->participants;
}

/* With the mutex, which is given up while the gate is open. */
static void move_if_all_wait(VirtualClock *clock)
{
    if (clock->moving || !all_wait(clock))
        return;
    if (clock->gate != NULL) {
        clock->moving = true;
        pthread_mutex_unlock(&clock->mutex);
        clock->gate(clock->gate_context);
        pthread_mutex_lock(&clock->mutex);
        clock->moving = false;
        if (!all_wait(clock))
            return; /* somebody joined or was woken meanwhile; the last to wait again moves time */
    }
    const uint64_t ticks = earliest(clock);
    atomic_store_explicit(&clock->now, ticks, memory_order_release);
    release_until(clock, ticks);
}

static void virtual_wait(HostClock *base, uint64_t ticks, uint32_t ticket)
{
    VirtualClock *clock = (VirtualClock *)base;
    pthread_mutex_lock(&clock->mutex);
    if (ticks > virtual_now(base) && ticket == atomic_load(&base->wakes)) {
        Waiter waiter = {.ticks = ticks, .next = clock->waiters};
        clock->waiters = &waiter;
        clock->waiting++;
        while (!waiter.released) {
            move_if_all_wait(clock);
            if (!waiter.released)
                pthread_cond_wait(&clock->released, &clock->mutex);
        }
    }
    pthread_mutex_unlock(&clock->mutex);
}

static void virtual_join(HostClock *base)
{
    VirtualClock *clock = (VirtualClock *)base;
    pthread_mutex_lock(&clock->mutex);
    clock->participants++;
    pthread_mutex_unlock(&clock->mutex);
}

static void virtual_leave(HostClock *base)
{
    VirtualClock *clock = (VirtualClock *)base;
    pthread_mutex_lock(&clock->mutex);
    clock->participants--;
    move_if_all_wait(clock);
    pthread_mutex_unlock(&clock->mutex);
}

static void virtual_wake(HostClock *base)
{
    VirtualClock *clock = (VirtualClock *)base;
    pthread_mutex_lock(&clock->mutex);
    release_until(clock, UINT64_MAX);
    pthread_mutex_unlock(&clock->mutex);
}

static void virtual_set_gate(HostClock *base, HostClockGate gate, void *context)
{
    VirtualClock *clock = (VirtualClock *)base;
    pthread_mutex_lock(&clock->mutex);
    clock->gate = gate;
    clock->gate_context = context;
    pthread_mutex_unlock(&clock->mutex);
}

static void virtual_free(HostClock *base)
{
    VirtualClock *clock = (VirtualClock *)base;
    pthread_cond_destroy(&clock->released);
    pthread_mutex_destroy(&clock->mutex);
    free(clock);
}

static const HostClockOps virtual_ops = {
    .now = virtual_now,
    .wait = virtual_wait,
    .join = virtual_join,
    .leave = virtual_leave,
    .wake = virtual_wake,
    .set_gate = virtual_set_gate,
    .free = virtual_free,
};

HostClock *host_clock_new_virtual(void)
{
    VirtualClock *clock = calloc(1, sizeof *clock);
    if (clock == NULL)
        return NULL;
    clock->base.ops = &virtual_ops;
    atomic_init(&clock->now, FIRST_TICK);
    if (pthread_mutex_init(&clock->mutex, NULL) != 0)
        goto no_mutex;
    if (pthread_cond_init(&clock->released, NULL) != 0)
        goto no_condition;
    return &clock->base;

no_condition:
    pthread_mutex_destroy(&clock->mutex);
no_mutex:
    free(clock);
    return NULL;
}
