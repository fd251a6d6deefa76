/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "endpoints/file_replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void file_replace_init(FileReplace *replace)
{
    *replace = (FileReplace){.fd = -1};
}

static void cleanup(FileReplace *replace)
{
    if (replace->fd >= 0)
        close(replace->fd);
    free(replace->target);
    free(replace->unfinished);
    file_replace_init(replace);
}

/* A symbolic link stays one: what it points to is replaced. */
static char *copy_target(const char *path)
{
    char *resolved = realpath(path, NULL);
    return resolved != NULL ? resolved : strdup(path);
}

Status file_replace_check(const char *path, Error *error)
{
    struct stat info;
    if (*path == '\0')
        return error_set(error, STATUS_BAD_ARGUMENT, "can't write a file whose name is empty");
    if (stat(path, &info) != 0 || S_ISREG(info.st_mode))
        return STATUS_OK;
    return error_set(error, STATUS_BAD_ARGUMENT, "can't write %s: it is %s", path,
                     S_ISDIR(info.st_mode) ? "a folder" : "no ordinary file");
}

Status file_replace_begin(FileReplace *replace, const char *path, Error *error)
{
    const Status status = file_replace_check(path, error);
    if (status != STATUS_OK)
        return status;
    replace->target = copy_target(path);
    if (replace->target == NULL ||
        asprintf(&replace->unfinished, "%s.XXXXXX", replace->target) < 0) {
        replace->unfinished = NULL;
        cleanup(replace);
        return error_set(error, STATUS_NO_MEMORY, "can't write %s: no memory", path);
    }
    replace->fd = mkostemp(replace->unfinished, O_CLOEXEC);
    if (replace->fd < 0) {
        const int reason = errno;
        cleanup(replace);
        return error_set(error, status_from_errno(reason),
                         "can't write %s: no file can be made in "
                         "its folder: %s",
                         path, strerror(reason));
    }
    return STATUS_OK;
}

/* The mode of the file that is replaced, or that of any new file. */
static mode_t target_mode(const char *path)
{
    struct stat info;
    if (stat(path, &info) == 0)
        return info.st_mode & 0777;
    const mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

Status file_replace_commit(FileReplace *replace, Error *error)
{
    if (fchmod(replace->fd, target_mode(replace->target)) != 0 || fsync(replace->fd) != 0 ||
        rename(replace->unfinished, replace->target) != 0) {
        const int reason = errno;
        error_set(error, status_from_errno(reason), "can't complete %s: %s", replace->target,
                  strerror(reason));
        file_replace_abandon(replace);
        return status_from_errno(reason);
    }
    cleanup(replace);
    return STATUS_OK;
}

void file_replace_abandon(FileReplace *replace)
{
    if (replace->fd >= 0)
        unlink(replace->unfinished);
    cleanup(replace);
}
