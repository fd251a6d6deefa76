/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/watch.h"
#include "tool/interrupt.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* Who waits for more than a second wants to see something; ten times a second is smooth enough. */
#define DRAW_AFTER_S 1.0
enum { LOOK_NS = 100000000, SECOND_NS = 1000000000, BAR_WIDTH = 30 };

WatchSight watch_look(WatchMemory *memory, int64_t done, double now_s, double patience_s,
                      bool interrupted)
{
    if (!memory->started || memory->done != done)
        *memory = (WatchMemory){.done = done, .moved_s = now_s, .started = true};
    const double still_s = now_s - memory->moved_s;
    if (interrupted && still_s >= WATCH_INTERRUPT_S)
        return WATCH_INTERRUPTED;
    return still_s >= patience_s ? WATCH_STALLED : WATCH_MOVING;
}

const char *watch_bar(char text[WATCH_BAR_SIZE], int64_t done, int64_t total, double rate_hz)
{
    const double part = total > 0 && done < total ? (double)done / (double)total : 1;
    char marks[BAR_WIDTH + 1];
    for (int i = 0; i < BAR_WIDTH; i++)
        marks[i] = i < (int)(part * BAR_WIDTH) ? '#' : '.';
    marks[BAR_WIDTH] = '\0';
    (void)snprintf(text, WATCH_BAR_SIZE, "[%s] %3d%%  %.1f of %.1f s", marks, (int)(part * 100),
                   part * (double)total / rate_hz, (double)total / rate_hz);
    return text;
}

static double now_s(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Wait for the next look, or for the end. */
static bool wait_for_look(Watch *watch)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += LOOK_NS;
    if (until.tv_nsec >= SECOND_NS) {
        until.tv_sec++;
        until.tv_nsec -= SECOND_NS;
    }
    (void)pthread_mutex_lock(&watch->mutex);
    if (!watch->ended)
        (void)pthread_cond_timedwait(&watch->condition, &watch->mutex, &until);
    const bool ended = watch->ended;
    (void)pthread_mutex_unlock(&watch->mutex);
    return !ended;
}

static void *run(void *context)
{
    Watch *const watch = context;
    const WatchProgress *const progress = watch->progress;
    const double start_s = now_s();
    WatchMemory memory = {0};
    bool drawn = false;
    while (wait_for_look(watch)) {
        const int64_t done = atomic_load_explicit(&progress->done, memory_order_relaxed);
        const WatchSight sight =
            watch_look(&memory, done, now_s(), watch->patience_s, interrupt_pending());
        if (sight != WATCH_MOVING)
            watch->give_up(watch->context, sight);
        char bar[WATCH_BAR_SIZE];
        if (watch->draws && now_s() - start_s >= DRAW_AFTER_S)
            drawn = fprintf(stderr, "\r%s",
                            watch_bar(bar, done, progress->total, progress->rate_hz)) > 0;
        (void)fflush(stderr);
    }
    if (drawn)
        (void)fprintf(stderr, "\r%*s\r", WATCH_BAR_SIZE - 17, "");
    return NULL;
}

Status watch_start(Watch *watch, Error *error)
{
    watch->ended = false;
    (void)pthread_mutex_init(&watch->mutex, NULL);
    (void)pthread_cond_init(&watch->condition, NULL);
    const int failed = pthread_create(&watch->thread, NULL, run, watch);
    if (!failed)
        return STATUS_OK;
    (void)pthread_cond_destroy(&watch->condition);
    (void)pthread_mutex_destroy(&watch->mutex);
    return error_set(error, status_from_errno(failed), "no thread for the progress: %s",
                     strerror(failed));
}

void watch_stop(Watch *watch)
{
    (void)pthread_mutex_lock(&watch->mutex);
    watch->ended = true;
    (void)pthread_cond_signal(&watch->condition);
    (void)pthread_mutex_unlock(&watch->mutex);
    (void)pthread_join(watch->thread, NULL);
    (void)pthread_cond_destroy(&watch->condition);
    (void)pthread_mutex_destroy(&watch->mutex);
}
