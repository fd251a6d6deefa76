/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/record_queue.h"

#include "realtime/memory.h"
#include "realtime/wake.h"

#include <pthread.h>
#include <sched.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <string.h>

/* How often a producer that meets others tries to get a slot before it gives up. */
#define ATTEMPTS 8

/* `turn` says whose turn it is: position p may be written when it is p, read when it is p + 1. */
typedef struct Slot {
    alignas(max_align_t) atomic_uint_fast32_t turn;
    alignas(max_align_t) unsigned char record[];
} Slot;

struct RecordQueue {
    alignas(REALTIME_CACHE_LINE) atomic_uint_fast32_t head; /* next position to write */
    alignas(REALTIME_CACHE_LINE) Wake wake;
    atomic_bool stopping;
    RecordQueueOptions options;
    size_t stride; /* bytes from one slot to the next */
    pthread_t thread;
    pthread_mutex_t reading; /* the thread and record_queue_flush; no producer takes it */
    uint_fast32_t tail;      /* next position to read */
    alignas(REALTIME_CACHE_LINE) unsigned char slots[];
};

static Slot *slot_at(RecordQueue *queue, uint_fast32_t position) OSSICLE_REALTIME
{
    const size_t index = position & (queue->options.record_count - 1);
    return (void *)(queue->slots + index * queue->stride);
}

static Slot *take_slot(RecordQueue *queue, uint_fast32_t *position) OSSICLE_REALTIME
{
    uint_fast32_t head = atomic_load_explicit(&queue->head, memory_order_relaxed);
    for (int i = 0; i < ATTEMPTS; i++) {
        Slot *slot = slot_at(queue, head);
        const uint_fast32_t turn = atomic_load_explicit(&slot->turn, memory_order_acquire);
        if (turn == head) {
            if (atomic_compare_exchange_weak_explicit(&queue->head, &head, head + 1,
                                                      memory_order_relaxed, memory_order_relaxed)) {
                *position = head;
                return slot;
            }
            continue;
        }
        const uint_fast32_t now = atomic_load_explicit(&queue->head, memory_order_relaxed);
        if (now == head)
            return NULL; /* full */
        head = now;      /* another was faster */
    }
    return NULL;
}

bool record_queue_push(RecordQueue *queue, const void *record) OSSICLE_REALTIME
{
    uint_fast32_t position = 0;
    Slot *slot = take_slot(queue, &position);
    if (!slot)
        return false;
    memcpy(slot->record, record, queue->options.record_size);
    atomic_store_explicit(&slot->turn, position + 1, memory_order_release);
    wake_signal(&queue->wake);
    return true;
}

void record_queue_wake(RecordQueue *queue) OSSICLE_REALTIME
{
    wake_signal(&queue->wake);
}

/* Whether there was a record to pass on. */
static bool pass_on_next(RecordQueue *queue)
{
    Slot *slot = slot_at(queue, queue->tail);
    if (atomic_load_explicit(&slot->turn, memory_order_acquire) != queue->tail + 1)
        return false;
    queue->options.take(queue->options.context, slot->record);
    atomic_store_explicit(&slot->turn, queue->tail + queue->options.record_count,
                          memory_order_release);
    queue->tail++;
    return true;
}

void record_queue_flush(RecordQueue *queue)
{
    pthread_mutex_lock(&queue->reading);
    const uint_fast32_t end = atomic_load_explicit(&queue->head, memory_order_relaxed);
    while (queue->tail != end) {
        if (!pass_on_next(queue))
            (void)sched_yield(); /* a producer has the slot, and is about to fill it */
    }
    pthread_mutex_unlock(&queue->reading);
}

static void *drain(void *context)
{
    RecordQueue *queue = context;
    while (!atomic_load_explicit(&queue->stopping, memory_order_acquire)) {
        const uint32_t ticket = wake_ticket(&queue->wake);
        record_queue_flush(queue);
        if (queue->options.woken)
            queue->options.woken(queue->options.context);
        if (!atomic_load_explicit(&queue->stopping, memory_order_acquire))
            wake_wait(&queue->wake, ticket);
    }
    return NULL;
}

static RecordQueue *start(RecordQueue *queue, Error *error)
{
    int result = pthread_mutex_init(&queue->reading, NULL);
    if (result == 0) {
        result = pthread_create(&queue->thread, NULL, drain, queue);
        if (result == 0)
            return queue;
        pthread_mutex_destroy(&queue->reading);
    }
    (void)error_set(error, status_from_errno(result), "%s: can't start its thread",
                    queue->options.name);
    memory_free(queue);
    return NULL;
}

RecordQueue *record_queue_new(const RecordQueueOptions *options, Error *error)
{
    const size_t unit = alignof(max_align_t);
    const size_t stride = sizeof(Slot) + (options->record_size + unit - 1) / unit * unit;
    RecordQueue *queue = memory_new(sizeof *queue + stride * options->record_count);
    if (!queue) {
        (void)error_set(error, STATUS_NO_MEMORY, "%s: out of memory", options->name);
        return NULL;
    }
    queue->options = *options;
    queue->stride = stride;
    wake_init(&queue->wake);
    for (uint32_t i = 0; i < options->record_count; i++)
        atomic_init(&slot_at(queue, i)->turn, i);
    return start(queue, error);
}

void record_queue_free(RecordQueue *queue)
{
    if (!queue)
        return;
    atomic_store_explicit(&queue->stopping, true, memory_order_release);
    wake_signal(&queue->wake);
    pthread_join(queue->thread, NULL);
    record_queue_flush(queue);
    pthread_mutex_destroy(&queue->reading);
    memory_free(queue);
}
