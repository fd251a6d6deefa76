/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file log_queue.h
 * Log lines from I/O threads: they put them into a bounded queue, and a thread of its own writes
 * them to an ordinary Log. When lines come faster than they are written, some are dropped and
 * counted; what was taken is written in order, also when the queue is freed. */

#ifndef OSSICLE_REALTIME_LOG_QUEUE_H
#define OSSICLE_REALTIME_LOG_QUEUE_H

#include "base/log.h"
#include "base/status.h"
#include "realtime/realtime.h"

#include <stdint.h>

/** Longer texts are cut here. */
#define LOG_QUEUE_TEXT_BYTES 120

typedef struct LogQueue LogQueue;

/** [control] Make a queue and start its thread. `log` outlives the queue. NULL on failure. */
LogQueue *log_queue_new(const Log *log, Error *error);

/** [control] Write what is left, stop the thread and free. NULL is fine. No thread may push any
 * more. */
void log_queue_free(LogQueue *queue);

/** [any, io] Queue the line "origin: text". `origin` is NULL or a string that outlives the queue,
 * such as a module's id; `text` is copied. Line breaks become spaces. Any number of threads;
 * bounded work; makes no system call but wake_signal's. */
void log_queue_push(LogQueue *queue, LogLevel level, const char *origin,
                    const char *text) OSSICLE_REALTIME;

/** [control] Write, on this thread, what was queued before the call. */
void log_queue_flush(LogQueue *queue);

/** [any] How many lines were dropped. */
uint64_t log_queue_dropped(const LogQueue *queue);

#endif
