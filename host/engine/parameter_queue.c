/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/parameter_queue.h"

#include "realtime/memory.h"

#include <string.h>

#define MASK (PARAMETER_QUEUE_TIMED - 1)

Status parameter_queue_init(ParameterQueue *queue, uint32_t count, const double *values)
{
    memset(queue, 0, sizeof *queue);
    if (pthread_mutex_init(&queue->giving, NULL) != 0)
        return STATUS_NO_MEMORY;
    queue->count = count;
    queue->slots = memory_new(count * sizeof *queue->slots);
    if (!queue->slots) {
        pthread_mutex_destroy(&queue->giving);
        return STATUS_NO_MEMORY;
    }
    for (uint32_t i = 0; i < count; i++)
        atomic_init(&queue->slots[i].value, values[i]);
    return STATUS_OK;
}

Status parameter_queue_make_room(ParameterQueue *queue)
{
    if (queue->timed)
        return STATUS_OK;
    TimedChange *timed = memory_new(PARAMETER_QUEUE_TIMED * sizeof *timed);
    queue->sorted = memory_new(PARAMETER_QUEUE_TIMED * sizeof *queue->sorted);
    queue->due = memory_new((queue->count + PARAMETER_QUEUE_TIMED) * sizeof *queue->due);
    if (!timed || !queue->sorted || !queue->due) {
        memory_free(timed);
        memory_free(queue->sorted);
        memory_free(queue->due);
        queue->sorted = NULL;
        queue->due = NULL;
        return STATUS_NO_MEMORY;
    }
    pthread_mutex_lock(&queue->giving); /* whoever gives looks at it */
    queue->timed = timed;
    pthread_mutex_unlock(&queue->giving);
    return STATUS_OK;
}

void parameter_queue_cleanup(ParameterQueue *queue)
{
    if (queue->slots)
        pthread_mutex_destroy(&queue->giving);
    memory_free(queue->slots);
    memory_free(queue->timed);
    memory_free(queue->sorted);
    memory_free(queue->due);
    memset(queue, 0, sizeof *queue);
}

static bool give_timed(ParameterQueue *queue, const TimedChange *change)
{
    const uint32_t head = atomic_load_explicit(&queue->timed_head, memory_order_relaxed);
    const uint32_t done = atomic_load_explicit(&queue->timed_done, memory_order_acquire);
    if (head - done >= PARAMETER_QUEUE_TIMED)
        return false;
    queue->timed[head & MASK] = *change;
    atomic_store_explicit(&queue->timed_head, head + 1, memory_order_release);
    return true;
}

static void give_now(ParameterQueue *queue, uint32_t parameter, double value, uint32_t order)
{
    ParameterSlot *slot = &queue->slots[parameter];
    atomic_store_explicit(&slot->waiting, value, memory_order_relaxed);
    atomic_store_explicit(&slot->order, order, memory_order_release);
    atomic_store_explicit(&queue->any_waiting, true, memory_order_release);
}

Status parameter_queue_give(ParameterQueue *queue, uint32_t parameter, double value,
                            int64_t sample_time)
{
    pthread_mutex_lock(&queue->giving);
    uint32_t order = atomic_load_explicit(&queue->last_order, memory_order_relaxed) + 1;
    order += order == 0; /* 0 means that nothing waits */
    const TimedChange change = {sample_time, parameter, order, value};
    bool is_taken = true;
    if (sample_time == PARAMETER_QUEUE_NOW || !queue->timed)
        give_now(queue, parameter, value, order);
    else
        is_taken = give_timed(queue, &change);
    if (is_taken) {
        atomic_store_explicit(&queue->slots[parameter].value, value, memory_order_relaxed);
        atomic_store_explicit(&queue->last_order, order, memory_order_release);
    }
    pthread_mutex_unlock(&queue->giving);
    return is_taken ? STATUS_OK : STATUS_BUSY;
}

double parameter_queue_value(const ParameterQueue *queue, uint32_t parameter)
{
    return atomic_load_explicit(&queue->slots[parameter].value, memory_order_relaxed);
}

void parameter_queue_show(ParameterQueue *queue, uint32_t parameter, double value) OSSICLE_REALTIME
{
    atomic_store_explicit(&queue->slots[parameter].value, value, memory_order_relaxed);
}

bool parameter_queue_waits(const ParameterQueue *queue)
{
    return atomic_load(&queue->any_waiting) ||
           atomic_load(&queue->timed_done) != atomic_load(&queue->timed_head);
}

void parameter_queue_settle(ParameterQueue *queue)
{
    pthread_mutex_lock(&queue->giving);
    const uint32_t head = atomic_load(&queue->timed_head);
    atomic_store(&queue->any_waiting, false);
    atomic_store(&queue->timed_tail, head);
    atomic_store(&queue->timed_done, head);
    queue->sorted_count = 0;
    for (uint32_t i = 0; i < queue->count; i++)
        atomic_store(&queue->slots[i].order, 0);
    pthread_mutex_unlock(&queue->giving);
}

