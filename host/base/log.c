/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>

void log_write(const Log *log, LogLevel level, const char *format, ...)
{
    if (!log)
        return;
    char line[1024];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    log->write(log->context, level, line);
}

static void write_to_standard_error(void *context, LogLevel level, const char *line)
{
    static const char *const names[] = {"error: ", "warning: ", ""};
    if (level < LOG_LEVEL_DEBUG)
        (void)fprintf(stderr, "ossicle: %s%s\n", names[level], line);
}

const Log log_standard_error = {.write = write_to_standard_error};
