/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file error_list.h
 * A log that remembers the last errors and passes every line on. */

#ifndef OSSICLE_ENGINE_ERROR_LIST_H
#define OSSICLE_ENGINE_ERROR_LIST_H

#include "base/log.h"
#include "base/status.h"

#include <pthread.h>
#include <stddef.h>

#define ERROR_LIST_LINES 32u
#define ERROR_LIST_BYTES 512u

typedef struct ErrorList {
    Log log;         /**< give this to whoever logs */
    const Log *next; /**< or NULL */
    pthread_mutex_t lock;
    size_t count;                    /**< of errors ever */
    char (*lines)[ERROR_LIST_BYTES]; /**< ERROR_LIST_LINES of them; NULL before the first error */
    char copy[ERROR_LIST_BYTES];
} ErrorList;

/** [control] `next` outlives the list. */
Status error_list_init(ErrorList *list, const Log *next);

/** [control] */
void error_list_cleanup(ErrorList *list);

/** [control, one thread] The error at `index`, 0 being the oldest that is remembered; NULL past the
 * end. Good until the next call. */
const char *error_list_at(ErrorList *list, size_t index);

#endif