/* Whether the change `order` was given after the change `other`. */
static bool is_newer(uint32_t order, uint32_t other) OSSICLE_REALTIME
{
    return (int32_t)(order - other) > 0;
}

static bool is_later(const TimedChange *a, const TimedChange *b) OSSICLE_REALTIME
{
    if (a->sample_time != b->sample_time)
        return a->sample_time > b->sample_time;
    return is_newer(a->order, b->order);
}

/* Move what arrived, up to the change `newest`, into the sorted list. There is always room:
 * give_timed sees to it. */
static void sort_timed(ParameterQueue *queue, uint32_t newest) OSSICLE_REALTIME
{
    uint32_t tail = atomic_load_explicit(&queue->timed_tail, memory_order_relaxed);
    const uint32_t head = atomic_load_explicit(&queue->timed_head, memory_order_acquire);
    for (; tail != head; tail++) {
        const TimedChange change = queue->timed[tail & MASK];
        if (is_newer(change.order, newest))
            break;
        uint32_t at = queue->sorted_count++;
        for (; at > 0 && !is_later(&queue->sorted[at - 1], &change); at--)
            queue->sorted[at] = queue->sorted[at - 1];
        queue->sorted[at] = change;
    }
    atomic_store_explicit(&queue->timed_tail, tail, memory_order_relaxed);
}

/* Insert into the due list, which is sorted by frame, then by order. */
static void insert_due(DueChange *due, uint32_t count, const DueChange *change) OSSICLE_REALTIME
{
    uint32_t at = count;
    for (; at > 0; at--) {
        const DueChange *before = &due[at - 1];
        if (before->frame_offset < change->frame_offset ||
            (before->frame_offset == change->frame_offset &&
             is_newer(change->order, before->order)))
            break;
        due[at] = *before;
    }
    due[at] = *change;
}

/* Add to the due list what is to take effect at once and isn't newer than `newest`. */
static uint32_t collect_waiting(ParameterQueue *queue, uint32_t newest,
                                uint32_t count) OSSICLE_REALTIME
{
    if (!atomic_exchange_explicit(&queue->any_waiting, false, memory_order_acquire))
        return count;
    for (uint32_t i = 0; i < queue->count; i++) {
        ParameterSlot *slot = &queue->slots[i];
        uint32_t order = atomic_load_explicit(&slot->order, memory_order_relaxed);
        if (order == 0)
            continue;
        if (is_newer(order, newest) ||
            !atomic_compare_exchange_strong_explicit(&slot->order, &order, 0, memory_order_acquire,
                                                     memory_order_relaxed)) {
            atomic_store_explicit(&queue->any_waiting, true, memory_order_relaxed); /* next block */
            continue;
        }
        /* The value may be newer than the order; it then comes once more with its own order. */
        const double value = atomic_load_explicit(&slot->waiting, memory_order_relaxed);
        const DueChange change = {0, i, order, value};
        insert_due(queue->due, count++, &change);
    }
    return count;
}

static uint32_t collect_timed(ParameterQueue *queue, int64_t sample_time,
                              uint32_t frames) OSSICLE_REALTIME
{
    uint32_t count = 0;
    while (queue->sorted_count > 0) {
        const TimedChange *next = &queue->sorted[queue->sorted_count - 1];
        if (next->sample_time >= sample_time + frames)
            break;
        const bool is_past = next->sample_time < sample_time;
        const uint32_t offset = is_past ? 0 : (uint32_t)(next->sample_time - sample_time);
        const DueChange change = {offset, next->parameter, next->order, next->value};
        insert_due(queue->due, count++, &change);
        queue->sorted_count--;
    }
    const uint32_t done = atomic_load_explicit(&queue->timed_done, memory_order_relaxed);
    atomic_store_explicit(&queue->timed_done, done + count, memory_order_release);
    return count;
}

uint32_t parameter_queue_collect(ParameterQueue *queue, int64_t sample_time,
                                 uint32_t frames) OSSICLE_REALTIME
{
    const bool any_timed = atomic_load_explicit(&queue->timed_head, memory_order_relaxed) !=
                           atomic_load_explicit(&queue->timed_tail, memory_order_relaxed);
    const bool any_waiting = atomic_load_explicit(&queue->any_waiting, memory_order_relaxed);
    if (REALTIME_LIKELY(!any_timed && !any_waiting && queue->sorted_count == 0))
        return 0;
    const uint32_t newest = atomic_load_explicit(&queue->last_order, memory_order_acquire);
    sort_timed(queue, newest);
    return collect_waiting(queue, newest, collect_timed(queue, sample_time, frames));
}
