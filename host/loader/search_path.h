/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file search_path.h
 * Which folders may hold modules, in the order in which they are searched:
 *
 *  1. those of OSSICLE_MODULE_PATH, separated by colons (never on macOS, where the driver lives in
 *     coreaudiod and anybody's environment must not choose what code runs there),
 *  2. `Contents/PlugIns` of the driver's bundle,
 *  3. the user's folder, 4. the system's folder (not on macOS: its sandbox can't read them). */

#ifndef OSSICLE_LOADER_SEARCH_PATH_H
#define OSSICLE_LOADER_SEARCH_PATH_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct SearchFolder {
    char *path;
    bool required; /**< somebody named it, so that its absence is worth a message */
} SearchFolder;

typedef struct SearchPath {
    SearchFolder *folders;
    size_t count;
} SearchPath;

/** [control] Fill in `path`. `bundle_plugins` is the bundle's module folder, or NULL. On failure
 * `path` is empty. */
Status search_path_init(SearchPath *path, const char *bundle_plugins, Error *error);

/** Free what search_path_init made. A zeroed path is fine. */
void search_path_cleanup(SearchPath *path);

#endif
