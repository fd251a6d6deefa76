/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/log_sink.h"

#include <stdlib.h>
#include <string.h>

/* How much the user wants to see; without the variable, all that the standard error stream shows.
 */
static const struct {
    const char *name;
    int lines; /* levels below this are written */
} amounts[] = {
    {"off", LOG_LEVEL_ERROR},
    {"error", LOG_LEVEL_WARNING},
    {"warning", LOG_LEVEL_INFO},
    {"info", LOG_LEVEL_DEBUG},
};

static void write_wanted(void *context, LogLevel level, const char *line)
{
    const int *lines = context;
    if ((int)level < *lines)
        log_standard_error.write(NULL, level, line);
}

const Log *log_sink(void)
{
    static int lines = LOG_LEVEL_DEBUG;
    static const Log sink = {.write = write_wanted, .context = &lines};
    const char *wanted = getenv("OSSICLE_LOG");
    for (size_t i = 0; wanted && i < sizeof amounts / sizeof *amounts; i++) {
        if (strcmp(amounts[i].name, wanted) == 0)
            lines = amounts[i].lines;
    }
    return &sink;
}
