/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/parameter_giver.h"

#include <string.h>

#define MASK (PARAMETER_QUEUE_TIMED - 1)

Status parameter_giver_init(ParameterGiver *giver, uint32_t count, const double *values,
                            ParameterGiven *given, const ParameterTaken *taken)
{
    memset(giver, 0, sizeof *giver);
    if (pthread_mutex_init(&giver->giving, NULL) != 0)
        return STATUS_NO_MEMORY;
    giver->given = given;
    giver->taken = taken;
    giver->count = count;
    for (uint32_t i = 0; i < count; i++)
        atomic_init(&given->slots[i].value, values[i]);
    return STATUS_OK;
}

void parameter_giver_cleanup(ParameterGiver *giver)
{
    if (giver->given)
        pthread_mutex_destroy(&giver->giving);
    memset(giver, 0, sizeof *giver);
}

void parameter_giver_use_timed(ParameterGiver *giver, ParameterTimed *timed)
{
    pthread_mutex_lock(&giver->giving);
    giver->timed = timed;
    pthread_mutex_unlock(&giver->giving);
}

/* Whatever `taken` says, the place is one of the ring. */
static bool has_room(const ParameterGiver *giver)
{
    const uint32_t head = atomic_load_explicit(&giver->given->timed_head, memory_order_relaxed);
    const uint32_t done = atomic_load_explicit(&giver->taken->timed_done, memory_order_acquire);
    return head - done < PARAMETER_QUEUE_TIMED;
}

static void give_timed(ParameterGiven *given, ParameterTimed *timed, const TimedChange *change)
{
    const uint32_t head = atomic_load_explicit(&given->timed_head, memory_order_relaxed);
    timed->changes[head & MASK] = *change;
    atomic_store_explicit(&given->timed_head, head + 1, memory_order_release);
}

static void give_at_once(ParameterGiven *given, const TimedChange *change)
{
    ParameterSlot *slot = &given->slots[change->parameter];
    atomic_store_explicit(&slot->waiting, change->value, memory_order_relaxed);
    atomic_store_explicit(&slot->order, change->order, memory_order_release);
    atomic_fetch_add_explicit(&given->at_once, 1, memory_order_release);
}

/* With the lock held. The value comes first: who finds the change there finds the value too. */
static void give(const ParameterGiver *giver, uint32_t parameter, double value, int64_t sample_time)
{
    ParameterGiven *given = giver->given;
    uint32_t order = atomic_load_explicit(&given->last_order, memory_order_relaxed) + 1;
    order += order == 0; /* 0 means that nothing waits */
    const TimedChange change = {sample_time, parameter, order, value};
    atomic_store_explicit(&given->slots[parameter].value, value, memory_order_relaxed);
    if (sample_time == PARAMETER_QUEUE_NOW)
        give_at_once(given, &change);
    else
        give_timed(given, giver->timed, &change);
    atomic_store_explicit(&given->last_order, order, memory_order_release);
}

Status parameter_giver_give(ParameterGiver *giver, uint32_t parameter, double value,
                            int64_t sample_time)
{
    pthread_mutex_lock(&giver->giving);
    if (!giver->timed)
        sample_time = PARAMETER_QUEUE_NOW;
    const bool is_given = sample_time == PARAMETER_QUEUE_NOW || has_room(giver);
    if (is_given)
        give(giver, parameter, value, sample_time);
    pthread_mutex_unlock(&giver->giving);
    return is_given ? STATUS_OK : STATUS_BUSY;
}
