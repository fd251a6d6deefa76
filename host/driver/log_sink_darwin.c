/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/log_sink.h"

#include <os/log.h>

static void write_to_unified_log(void *context, LogLevel level, const char *line)
{
    static const os_log_type_t types[] = {
        [LOG_LEVEL_ERROR] = OS_LOG_TYPE_ERROR,
        [LOG_LEVEL_WARNING] = OS_LOG_TYPE_DEFAULT,
        [LOG_LEVEL_INFO] = OS_LOG_TYPE_INFO,
        [LOG_LEVEL_DEBUG] = OS_LOG_TYPE_DEBUG,
    };
    os_log_with_type(OS_LOG_DEFAULT, types[level], "ossicle: %{public}s", line);
}

const Log *log_sink(void)
{
    static const Log sink = {.write = write_to_unified_log};
    return &sink;
}
