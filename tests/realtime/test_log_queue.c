/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/log_queue.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

typedef struct Lines {
    pthread_mutex_t lock;
    pthread_mutex_t gate; /* held: writing waits */
    unsigned count;
    LogLevel level;
    char last[512];
    char first[512];
} Lines;

static Lines lines = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, 0, 0, "", ""};

static void take(void *context, LogLevel level, const char *line)
{
    (void)context;
    pthread_mutex_lock(&lines.gate);
    pthread_mutex_unlock(&lines.gate);
    pthread_mutex_lock(&lines.lock);
    (void)snprintf(lines.count ? lines.last : lines.first, sizeof lines.last, "%s", line);
    lines.level = level;
    lines.count++;
    pthread_mutex_unlock(&lines.lock);
}

static const Log log_lines = {take, NULL};

Test(log_queue, writes_lines_with_their_origin)
{
    LogQueue *queue = log_queue_new(&log_lines, NULL);
    log_queue_push(queue, LOG_LEVEL_WARNING, "org.test.a", "one\nline\r");
    log_queue_flush(queue);
    cr_assert_str_eq(lines.first, "org.test.a: one line ");
    cr_assert_eq(lines.level, LOG_LEVEL_WARNING);
    log_queue_push(queue, LOG_LEVEL_ERROR, NULL, "another");
    log_queue_free(queue);
    cr_assert_str_eq(lines.last, "another");
    cr_assert_eq(lines.count, 2);
}

Test(log_queue, cuts_long_lines_between_characters)
{
    char text[300];
    LogQueue *queue = log_queue_new(&log_lines, NULL);
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    log_queue_push(queue, LOG_LEVEL_INFO, NULL, text);
    log_queue_flush(queue);
    cr_assert_eq(strlen(lines.first), LOG_QUEUE_TEXT_BYTES);
    (void)snprintf(text, sizeof text, "%0119d\xc3\xa4x", 0); /* a character across the end */
    log_queue_push(queue, LOG_LEVEL_INFO, NULL, text);
    log_queue_push(queue, LOG_LEVEL_INFO, NULL, NULL);
    log_queue_free(queue);
    cr_assert_eq(lines.count, 3);
    cr_assert_eq(strlen(lines.last), 0);
}

Test(log_queue, cuts_no_character_in_two)
{
    char text[300];
    LogQueue *queue = log_queue_new(&log_lines, NULL);
    (void)snprintf(text, sizeof text, "%0119d\xc3\xa4x", 0);
    log_queue_push(queue, LOG_LEVEL_INFO, NULL, text);
    log_queue_free(queue);
    cr_assert_eq(strlen(lines.first), 119);
}

Test(log_queue, drops_what_comes_too_fast_and_counts_it)
{
    LogQueue *queue = log_queue_new(&log_lines, NULL);
    pthread_mutex_lock(&lines.gate);
    for (int i = 0; i < 1000; i++)
        log_queue_push(queue, LOG_LEVEL_INFO, NULL, "x");
    const uint64_t dropped = log_queue_dropped(queue);
    cr_assert_gt(dropped, 0);
    pthread_mutex_unlock(&lines.gate);
    log_queue_free(queue);
    cr_assert_eq(lines.count + dropped, 1000);
}

Test(log_queue, needs_no_log)
{
    LogQueue *queue = log_queue_new(NULL, NULL);
    log_queue_push(queue, LOG_LEVEL_INFO, NULL, "x");
    log_queue_free(queue);
    log_queue_free(NULL);
}
