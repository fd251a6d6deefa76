/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/module_file_system.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum {
    PIECE_BYTES = 16384,
    SEALS = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL,
};

static Status refuse_copying(const char *path, Error *error)
{
    const int reason = errno;
    return error_set(error, status_from_errno(reason), "%s: can't be copied into memory: %s", path,
                     strerror(reason));
}

/* Memory may be executed where the file may not be: what the file's system is mounted for counts.
 */
static Status check_mount(int file, const char *path, Error *error)
{
    struct statvfs about;
    if (fstatvfs(file, &about) != 0)
        return refuse_copying(path, error);
    if ((about.f_flag & ST_NOEXEC) == 0)
        return STATUS_OK;
    return error_set(error, STATUS_NOT_PERMITTED,
                     "%s: its file system is mounted so that nothing on it may be run (noexec); "
                     "use a folder on another one",
                     path);
}

/* False with errno set. */
static bool write_all(int file, const char *bytes, size_t count)
{
    while (count > 0) {
        const ssize_t written = write(file, bytes, count);
        if (written < 0)
            return false;
        bytes += written;
        count -= (size_t)written;
    }
    return true;
}

/* Copies no more than `size` bytes: a file that grows for ever would fill the memory. False with
 * errno set. */
static bool copy(int from, int to, off_t size)
{
    char piece[PIECE_BYTES];
    ssize_t count = 1;
    for (off_t at = 0; at < size && count > 0; at += count) {
        const off_t rest = size - at;
        count = pread(from, piece, rest < PIECE_BYTES ? (size_t)rest : sizeof piece, at);
        if (count < 0 || !write_all(to, piece, (size_t)count))
            return false;
    }
    return true;
}

static bool is_same_time(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

/* Somebody who wrote while the file was copied has left half of what was there. */
static Status check_rest(int file, const struct stat *before, const char *path, Error *error)
{
    struct stat now;
    if (fstat(file, &now) != 0)
        return refuse_copying(path, error);
    if (now.st_size == before->st_size && is_same_time(&now.st_mtim, &before->st_mtim))
        return STATUS_OK;
    return error_set(error, STATUS_BUSY,
                     "%s: still being written; it is looked at again when that is done", path);
}

Status module_file_freeze(int file, const struct stat *identity, const char *path, int *frozen,
                          Error *error)
{
    const char *const slash = strrchr(path, '/');
    Status status = check_mount(file, path, error);
    if (status != STATUS_OK)
        return status;
    const int made = memfd_create(slash ? slash + 1 : path, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (made < 0)
        return refuse_copying(path, error);
    if (!copy(file, made, identity->st_size) || fcntl(made, F_ADD_SEALS, SEALS) != 0)
        status = refuse_copying(path, error);
    else
        status = check_rest(file, identity, path, error);
    if (status == STATUS_OK)
        *frozen = made;
    else
        (void)close(made);
    return status;
}
