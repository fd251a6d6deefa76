/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/error_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void remember(ErrorList *list, const char *line)
{
    if (!list->lines)
        list->lines = calloc(ERROR_LIST_LINES, sizeof *list->lines);
    if (!list->lines)
        return; /* it is passed on, at least */
    (void)snprintf(list->lines[list->count % ERROR_LIST_LINES], ERROR_LIST_BYTES, "%s", line);
    list->count++;
}

static void take_line(void *context, LogLevel level, const char *line)
{
    ErrorList *list = context;
    if (level == LOG_LEVEL_ERROR) {
        pthread_mutex_lock(&list->lock);
        remember(list, line);
        pthread_mutex_unlock(&list->lock);
    }
    log_write(list->next, level, "%s", line);
}

Status error_list_init(ErrorList *list, const Log *next)
{
    memset(list, 0, sizeof *list);
    list->log = (Log){take_line, list};
    list->next = next;
    return status_from_errno(pthread_mutex_init(&list->lock, NULL));
}

void error_list_cleanup(ErrorList *list)
{
    free(list->lines);
    pthread_mutex_destroy(&list->lock);
}

const char *error_list_at(ErrorList *list, size_t index)
{
    const char *found = NULL;
    pthread_mutex_lock(&list->lock);
    const size_t kept = list->count < ERROR_LIST_LINES ? list->count : ERROR_LIST_LINES;
    if (index < kept) {
        const size_t at = (list->count - kept + index) % ERROR_LIST_LINES;
        memcpy(list->copy, list->lines[at], ERROR_LIST_BYTES);
        found = list->copy;
    }
    pthread_mutex_unlock(&list->lock);
    return found;
}
