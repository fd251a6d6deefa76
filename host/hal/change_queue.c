/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/change_queue.h"

#include "hal/device_list.h"
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

static bool take_look(ChangeQueue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    const bool look = queue->look;
    queue->look = false;
    pthread_mutex_unlock(&queue->mutex);
    return look;
}

static void finish(ChangeQueue *queue)
{
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
    Device *device = device_list_has(hal, change->device) ? device_get(hal, change->device) : NULL;
    if (device != NULL)
        device_perform_change(device, change->action, change->info);
    else
        abort_change(hal, change);
}

/* Returns false if there was nothing to do. */
static bool do_next(ChangeQueue *queue)
{
    if (take_look(queue)) {
        device_list_look(queue->hal);
        finish(queue);
        return true;
    }
    Change *change = take_first(queue);
    if (change == NULL)
        return false;
    carry_out(queue->hal, change);
    free(change);
    finish(queue);
    return true;
}

/* A machine that is too slow stays so: of overloads the first is reported, and then one whenever
 * there were twice as many. */
static void report_overloads(ChangeQueue *queue)
{
    const uint64_t overloads = atomic_load(&queue->overloads);
    if (overloads <= queue->next_report)
        return;
    queue->next_report = 2 * overloads;
    log_write(queue->hal->log, LOG_LEVEL_WARNING,
              "I/O overload: the machine was too slow, cycles were left out (%llu times so far)",
              (unsigned long long)overloads);
}

static void report(ChangeQueue *queue)
{
    rules_log_new(&queue->hal->rules);
    report_overloads(queue);
}

static bool is_stopped(ChangeQueue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    const bool stop = queue->stop;
    pthread_mutex_unlock(&queue->mutex);
    return stop;
}

static void *queue_main(void *context)
{
    ChangeQueue *queue = context;
    for (;;) {
        const uint32_t ticket = wake_ticket(&queue->wake);
        report(queue);
        if (is_stopped(queue))
            return NULL;
        if (!do_next(queue))
            wake_wait(&queue->wake, ticket);
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

void change_queue_stop(ChangeQueue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    queue->stop = true;
    pthread_mutex_unlock(&queue->mutex);
    if (queue->is_running) {
        wake_signal(&queue->wake);
        pthread_join(queue->thread, NULL);
        queue->is_running = false;
    }
    if (take_look(queue))
        finish(queue);
    for (Change *change = take_first(queue); change != NULL; change = take_first(queue)) {
        abort_change(queue->hal, change);
        free(change);
        finish(queue);
    }
}

void change_queue_cleanup(ChangeQueue *queue)
{
    pthread_cond_destroy(&queue->settled);
    pthread_mutex_destroy(&queue->mutex);
}

/* With the mutex, for the clock to be left only after it was joined. */
static void add_pending(ChangeQueue *queue)
{
    host_clock_join(queue->hal->clock);
    queue->pending++;
}

Status change_queue_add(ChangeQueue *queue, AudioObjectID device, UInt64 action, void *info)
{
    Change *change = calloc(1, sizeof *change);
    if (change == NULL)
        return STATUS_NO_MEMORY;
    change->device = device;
    change->action = action;
    change->info = info;
    pthread_mutex_lock(&queue->mutex);
    const bool taken = !queue->stop;
    Change **link = &queue->first;
    while (*link != NULL)
        link = &(*link)->next;
    if (taken) {
        *link = change;
        add_pending(queue);
    }
    pthread_mutex_unlock(&queue->mutex);
    if (!taken)
        free(change);
    wake_signal(&queue->wake);
    return taken ? STATUS_OK : STATUS_BUSY;
}

void change_queue_look(ChangeQueue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    if (!queue->look && !queue->stop) {
        queue->look = true;
        add_pending(queue);
    }
    pthread_mutex_unlock(&queue->mutex);
    wake_signal(&queue->wake);
}

void change_queue_settle(ChangeQueue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    while (queue->pending > 0)
        pthread_cond_wait(&queue->settled, &queue->mutex);
    pthread_mutex_unlock(&queue->mutex);
}
