/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/log_queue.h"

#include "realtime/record_queue.h"

#include <stddef.h>
#include <stdlib.h>

#define LINES 256u /* a power of two */

typedef struct Line {
    const Log *log;
    LogLevel level;
    const char *origin;
    char text[LOG_QUEUE_TEXT_BYTES + 1];
} Line;

struct LogQueue {
    RecordQueue *lines;
    NewsList news;
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

bool log_queue_push(LogQueue *queue, const Log *log, LogLevel level, const char *origin,
                    const char *text) OSSICLE_REALTIME
{
    if (!queue)
        return false;
    Line line;
    line.log = log;
    line.level = level;
    line.origin = origin;
    copy_text(line.text, text ? text : "");
    return record_queue_push(queue->lines, &line);
}

static void write_line(void *context, const void *record)
{
    const Line *line = record;
    (void)context;
    if (line->origin)
        log_write(line->log, line->level, "%s: %s", line->origin, line->text);
    else
        log_write(line->log, line->level, "%s", line->text);
}

static void tell_news(void *context)
{
    LogQueue *queue = context;
    news_list_tell(&queue->news);
}

void log_queue_flush(LogQueue *queue)
{
    if (queue)
        record_queue_flush(queue->lines);
}

void log_queue_add_news(LogQueue *queue, News *news)
{
    if (queue)
        news_list_add(&queue->news, news);
}

void log_queue_remove_news(LogQueue *queue, News *news)
{
    if (queue)
        news_list_remove(&queue->news, news);
}

void log_queue_tell(LogQueue *queue, News *news) OSSICLE_REALTIME
{
    news_mark(news);
    if (queue)
        record_queue_wake(queue->lines);
}

LogQueue *log_queue_new(Error *error)
{
    LogQueue *queue = calloc(1, sizeof *queue);
    if (!queue || news_list_init(&queue->news)) {
        free(queue);
        (void)error_set(error, STATUS_NO_MEMORY, "log queue: out of memory");
        return NULL;
    }
    const RecordQueueOptions options = {.name = "log queue",
                                        .record_size = sizeof(Line),
                                        .record_count = LINES,
                                        .take = write_line,
                                        .woken = tell_news,
                                        .context = queue};
    queue->lines = record_queue_new(&options, error);
    if (queue->lines)
        return queue;
    news_list_cleanup(&queue->news);
    free(queue);
    return NULL;
}

void log_queue_free(LogQueue *queue)
{
    if (!queue)
        return;
    record_queue_free(queue->lines);
    news_list_cleanup(&queue->news);
    free(queue);
}
