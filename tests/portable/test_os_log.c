/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "portable/portable_tests.h"

#include <os/log.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

COUNTED_SUITE(os_log_lines);

/** What `body` writes to the standard error stream. */
#define CAPTURE(text, body)                                                                        \
    do {                                                                                           \
        FILE *const file_ = tmpfile();                                                             \
        cr_assert(file_);                                                                          \
        const int kept_ = dup(STDERR_FILENO);                                                      \
        cr_assert_geq(dup2(fileno(file_), STDERR_FILENO), 0);                                      \
        body;                                                                                      \
        cr_assert_geq(dup2(kept_, STDERR_FILENO), 0);                                              \
        (void)close(kept_);                                                                        \
        rewind(file_);                                                                             \
        (text)[fread((text), 1, sizeof(text) - 1, file_)] = 0;                                     \
        (void)fclose(file_);                                                                       \
    } while (0)

Test(os_log_lines, a_line_is_written)
{
    char text[256];
    CAPTURE(text, os_log(OS_LOG_DEFAULT, "%{public}s has %d: %@", "it", 5, CFSTR("é")));
    cr_assert_str_eq(text, "it has 5: é\n");
}

Test(os_log_lines, a_log_marks_its_lines)
{
    char text[256];
    const os_log_t log = os_log_create("org.example", "io");
    CAPTURE(text, os_log_error(log, "bad"));
    cr_assert_str_eq(text, "[org.example:io] bad\n");
    free(log);
}

Test(os_log_lines, what_nobody_asked_for_is_dropped)
{
    char text[256];
    CAPTURE(text, {
        os_log_info(OS_LOG_DEFAULT, "info");
        os_log_debug(OS_LOG_DEFAULT, "debug");
        os_log_fault(OS_LOG_DISABLED, "disabled");
        os_log_with_type(OS_LOG_DEFAULT, OS_LOG_TYPE_FAULT, "fault");
    });
    cr_assert_str_eq(text, "fault\n");
    cr_assert(os_log_type_enabled(OS_LOG_DEFAULT, OS_LOG_TYPE_ERROR));
    cr_assert_not(os_log_type_enabled(OS_LOG_DISABLED, OS_LOG_TYPE_ERROR));
}

Test(os_log_lines, an_object_is_shown)
{
    char text[256];
    CAPTURE(text, {
        CFShow(CFSTR("shown"));
        CFShow(NULL);
    });
    cr_assert_str_eq(text, "shown\n(null)\n");
}
