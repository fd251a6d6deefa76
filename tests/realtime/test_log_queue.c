/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/log_queue.h"
#include "realtime/wake.h"

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
    LogQueue *queue = log_queue_new(NULL);
    (void)log_queue_push(queue, &log_lines, LOG_LEVEL_WARNING, "org.test.a", "one\nline\r");
    log_queue_flush(queue);
    cr_assert_str_eq(lines.first, "org.test.a: one line ");
    cr_assert_eq(lines.level, LOG_LEVEL_WARNING);
    (void)log_queue_push(queue, &log_lines, LOG_LEVEL_ERROR, NULL, "another");
    log_queue_free(queue);
    cr_assert_str_eq(lines.last, "another");
    cr_assert_eq(lines.count, 2);
}

Test(log_queue, cuts_long_lines_between_characters)
{
    char text[300];
    LogQueue *queue = log_queue_new(NULL);
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    (void)log_queue_push(queue, &log_lines, LOG_LEVEL_INFO, NULL, text);
    log_queue_flush(queue);
    cr_assert_eq(strlen(lines.first), LOG_QUEUE_TEXT_BYTES);
    (void)snprintf(text, sizeof text, "%0119d\xc3\xa4x", 0); /* a character across the end */
    (void)log_queue_push(queue, &log_lines, LOG_LEVEL_INFO, NULL, text);
    (void)log_queue_push(queue, &log_lines, LOG_LEVEL_INFO, NULL, NULL);
    log_queue_free(queue);
    cr_assert_eq(lines.count, 3);
    cr_assert_eq(strlen(lines.last), 0);
}

Test(log_queue, cuts_no_character_in_two)
{
    char text[300];
    LogQueue *queue = log_queue_new(NULL);
    (void)snprintf(text, sizeof text, "%0119d\xc3\xa4x", 0);
    (void)log_queue_push(queue, &log_lines, LOG_LEVEL_INFO, NULL, text);
    log_queue_free(queue);
    cr_assert_eq(strlen(lines.first), 119);
}

Test(log_queue, drops_what_comes_too_fast_and_says_so)
{
    LogQueue *queue = log_queue_new(NULL);
    pthread_mutex_lock(&lines.gate);
    unsigned dropped = 0;
    for (int i = 0; i < 1000; i++)
        dropped += !log_queue_push(queue, &log_lines, LOG_LEVEL_INFO, NULL, "x");
    cr_assert_gt(dropped, 0);
    pthread_mutex_unlock(&lines.gate);
    log_queue_free(queue);
    cr_assert_eq(lines.count + dropped, 1000);
}

Test(log_queue, needs_no_log)
{
    LogQueue *queue = log_queue_new(NULL);
    cr_assert(log_queue_push(queue, NULL, LOG_LEVEL_INFO, NULL, "x"));
    log_queue_free(queue);
}

Test(log_queue, may_be_none)
{
    News news = {.tell = NULL};
    cr_assert_not(log_queue_push(NULL, &log_lines, LOG_LEVEL_INFO, NULL, "x"));
    log_queue_add_news(NULL, &news);
    log_queue_tell(NULL, &news);
    log_queue_remove_news(NULL, &news);
    log_queue_flush(NULL);
    log_queue_free(NULL);
    cr_assert_eq(lines.count, 0);
}

static void note_line(void *context, LogLevel level, const char *line)
{
    (void)level;
    (void)snprintf(context, 16, "%s", line);
}

Test(log_queue, writes_each_line_to_its_log)
{
    char first[16] = "";
    char second[16] = "";
    const Log first_log = {note_line, first};
    const Log second_log = {note_line, second};
    LogQueue *queue = log_queue_new(NULL);
    cr_assert(log_queue_push(queue, &first_log, LOG_LEVEL_INFO, NULL, "one"));
    cr_assert(log_queue_push(queue, &second_log, LOG_LEVEL_INFO, "a", "two"));
    log_queue_flush(queue);
    cr_assert_str_eq(first, "one");
    cr_assert_str_eq(second, "a: two");
    log_queue_free(queue);
}

/* Tells `told` that it was told, and waits for the gate to let it go. */
typedef struct Hearer {
    News news;
    Wake told;
    unsigned times;
} Hearer;

static void hear(void *context)
{
    Hearer *hearer = context;
    hearer->times++;
    wake_signal(&hearer->told);
    pthread_mutex_lock(&lines.gate);
    pthread_mutex_unlock(&lines.gate);
}

static void tell_and_wait(LogQueue *queue, Hearer *hearer)
{
    const uint32_t ticket = wake_ticket(&hearer->told);
    log_queue_tell(queue, &hearer->news);
    wake_wait(&hearer->told, ticket);
}

Test(log_queue, tells_news_on_its_thread)
{
    Hearer one = {.news = {.tell = hear, .context = &one}};
    Hearer two = {.news = {.tell = hear, .context = &two}};
    LogQueue *queue = log_queue_new(NULL);
    wake_init(&one.told);
    wake_init(&two.told);
    log_queue_add_news(queue, &one.news);
    log_queue_add_news(queue, &two.news);
    tell_and_wait(queue, &one);
    tell_and_wait(queue, &two);
    tell_and_wait(queue, &one);
    log_queue_remove_news(queue, &one.news);
    log_queue_tell(queue, &one.news);
    tell_and_wait(queue, &two);
    log_queue_remove_news(queue, &two.news);
    cr_assert_eq(one.times, 2, "not when removed");
    cr_assert_eq(two.times, 2);
    log_queue_free(queue);
}

Test(log_queue, writes_lines_while_news_are_being_told)
{
    Hearer slow = {.news = {.tell = hear, .context = &slow}};
    char text[16] = "";
    const Log log = {note_line, text};
    LogQueue *queue = log_queue_new(NULL);
    wake_init(&slow.told);
    log_queue_add_news(queue, &slow.news);
    pthread_mutex_lock(&lines.gate);
    tell_and_wait(queue, &slow);
    cr_assert(log_queue_push(queue, &log, LOG_LEVEL_INFO, NULL, "now"));
    log_queue_flush(queue); /* by a thread that holds what the hearer waits for */
    cr_assert_str_eq(text, "now");
    pthread_mutex_unlock(&lines.gate);
    log_queue_remove_news(queue, &slow.news);
    cr_assert_eq(slow.times, 1);
    log_queue_free(queue);
}
