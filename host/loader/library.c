/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/library.h"

#include "loader/descriptor_check.h"
#include "loader/library_load.h"
#include "loader/trust.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static Status refuse_opening(const char *path, Error *error)
{
    const int reason = errno;
    return error_set(error, status_from_errno(reason), "%s: can't be opened: %s", path,
                     strerror(reason));
}

static Status check_file(int file, struct stat *identity, const char *path, Error *error)
{
    if (fstat(file, identity) != 0)
        return refuse_opening(path, error);
    if (!S_ISREG(identity->st_mode))
        return error_set(error, STATUS_BAD_FORMAT, "%s: not a regular file, expected a library",
                         path);
    return trust_check(identity, geteuid(), path, error);
}

static Status call_entry(Library *library, Error *error)
{
    void *const symbol = dlsym(library->handle, OSSICLE_ENTRY_SYMBOL);
    if (!symbol)
        return error_set(error, STATUS_BAD_FORMAT,
                         "%s: exports no %s(), so it isn't a module; see OSSICLE_EXPORT",
                         library->path, OSSICLE_ENTRY_SYMBOL);
    ossicle_entry_function entry = NULL;
    memcpy(&entry, &symbol, sizeof entry); /* ISO C has no conversion for this */
    library->table = entry(OSSICLE_ABI_VERSION);
    if (!library->table)
        return error_set(error, STATUS_INCOMPATIBLE,
                         "%s: %s() returned NULL: it can't work with this host's module ABI %u.%u",
                         library->path, OSSICLE_ENTRY_SYMBOL, OSSICLE_ABI_MAJOR, OSSICLE_ABI_MINOR);
    Error reason = {.status = STATUS_OK};
    const Status status = library_check(library->table, &reason);
    if (status != STATUS_OK)
        return error_set(error, status, "%s: %s", library->path, reason.message);
    return STATUS_OK;
}

static Status load(Library *library, int file, const struct stat *identity, Error *error)
{
    Status status = library_load(file, identity, library->path, &library->handle, error);
    if (status == STATUS_OK)
        status = call_entry(library, error);
    if (status != STATUS_OK)
        library_close(library);
    return status;
}

Status library_open(Library *library, int folder, const char *name, const char *path, Error *error)
{
    /* Not blocking: a pipe without a writer would hold us up before we know that it is one. */
    const int file = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0)
        return refuse_opening(path, error);
    struct stat identity;
    Status status = check_file(file, &identity, path, error);
    if (status == STATUS_OK) {
        *library =
            (Library){.path = strdup(path), .device = identity.st_dev, .inode = identity.st_ino};
        status = library->path ? load(library, file, &identity, error)
                               : error_set(error, STATUS_NO_MEMORY, "%s: out of memory", path);
    }
    (void)close(file);
    return status;
}

void library_close(Library *library)
{
    if (library->handle)
        (void)dlclose(library->handle);
    free(library->path);
    *library = (Library){.table = NULL};
}
