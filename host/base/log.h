/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file log.h
 * Where lines for people go. Never called on an I/O thread: realtime/log_queue.h is for that. */

#ifndef OSSICLE_BASE_LOG_H
#define OSSICLE_BASE_LOG_H

/** In the order of OSSICLE_LOG_* in module-api.h. */
typedef enum LogLevel {
    LOG_LEVEL_ERROR = 0,
    LOG_LEVEL_WARNING,
    LOG_LEVEL_INFO,
    LOG_LEVEL_DEBUG,
} LogLevel;

/** A sink for log lines. `write` may be called from several threads at once. */
typedef struct Log {
    void (*write)(void *context, LogLevel level, const char *line);
    void *context;
} Log;

/** [any, not io] Write one line to `log`; NULL drops it. */
void log_write(const Log *log, LogLevel level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** A log that writes to the standard error stream, one whole line at a time. Debug lines
 * are dropped. */
extern const Log log_standard_error;

#endif
