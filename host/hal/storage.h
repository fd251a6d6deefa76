/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file storage.h
 * What a driver keeps from one run to the next: named property lists, in one file. For hal/,
 * and for the tool where no HAL runs; every call is for any control thread. */

#ifndef OSSICLE_HAL_STORAGE_H
#define OSSICLE_HAL_STORAGE_H

#include "base/log.h"
#include "base/status.h"

#include <CoreFoundation/CoreFoundation.h>

typedef struct Storage Storage;

/** Read the file at `path`, if there is one, and lock it against any other storage, as PATH.lock:
 * STATUS_BUSY if another has it. NULL keeps all in memory. A file that can't be read is an error
 * rather than overwritten later; one that holds no settings is kept aside as PATH.broken, in the
 * place of an earlier one, and `log` is told: there are no settings then. `log` may be NULL. */
Storage *storage_new(const char *path, const Log *log, Error *error);

/** NULL is fine. */
void storage_free(Storage *storage);

/** The value of `key`, for the caller to release; NULL if there is none. */
CFPropertyListRef storage_copy(Storage *storage, CFStringRef key);

/** Replace the value of `key` and the file. If that fails, nothing has changed. */
Status storage_write(Storage *storage, CFStringRef key, CFPropertyListRef value, Error *error);

/** Remove `key`. STATUS_NOT_FOUND if there is none. If that fails, nothing has changed. */
Status storage_delete(Storage *storage, CFStringRef key, Error *error);

#endif
