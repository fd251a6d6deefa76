/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include <os/log.h>

#include "cf_string.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct os_log_s {
    char name[128]; /* subsystem:category */
};

struct os_log_s portable_os_log_disabled;

os_log_t os_log_create(const char *subsystem, const char *category)
{
    const os_log_t log = malloc(sizeof *log);
    if (log)
        (void)snprintf(log->name, sizeof log->name, "%s:%s", subsystem, category);
    return log;
}

bool os_log_type_enabled(os_log_t log, os_log_type_t type)
{
    return log != OS_LOG_DISABLED && type != OS_LOG_TYPE_INFO && type != OS_LOG_TYPE_DEBUG;
}

void portable_os_log(os_log_t log, os_log_type_t type, const char *format, ...)
{
    if (!os_log_type_enabled(log, type))
        return;
    Text text = {0};
    va_list arguments;
    if (log)
        text_append_format(&text, "[%s] ", log->name);
    va_start(arguments, format);
    cf_text_append_cf_format(&text, format, strlen(format), arguments);
    va_end(arguments);
    text_append(&text, "\n", 1);
    if (text.bytes)
        (void)fwrite(text.bytes, 1, text.size, stderr); /* one call: lines stay whole */
    text_free(&text);
}
