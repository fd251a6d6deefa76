/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file watch.h
 * A thread that looks after a run which moves sound elsewhere: it draws the progress bar, and it
 * notices when nothing moves any more, because a module hangs. */

#ifndef OSSICLE_TOOL_WATCH_H
#define OSSICLE_TOOL_WATCH_H

#include "base/status.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/** How far the run is; the I/O thread counts it up. */
typedef struct WatchProgress {
    atomic_int_least64_t done; /**< frames */
    int64_t total;
    double rate_hz;
} WatchProgress;

/** What is seen at one look. */
typedef enum WatchSight {
    WATCH_MOVING,
    WATCH_STALLED,     /**< nothing has moved for too long */
    WATCH_INTERRUPTED, /**< the user wants to stop, and for WATCH_INTERRUPT_S the run didn't */
} WatchSight;

#define WATCH_INTERRUPT_S 1.0

/** What to remember from look to look. Zeroed at first. */
typedef struct WatchMemory {
    int64_t done;
    double moved_s; /**< when it last moved */
    bool started;
} WatchMemory;

/** [watch] One look, `now_s` seconds after any fixed point. `patience_s` is how long nothing may
 * move. */
WatchSight watch_look(WatchMemory *memory, int64_t done, double now_s, double patience_s,
                      bool interrupted);

/** Called when the run can't be expected to end; must not return. [watch] */
typedef void (*WatchGiveUp)(void *context, WatchSight sight);

typedef struct Watch {
    WatchProgress *progress;
    WatchGiveUp give_up;
    void *context;
    double patience_s; /**< see watch_look */
    bool draws;        /**< a progress bar, on the standard error stream */
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t condition;
    bool ended;
} Watch;

/** [control] Begin to watch; all members up to `draws` are set. */
Status watch_start(Watch *watch, Error *error);

/** [control] End it and remove the progress bar. */
void watch_stop(Watch *watch);

/** The progress bar for `done` of `total` frames, no line break. Returns `text`. */
#define WATCH_BAR_SIZE 96
const char *watch_bar(char text[WATCH_BAR_SIZE], int64_t done, int64_t total, double rate_hz);

#endif
