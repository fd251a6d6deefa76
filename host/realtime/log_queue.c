/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/log_queue.h"

#include "realtime/memory.h"
#include "realtime/wake.h"

#include <pthread.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#define SLOTS 256u /* a power of two */
/* How often a producer that meets others tries to get a slot before it drops its line. */
#define ATTEMPTS 8

/* `turn` says whose turn it is: position p may be written when it is p, read when it is p + 1. */
typedef struct Slot {
    atomic_uint_fast32_t turn;
    LogLevel level;
    const char *origin;
    char text[LOG_QUEUE_TEXT_BYTES + 1];
} Slot;

struct LogQueue {
    alignas(REALTIME_CACHE_LINE) atomic_uint_fast32_t head; /* next position to write */
    alignas(REALTIME_CACHE_LINE) atomic_uint_fast64_t dropped;
    alignas(REALTIME_CACHE_LINE) Wake wake;
    atomic_bool stopping;
    const Log *log;
    pthread_t thread;
    pthread_mutex_t reading; /* the thread and log_queue_flush; no producer takes it */
    uint_fast32_t tail;      /* next position to read */
    Slot slots[SLOTS];
};

static Slot *take_slot(LogQueue *queue, uint_fast32_t *position) OSSICLE_REALTIME
{
    uint_fast32_t head = atomic_load_explicit(&queue->head, memory_order_relaxed);
    for (int i = 0; i < ATTEMPTS; i++) {
        Slot *slot = &queue->slots[head & (SLOTS - 1)];
        if (atomic_load_explicit(&slot->turn, memory_order_acquire) != head)
            return NULL; /* full */
        if (atomic_compare_exchange_weak_explicit(&queue->head, &head, head + 1,
                                                  memory_order_relaxed, memory_order_relaxed)) {
            *position = head;
            return slot;
        }
    }
    return NULL;
}

static void copy_text(char *to, const char *from) OSSICLE_REALTIME
{
    size_t length = 0;
    for (; length < LOG_QUEUE_TEXT_BYTES && from[length]; length++) {
        const bool is_break = from[length] == '\n' || from[length] == '\r';
        to[length] = is_break ? ' ' : from[length];
    }
    /* Don't cut a character of several bytes in two. */
    if (length == LOG_QUEUE_TEXT_BYTES && ((unsigned char)from[length] & 0xc0u) == 0x80u) {
        while (length > 0 && ((unsigned char)to[length - 1] & 0xc0u) == 0x80u)
            length--;
        if (length > 0)
            length--;
    }
    to[length] = '\0';
}

void log_queue_push(LogQueue *queue, LogLevel level, const char *origin,
                    const char *text) OSSICLE_REALTIME
{
    uint_fast32_t position = 0;
    Slot *slot = take_slot(queue, &position);
    if (!slot) {
        atomic_fetch_add_explicit(&queue->dropped, 1, memory_order_relaxed);
        return;
    }
    slot->level = level;
    slot->origin = origin;
    copy_text(slot->text, text ? text : "");
    atomic_store_explicit(&slot->turn, position + 1, memory_order_release);
    wake_signal(&queue->wake);
}

/* Whether there was a line to write. */
static bool write_next(LogQueue *queue)
{
    Slot *slot = &queue->slots[queue->tail & (SLOTS - 1)];
    if (atomic_load_explicit(&slot->turn, memory_order_acquire) != queue->tail + 1)
        return false;
    if (slot->origin)
        log_write(queue->log, slot->level, "%s: %s", slot->origin, slot->text);
    else
        log_write(queue->log, slot->level, "%s", slot->text);
    atomic_store_explicit(&slot->turn, queue->tail + SLOTS, memory_order_release);
    queue->tail++;
    return true;
}

void log_queue_flush(LogQueue *queue)
{
    pthread_mutex_lock(&queue->reading);
    for (unsigned i = 0; i < SLOTS && write_next(queue); i++)
        continue;
    pthread_mutex_unlock(&queue->reading);
}

static void *drain(void *context)
{
    LogQueue *queue = context;
    while (!atomic_load_explicit(&queue->stopping, memory_order_acquire)) {
        const uint32_t ticket = wake_ticket(&queue->wake);
        log_queue_flush(queue);
        if (!atomic_load_explicit(&queue->stopping, memory_order_acquire))
            wake_wait(&queue->wake, ticket);
    }
    return NULL;
}

LogQueue *log_queue_new(const Log *log, Error *error)
{
    LogQueue *queue = memory_new(sizeof *queue);
    if (!queue) {
        (void)error_set(error, STATUS_NO_MEMORY, "log queue: out of memory");
        return NULL;
    }
    queue->log = log;
    wake_init(&queue->wake);
    for (uint_fast32_t i = 0; i < SLOTS; i++)
        atomic_init(&queue->slots[i].turn, i);
    int result = pthread_mutex_init(&queue->reading, NULL);
    if (result == 0) {
        result = pthread_create(&queue->thread, NULL, drain, queue);
        if (result == 0)
            return queue;
        pthread_mutex_destroy(&queue->reading);
    }
    memory_free(queue);
    (void)error_set(error, status_from_errno(result), "log queue: can't start its thread");
    return NULL;
}

void log_queue_free(LogQueue *queue)
{
    if (!queue)
        return;
    atomic_store_explicit(&queue->stopping, true, memory_order_release);
    wake_signal(&queue->wake);
    pthread_join(queue->thread, NULL);
    log_queue_flush(queue);
    pthread_mutex_destroy(&queue->reading);
    memory_free(queue);
}

uint64_t log_queue_dropped(const LogQueue *queue)
{
    return atomic_load_explicit(&queue->dropped, memory_order_relaxed);
}
