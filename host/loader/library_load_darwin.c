/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/library_load.h"

#include <dlfcn.h>
#include <stddef.h>

const char *const library_suffixes[] = {".dylib", ".so", NULL};

/* macOS has no way to load an open file, so the path is looked up a second time here. The folder
 * can be written by its owner alone, which closes the gap to all others. */
Status library_load(int file, const char *path, void **handle, Error *error)
{
    (void)file;
    *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (*handle)
        return STATUS_OK;
    const char *const reason = dlerror();
    return error_set(error, STATUS_BAD_FORMAT, "%s: can't be loaded: %s", path,
                     reason ? reason : "unknown reason");
}
