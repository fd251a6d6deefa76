/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/change_queue.h"

#include "hal/hal_private.h"

#include <stdlib.h>
#include <string.h>

static Change *take_first(ChangeQueue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    Change *change = queue->first;
    if (change != NULL)
        queue->first = change->next;
    pthread_mutex_unlock(&queue->mutex);
    return change;
}

static void finish(ChangeQueue *queue, Change *change)
{
    free(change);
    host_clock_leave(queue->hal->clock);
    pthread_mutex_lock(&queue->mutex);
    queue->pending--;
    pthread_cond_broadcast(&queue->settled);
    pthread_mutex_unlock(&queue->mutex);
}

static void abort_change(Hal *hal, const Change *change)
{
    AudioServerPlugInDriverRef driver = hal->plugin.driver;
    (*driver)->AbortDeviceConfigurationChange(driver, change->device, change->action, change->info);
}

static void carry_out(Hal *hal, const Change *change)
{
    Device *device = device_get(hal, change->device);
    if (device != NULL)
        device_perform_change(device, change->action, change->info);
    else
        abort_change(hal, change);
}

static void report(ChangeQueue *queue)
{
    rules_log_new(&queue->hal->rules);
    if (atomic_exchange(&queue->overloaded, false))
        log_write(queue->hal->log, LOG_LEVEL_WARNING,
                  "I/O overload: the machine was too slow, cycles were left out");
}

static void *queue_main(void *context)
{
    ChangeQueue *queue = context;
    for (;;) {
        const uint32_t ticket = wake_ticket(&queue->wake);
        report(queue);
        if (atomic_load(&queue->stop))
            return NULL;
        Change *change = take_first(queue);
        if (change == NULL) {
            wake_wait(&queue->wake, ticket);
            continue;
        }
        carry_out(queue->hal, change);
        finish(queue, change);
    }
}

Status change_queue_init(ChangeQueue *queue, Hal *hal, Error *error)
{
    queue->hal = hal;
    wake_init(&queue->wake);
    if (pthread_mutex_init(&queue->mutex, NULL) != 0)
        return error_set(error, STATUS_NO_MEMORY, "HAL: no mutex can be made");
    if (pthread_cond_init(&queue->settled, NULL) != 0) {
        pthread_mutex_destroy(&queue->mutex);
        return error_set(error, STATUS_NO_MEMORY, "HAL: no condition can be made");
    }
    return STATUS_OK;
}

Status change_queue_start(ChangeQueue *queue, Error *error)
{
    const int reason = pthread_create(&queue->thread, NULL, queue_main, queue);
    if (reason != 0)
        return error_set(error, status_from_errno(reason), "HAL: can't start its thread: %s",
                         strerror(reason));
    queue->is_running = true;
    return STATUS_OK;
}

void change_queue_cleanup(ChangeQueue *queue)
{
    if (queue->is_running) {
        atomic_store(&queue->stop, true);
        wake_signal(&queue->wake);
        pthread_join(queue->thread, NULL);
        queue->is_running = false;
    }
    for (Change *change = take_first(queue); change != NULL; change = take_first(queue)) {
        abort_change(queue->hal, change);
        finish(queue, change);
    }
    pthread_cond_destroy(&queue->settled);
    pthread_mutex_destroy(&queue->mutex);
}

Status change_queue_add(ChangeQueue *queue, AudioObjectID device, UInt64 action, void *info)
{
    Change *change = calloc(1, sizeof *change);
    if (change == NULL)
        return STATUS_NO_MEMORY;
    change->device = device;
    change->action = action;
    change->info = info;
    host_clock_join(queue->hal->clock);
    pthread_mutex_lock(&queue->mutex);
    Change **link = &queue->first;
    while (*link != NULL)
        link = &(*link)->next;
    *link = change;
    queue->pending++;
    pthread_mutex_unlock(&queue->mutex);
    wake_signal(&queue->wake);
    return STATUS_OK;
}

void change_queue_settle(ChangeQueue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    while (queue->pending > 0)
        pthread_cond_wait(&queue->settled, &queue->mutex);
    pthread_mutex_unlock(&queue->mutex);
}
