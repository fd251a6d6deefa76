/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file library.h
 * One module file: opened once, checked, loaded. What was checked is what is loaded. */

#ifndef OSSICLE_LOADER_LIBRARY_H
#define OSSICLE_LOADER_LIBRARY_H

#include "base/status.h"

#include <module-api.h>
#include <stdbool.h>
#include <sys/types.h>

typedef struct Library {
    const ossicle_library *table; /**< library_check has accepted it */
    char *path;                   /**< for people */
    void *handle;
    dev_t device; /**< with `inode`: which file it is, whatever its names */
    ino_t inode;
} Library;

/** [control] Load `name` in the open folder `folder`; `path` names it in messages. The file must be
 * a regular one that only root or the user could have written. On failure `library` needs no
 * cleanup. */
Status library_open(Library *library, int folder, const char *name, const char *path, Error *error);

/** Unload it. No instance of its modules may be left. A zeroed library is fine. */
void library_close(Library *library);

#endif
