/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/file_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Who had the lock before may have removed the file between our opening and our locking it: then
 * the lock is on a file that nobody else will find. */
static bool is_still_there(int fd, const char *path)
{
    struct stat held;
    struct stat found;
    return fstat(fd, &held) == 0 && stat(path, &found) == 0 && held.st_dev == found.st_dev &&
           held.st_ino == found.st_ino;
}

/* Returns -1 with errno. */
static int open_locked(const char *path)
{
    for (;;) {
        const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd < 0)
            return -1;
        const bool locked = flock(fd, LOCK_EX | LOCK_NB) == 0;
        if (locked && is_still_there(fd, path))
            return fd;
        const int reason = errno;
        close(fd);
        if (!locked && reason != EINTR) {
            errno = reason;
            return -1;
        }
    }
}

Status file_lock_take(FileLock *lock, const char *path, Error *error)
{
    lock->fd = -1;
    const size_t size = strlen(path) + sizeof ".lock";
    lock->path = malloc(size);
    if (lock->path == NULL)
        return error_set(error, STATUS_NO_MEMORY, "can't lock %s: no memory", path);
    (void)snprintf(lock->path, size, "%s.lock", path);
    lock->fd = open_locked(lock->path);
    if (lock->fd >= 0)
        return STATUS_OK;
    const int reason = errno;
    Status status = STATUS_BUSY;
    if (reason == EWOULDBLOCK)
        error_set(error, status,
                  "%s is in use by another HAL: end that one, or choose another file", path);
    else
        status = error_set(error, status_from_errno(reason), "can't lock %s: %s: %s", path,
                           lock->path, strerror(reason));
    free(lock->path);
    lock->path = NULL;
    return status;
}

void file_lock_give(FileLock *lock)
{
    if (lock->path == NULL)
        return;
    (void)unlink(lock->path); /* before it is given up: whoever takes it then makes a new file */
    close(lock->fd);
    free(lock->path);
    lock->path = NULL;
    lock->fd = -1;
}
