/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "base/log.h"

#include <criterion/criterion.h>
#include <module-api.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct Heard {
    int count;
    LogLevel level;
    char line[2048];
} Heard;

static void hear(void *context, LogLevel level, const char *line)
{
    Heard *const heard = context;
    heard->count++;
    heard->level = level;
    (void)snprintf(heard->line, sizeof heard->line, "%s", line);
}

Test(log, gives_its_sink_the_formatted_line)
{
    Heard heard = {.count = 0};
    const Log log = {.write = hear, .context = &heard};
    log_write(&log, LOG_LEVEL_INFO, "%s %d", "line", 1);
    cr_expect_eq(heard.count, 1);
    cr_expect_eq(heard.level, LOG_LEVEL_INFO);
    cr_expect_str_eq(heard.line, "line 1");
}

Test(log, may_be_left_out)
{
    log_write(NULL, LOG_LEVEL_ERROR, "%s", "unheard");
}

Test(log, cuts_a_line_that_is_too_long)
{
    Heard heard = {.count = 0};
    const Log log = {.write = hear, .context = &heard};
    char text[2000];
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '\0';
    log_write(&log, LOG_LEVEL_DEBUG, "%s", text);
    cr_expect_eq(heard.count, 1);
    cr_expect_eq(strlen(heard.line), 1023);
}

Test(log, has_the_levels_of_the_module_api)
{
    cr_expect_eq((int)LOG_LEVEL_ERROR, (int)OSSICLE_LOG_ERROR);
    cr_expect_eq((int)LOG_LEVEL_WARNING, (int)OSSICLE_LOG_WARNING);
    cr_expect_eq((int)LOG_LEVEL_INFO, (int)OSSICLE_LOG_INFO);
    cr_expect_eq((int)LOG_LEVEL_DEBUG, (int)OSSICLE_LOG_DEBUG);
}

Test(log, writes_whole_lines_to_standard_error_but_for_debugging)
{
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    const int saved = dup(STDERR_FILENO);
    cr_assert_eq(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
    for (LogLevel level = LOG_LEVEL_ERROR; level <= LOG_LEVEL_DEBUG; level++)
        log_write(&log_standard_error, level, "level %d", (int)level);
    cr_assert_eq(dup2(saved, STDERR_FILENO), STDERR_FILENO);
    (void)close(ends[1]);
    char text[256] = {0};
    size_t length = 0;
    for (ssize_t got = 1; got > 0; length += (size_t)got)
        got = read(ends[0], text + length, sizeof text - 1 - length);
    cr_expect_str_eq(text, "ossicle: error: level 0\n"
                           "ossicle: warning: level 1\n"
                           "ossicle: level 2\n");
    (void)close(ends[0]);
    (void)close(saved);
}
