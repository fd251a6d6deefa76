/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/parameter_taker.h"

#include "realtime/memory.h"

#include <string.h>

#define MASK (PARAMETER_QUEUE_TIMED - 1)

Status parameter_taker_init(ParameterTaker *taker, uint32_t count, const ParameterGiven *given,
                            ParameterTaken *taken)
{
    memset(taker, 0, sizeof *taker);
    taker->orders = memory_new(count * sizeof *taker->orders);
    if (!taker->orders)
        return STATUS_NO_MEMORY;
    taker->given = given;
    taker->taken = taken;
    taker->count = count;
    for (uint32_t i = 0; i < count; i++)
        parameter_taker_show(taker, i, parameter_taker_value(taker, i));
    return STATUS_OK;
}

Status parameter_taker_make_room(ParameterTaker *taker, const ParameterTimed *timed)
{
    taker->timed = timed;
    if (taker->due)
        return STATUS_OK;
    taker->sorted = memory_new(PARAMETER_QUEUE_TIMED * sizeof *taker->sorted);
    if (!taker->sorted)
        return STATUS_NO_MEMORY;
    taker->due = memory_new((taker->count + PARAMETER_QUEUE_TIMED) * sizeof *taker->due);
    if (taker->due)
        return STATUS_OK;
    memory_free(taker->sorted);
    taker->sorted = NULL;
    return STATUS_NO_MEMORY;
}

void parameter_taker_cleanup(ParameterTaker *taker)
{
    memory_free(taker->orders);
    memory_free(taker->sorted);
    memory_free(taker->due);
    memset(taker, 0, sizeof *taker);
}

bool parameter_taker_waits(const ParameterTaker *taker)
{
    return atomic_load(&taker->given->at_once) != taker->at_once ||
           atomic_load(&taker->given->timed_head) != atomic_load(&taker->taken->timed_done);
}

void parameter_taker_settle(ParameterTaker *taker)
{
    taker->at_once = atomic_load(&taker->given->at_once);
    taker->timed_tail = atomic_load(&taker->given->timed_head);
    taker->sorted_count = 0;
    for (uint32_t i = 0; i < taker->count; i++)
        taker->orders[i] = atomic_load(&taker->given->slots[i].order);
    atomic_store(&taker->taken->timed_done, taker->timed_tail);
}

double parameter_taker_value(const ParameterTaker *taker, uint32_t parameter) OSSICLE_REALTIME
{
    return atomic_load_explicit(&taker->given->slots[parameter].value, memory_order_relaxed);
}

void parameter_taker_show(ParameterTaker *taker, uint32_t parameter, double value) OSSICLE_REALTIME
{
    atomic_store_explicit(&taker->taken->meters[parameter], value, memory_order_relaxed);
}

static bool is_later(const TimedChange *a, const TimedChange *b) OSSICLE_REALTIME
{
    if (a->sample_time != b->sample_time)
        return a->sample_time > b->sample_time;
    return parameter_is_newer(a->order, b->order);
}

/* Move what arrived, up to the change `newest`, into the sorted list. There is always room: the
 * giver sees to it. */
static void sort_timed(ParameterTaker *taker, uint32_t newest) OSSICLE_REALTIME
{
    uint32_t tail = taker->timed_tail;
    const uint32_t head = atomic_load_explicit(&taker->given->timed_head, memory_order_acquire);
    for (; tail != head && taker->sorted_count < PARAMETER_QUEUE_TIMED; tail++) {
        const TimedChange change = taker->timed->changes[tail & MASK];
        if (parameter_is_newer(change.order, newest))
            break;
        uint32_t at = taker->sorted_count++;
        for (; at > 0 && !is_later(&taker->sorted[at - 1], &change); at--)
            taker->sorted[at] = taker->sorted[at - 1];
        taker->sorted[at] = change;
    }
    taker->timed_tail = tail;
}

/* Insert into the due list, which is sorted by frame, then by order. */
static void insert_due(DueChange *due, uint32_t count, const DueChange *change) OSSICLE_REALTIME
{
    uint32_t at = count;
    for (; at > 0; at--) {
        const DueChange *before = &due[at - 1];
        if (before->frame_offset < change->frame_offset ||
            (before->frame_offset == change->frame_offset &&
             parameter_is_newer(change->order, before->order)))
            break;
        due[at] = *before;
    }
    due[at] = *change;
}

/* Add to the due list what is to take effect at once and isn't newer than `newest`. */
static uint32_t collect_at_once(ParameterTaker *taker, uint32_t newest,
                                uint32_t count) OSSICLE_REALTIME
{
    const uint32_t at_once = atomic_load_explicit(&taker->given->at_once, memory_order_acquire);
    bool is_all = true;
    for (uint32_t i = 0; at_once != taker->at_once && i < taker->count; i++) {
        const ParameterSlot *slot = &taker->given->slots[i];
        const uint32_t order = atomic_load_explicit(&slot->order, memory_order_acquire);
        if (order == taker->orders[i])
            continue;
        if (parameter_is_newer(order, newest)) {
            is_all = false; /* in the next block */
            continue;
        }
        /* The value may be newer than the order; it then comes once more with its own order. */
        const double value = atomic_load_explicit(&slot->waiting, memory_order_relaxed);
        const DueChange change = {0, i, order, value};
        insert_due(taker->due, count++, &change);
        taker->orders[i] = order;
    }
    if (is_all)
        taker->at_once = at_once;
    return count;
}

static uint32_t collect_timed(ParameterTaker *taker, int64_t sample_time,
                              uint32_t frames) OSSICLE_REALTIME
{
    uint32_t count = 0;
    while (taker->sorted_count > 0) {
        const TimedChange *next = &taker->sorted[taker->sorted_count - 1];
        if (next->sample_time >= sample_time + frames)
            break;
        const bool is_past = next->sample_time < sample_time;
        const uint32_t offset = is_past ? 0 : (uint32_t)(next->sample_time - sample_time);
        const DueChange change = {offset, next->parameter, next->order, next->value};
        insert_due(taker->due, count++, &change);
        taker->sorted_count--;
    }
    const uint32_t done = atomic_load_explicit(&taker->taken->timed_done, memory_order_relaxed);
    atomic_store_explicit(&taker->taken->timed_done, done + count, memory_order_release);
    return count;
}

uint32_t parameter_taker_collect(ParameterTaker *taker, int64_t sample_time,
                                 uint32_t frames) OSSICLE_REALTIME
{
    const bool any_timed =
        atomic_load_explicit(&taker->given->timed_head, memory_order_relaxed) != taker->timed_tail;
    const bool any_at_once =
        atomic_load_explicit(&taker->given->at_once, memory_order_relaxed) != taker->at_once;
    if (REALTIME_LIKELY(!any_timed && !any_at_once && taker->sorted_count == 0))
        return 0;
    const uint32_t newest = atomic_load_explicit(&taker->given->last_order, memory_order_acquire);
    sort_timed(taker, newest);
    return collect_at_once(taker, newest, collect_timed(taker, sample_time, frames));
}
