/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/library_load.h"

#include "loader/unseen_number.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

const char *const library_suffixes[] = {".dylib", ".so", NULL};

/* The path, with the file's number in it, so that one that took the place of another isn't taken
 * for it. False: it is too long. */
static bool write_name(char name[PATH_MAX], const char *path, const struct stat *identity)
{
    const char *const slash = strrchr(path, '/');
    const size_t folder = slash ? (size_t)(slash - path) + 1 : 0;
    if (!slash || strlen(path) + UNSEEN_NUMBER_BYTES >= PATH_MAX)
        return false;
    memcpy(name, path, folder);
    char *const end = unseen_number_write(name + folder, identity->st_ino);
    memcpy(end, path + folder, strlen(path + folder) + 1);
    return true;
}

/* macOS has no way to load an open file, so the path is looked up a second time here. The folder
 * can be written by its owner alone, which closes the gap to all others. */
Status library_load(int file, const char *path, void **handle, Error *error)
{
    char name[PATH_MAX];
    struct stat identity;
    if (fstat(file, &identity) != 0)
        return error_set(error, status_from_errno(errno), "%s: can't be read: %s", path,
                         strerror(errno));
    *handle = dlopen(write_name(name, path, &identity) ? name : path, RTLD_NOW | RTLD_LOCAL);
    if (*handle)
        return STATUS_OK;
    const char *const reason = dlerror();
    return error_set(error, STATUS_BAD_FORMAT, "%s: can't be loaded: %s", path,
                     reason ? reason : "unknown reason");
}
