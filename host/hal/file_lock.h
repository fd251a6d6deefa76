/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file file_lock.h
 * Keeps a second HAL, in this process or in another, away from a file. For control threads. */

#ifndef OSSICLE_HAL_FILE_LOCK_H
#define OSSICLE_HAL_FILE_LOCK_H

#include "base/status.h"

/** Holds a lock while `fd` isn't -1; the system gives it up when the process ends, however it does.
 */
typedef struct FileLock {
    char *path; /**< of the file beside the locked one, which exists while the lock is held */
    int fd;
} FileLock;

/** Take the lock for `path`, without waiting: STATUS_BUSY if another holds it. It is advisory: it
 * binds those who take it. On failure there is nothing to clean up. */
Status file_lock_take(FileLock *lock, const char *path, Error *error);

/** Give the lock up; one that isn't held is fine. */
void file_lock_give(FileLock *lock);

#endif
