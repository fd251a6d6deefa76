/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file log_queue.h
 * Log lines and news from I/O threads: they put lines into a bounded queue, and a thread of its own
 * writes them to ordinary Logs. When lines come faster than they are written, some are dropped;
 * what was taken is written in order, also when the queue is freed. The same thread tells news.
 *
 * One queue serves any number of devices. It may be NULL wherever one is asked for: then lines are
 * dropped, and nothing is told. */

#ifndef OSSICLE_REALTIME_LOG_QUEUE_H
#define OSSICLE_REALTIME_LOG_QUEUE_H

#include "base/log.h"
#include "base/status.h"
#include "realtime/news.h"
#include "realtime/realtime.h"

#include <stdbool.h>

/** Longer texts are cut here. */
#define LOG_QUEUE_TEXT_BYTES 120

typedef struct LogQueue LogQueue;

/** [control] Make a queue and start its thread. NULL on failure. */
LogQueue *log_queue_new(Error *error);

/** [control] Write what is left, stop the thread and free. NULL is fine. No thread may push any
 * more. */
void log_queue_free(LogQueue *queue);

/** [any, io] Queue the line "origin: text" for `log`. `origin` is NULL or a string, such as a
 * module's id; it and the log stay until the next log_queue_flush. `text` is copied. Line breaks
 * become spaces. Any number of threads; bounded work; makes no system call but wake_signal's.
 * Returns false if the line is dropped. */
bool log_queue_push(LogQueue *queue, const Log *log, LogLevel level, const char *origin,
                    const char *text) OSSICLE_REALTIME;

/** [control] Write, on this thread, what was queued before the call: nothing of it is needed any
 * more. */
void log_queue_flush(LogQueue *queue);

/** @name News
 * Told by the queue's thread, with no lock held: see news_list_add and news_list_remove.
 * @{ */
/** [control] */
void log_queue_add_news(LogQueue *queue, News *news);
void log_queue_remove_news(LogQueue *queue, News *news);
/** [any, io] Have `news` told soon. */
void log_queue_tell(LogQueue *queue, News *news) OSSICLE_REALTIME;
/** @} */

#endif
