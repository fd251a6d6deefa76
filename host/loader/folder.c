/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/folder.h"

#include "loader/library_load.h"
#include "loader/trust.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool folder_may_be_module(const char *name)
{
    const size_t length = strlen(name);
    for (const char *const *suffix = library_suffixes; *suffix && *name != '.'; suffix++) {
        const size_t suffix_length = strlen(*suffix);
        if (length > suffix_length && strcmp(name + length - suffix_length, *suffix) == 0)
            return true;
    }
    return false;
}

static bool add_name(Folder *folder, const char *name)
{
    char **const names = reallocarray(folder->names, folder->count + 1, sizeof *names);
    if (!names)
        return false;
    folder->names = names;
    names[folder->count] = strdup(name);
    if (!names[folder->count])
        return false;
    folder->count++;
    return true;
}

static int compare_names(const void *a, const void *b)
{
    const char *const *const left = a;
    const char *const *const right = b;
    return strcmp(*left, *right);
}

/* Returns an errno value; 0 is success. */
static int add_names(Folder *folder, DIR *stream)
{
    for (;;) {
        errno = 0;
        const struct dirent *const entry = readdir(stream);
        if (!entry)
            return errno;
        if (folder_may_be_module(entry->d_name) && !add_name(folder, entry->d_name))
            return ENOMEM;
    }
}

static Status refuse_listing(const char *path, int reason, Error *error)
{
    return error_set(error, status_from_errno(reason), "%s: can't be listed: %s", path,
                     strerror(reason));
}

static Status list(Folder *folder, const char *path, Error *error)
{
    /* The stream takes the descriptor over and would close it. */
    const int file = fcntl(folder->file, F_DUPFD_CLOEXEC, 0);
    DIR *const stream = file >= 0 ? fdopendir(file) : NULL;
    if (!stream) {
        const int reason = errno;
        if (file >= 0)
            (void)close(file);
        return refuse_listing(path, reason, error);
    }
    const int reason = add_names(folder, stream);
    (void)closedir(stream);
    if (reason != 0)
        return refuse_listing(path, reason, error);
    if (folder->count > 0)
        qsort(folder->names, folder->count, sizeof *folder->names, compare_names);
    return STATUS_OK;
}

static Status refuse_opening(const char *path, int reason, Error *error)
{
    const Status status = status_from_errno(reason);
    switch (reason) {
    case ENOENT:
        return error_set(error, status, "%s: there is no such modules folder; create it", path);
    case ENOTDIR:
        return error_set(error, status, "%s: not a folder, expected one with modules in it", path);
    default:
        return error_set(error, status, "%s: the modules folder can't be read: %s", path,
                         strerror(reason));
    }
}

Status folder_open(Folder *folder, const char *path, Error *error)
{
    *folder = (Folder){.file = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (folder->file < 0)
        return refuse_opening(path, errno, error);
    struct stat identity;
    if (fstat(folder->file, &identity) != 0) {
        const int reason = errno;
        (void)close(folder->file);
        return refuse_opening(path, reason, error);
    }
    Status status = trust_check(&identity, geteuid(), path, error);
    if (status == STATUS_OK)
        status = list(folder, path, error);
    if (status != STATUS_OK)
        folder_close(folder);
    return status;
}

void folder_close(Folder *folder)
{
    for (size_t i = 0; i < folder->count; i++)
        free(folder->names[i]);
    free(folder->names);
    (void)close(folder->file);
    *folder = (Folder){.file = -1};
}
