/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file folder.h
 * The names of the files in a folder that may be modules. */

#ifndef OSSICLE_LOADER_FOLDER_H
#define OSSICLE_LOADER_FOLDER_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct Folder {
    int file; /**< the open folder, so that its files are those of the folder that was checked */
    char **names; /**< in the order of their bytes */
    size_t count;
} Folder;

/** [control] Open the folder at `path`, check who can write to it, and list those of its files
 * whose names have an ending of `library_suffixes` and don't begin with a dot. On failure `folder`
 * needs no cleanup. */
Status folder_open(Folder *folder, const char *path, Error *error);

/** [any] Whether a file with this name is listed: it has such an ending and no dot before. */
bool folder_may_be_module(const char *name);

/** Close what folder_open opened. */
void folder_close(Folder *folder);

#endif
