/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/storage.h"

#include "hal/file_lock.h"
#include "hal/plist_file.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct Storage {
    char *path;
    FileLock lock;
    pthread_mutex_t mutex;
    CFDictionaryRef values; /* never changed, only replaced */
};

static CFDictionaryRef make_empty(Error *error)
{
    CFDictionaryRef empty = CFDictionaryCreate(NULL, NULL, NULL, 0, &kCFTypeDictionaryKeyCallBacks,
                                               &kCFTypeDictionaryValueCallBacks);
    if (empty == NULL)
        error_set(error, STATUS_NO_MEMORY, "the driver's settings: no memory");
    return empty;
}

/* Settings that can't be understood mustn't keep the driver from starting, nor be lost. */
static CFDictionaryRef keep_aside(const char *path, const char *reason, const Log *log,
                                  Error *error)
{
    char aside[PATH_MAX];
    const int length = snprintf(aside, sizeof aside, "%s.broken", path);
    if (length >= (int)sizeof aside || rename(path, aside) != 0) {
        const int code = length >= (int)sizeof aside ? ENAMETOOLONG : errno;
        error_set(error, status_from_errno(code),
                  "the driver's settings: %s; it can't be kept aside as %s: %s", reason, aside,
                  strerror(code));
        return NULL;
    }
    log_write(log, LOG_LEVEL_WARNING,
              "the driver's settings: %s: it is kept aside as %s, and the driver begins without "
              "settings",
              reason, aside);
    return make_empty(error);
}

static CFDictionaryRef copy_file(const char *path, const Log *log, Error *error)
{
    Error reason;
    CFPropertyListRef list = plist_file_copy(path, &reason);
    if (list != NULL && CFGetTypeID(list) == CFDictionaryGetTypeID())
        return list;
    if (list != NULL) {
        CFRelease(list);
        error_set(&reason, STATUS_BAD_FORMAT, "%s holds no dictionary at its top level", path);
    }
    if (reason.status == STATUS_NOT_FOUND)
        return make_empty(error);
    if (reason.status == STATUS_BAD_FORMAT)
        return keep_aside(path, reason.message, log, error);
    error_set(error, reason.status, "the driver's settings: %s", reason.message);
    return NULL;
}

static Status lock_file(Storage *storage, Error *error)
{
    Error reason;
    const Status status = file_lock_take(&storage->lock, storage->path, &reason);
    if (status == STATUS_OK)
        return STATUS_OK;
    return error_set(error, status, "the driver's settings: %s", reason.message);
}

Storage *storage_new(const char *path, const Log *log, Error *error)
{
    Storage *storage = calloc(1, sizeof *storage);
    if (storage == NULL || (path != NULL && (storage->path = strdup(path)) == NULL) ||
        pthread_mutex_init(&storage->mutex, NULL) != 0) {
        error_set(error, STATUS_NO_MEMORY, "the driver's settings: no memory");
        free(storage != NULL ? storage->path : NULL);
        free(storage);
        return NULL;
    }
    if (path == NULL)
        storage->values = make_empty(error);
    else if (lock_file(storage, error) == STATUS_OK)
        storage->values = copy_file(path, log, error);
    if (storage->values != NULL)
        return storage;
    storage_free(storage);
    return NULL;
}

void storage_free(Storage *storage)
{
    if (storage == NULL)
        return;
    if (storage->values != NULL)
        CFRelease(storage->values);
    file_lock_give(&storage->lock);
    pthread_mutex_destroy(&storage->mutex);
    free(storage->path);
    free(storage);
}

CFPropertyListRef storage_copy(Storage *storage, CFStringRef key)
{
    pthread_mutex_lock(&storage->mutex);
    CFPropertyListRef value = CFDictionaryGetValue(storage->values, key);
    if (value != NULL)
        CFRetain(value);
    pthread_mutex_unlock(&storage->mutex);
    return value;
}

/* The values with `key` changed to `value`, or removed if that is NULL; first the file, then what
 * we remember, so that both hold the same if the file can't be written. */
static Status replace(Storage *storage, CFStringRef key, CFPropertyListRef value, Error *error)
{
    CFMutableDictionaryRef changed = CFDictionaryCreateMutableCopy(NULL, 0, storage->values);
    if (changed == NULL)
        return error_set(error, STATUS_NO_MEMORY, "the driver's settings: no memory");
    if (value != NULL)
        CFDictionarySetValue(changed, key, value);
    else
        CFDictionaryRemoveValue(changed, key);
    const Status status =
        storage->path != NULL ? plist_file_write(storage->path, changed, error) : STATUS_OK;
    if (status != STATUS_OK) {
        CFRelease(changed);
        return status;
    }
    CFRelease(storage->values);
    storage->values = changed;
    return STATUS_OK;
}

/* By way of the bytes that a file would hold: what can't be kept there is refused at once, and what
 * the driver changes in its own object later doesn't change ours. */
static CFPropertyListRef copy_value(CFPropertyListRef value)
{
    CFDataRef data = CFPropertyListCreateData(NULL, value, kCFPropertyListXMLFormat_v1_0, 0, NULL);
    if (data == NULL)
        return NULL;
    CFPropertyListRef copy =
        CFPropertyListCreateWithData(NULL, data, kCFPropertyListImmutable, NULL, NULL);
    CFRelease(data);
    return copy;
}

Status storage_write(Storage *storage, CFStringRef key, CFPropertyListRef value, Error *error)
{
    CFPropertyListRef copy = copy_value(value);
    if (copy == NULL)
        return error_set(error, STATUS_BAD_ARGUMENT,
                         "the driver's settings: a value is no property list");
    pthread_mutex_lock(&storage->mutex);
    const Status status = replace(storage, key, copy, error);
    pthread_mutex_unlock(&storage->mutex);
    CFRelease(copy);
    return status;
}

Status storage_delete(Storage *storage, CFStringRef key, Error *error)
{
    pthread_mutex_lock(&storage->mutex);
    Status status = STATUS_NOT_FOUND;
    if (CFDictionaryContainsKey(storage->values, key))
        status = replace(storage, key, NULL, error);
    else
        error_set(error, status, "the driver's settings have no such key");
    pthread_mutex_unlock(&storage->mutex);
    return status;
}
