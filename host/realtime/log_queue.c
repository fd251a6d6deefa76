/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/log_queue.h"

#include "realtime/record_queue.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

#define LINES 256u /* a power of two */

typedef struct Line {
    LogLevel level;
    const char *origin;
    char text[LOG_QUEUE_TEXT_BYTES + 1];
} Line;

struct LogQueue {
    const Log *log;
    RecordQueue *lines;
    atomic_uint_fast64_t dropped;
};

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
    Line line;
    line.level = level;
    line.origin = origin;
    copy_text(line.text, text ? text : "");
    if (!record_queue_push(queue->lines, &line))
        atomic_fetch_add_explicit(&queue->dropped, 1, memory_order_relaxed);
}

static void write_line(void *context, const void *record)
{
    const LogQueue *queue = context;
    const Line *line = record;
    if (line->origin)
        log_write(queue->log, line->level, "%s: %s", line->origin, line->text);
    else
        log_write(queue->log, line->level, "%s", line->text);
}

void log_queue_flush(LogQueue *queue)
{
    record_queue_flush(queue->lines);
}

LogQueue *log_queue_new(const Log *log, Error *error)
{
    LogQueue *queue = calloc(1, sizeof *queue);
    if (!queue) {
        (void)error_set(error, STATUS_NO_MEMORY, "log queue: out of memory");
        return NULL;
    }
    queue->log = log;
    const RecordQueueOptions options = {.name = "log queue",
                                        .record_size = sizeof(Line),
                                        .record_count = LINES,
                                        .take = write_line,
                                        .context = queue};
    queue->lines = record_queue_new(&options, error);
    if (queue->lines)
        return queue;
    free(queue);
    return NULL;
}

void log_queue_free(LogQueue *queue)
{
    if (!queue)
        return;
    record_queue_free(queue->lines);
    free(queue);
}

uint64_t log_queue_dropped(const LogQueue *queue)
{
    return atomic_load_explicit(&queue->dropped, memory_order_relaxed);
}
