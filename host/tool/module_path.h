/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file module_path.h
 * The folders of --modules, on their way to the driver: its loader reads OSSICLE_MODULE_PATH when
 * it is loaded into this process. [control, before any thread] */

#ifndef OSSICLE_TOOL_MODULE_PATH_H
#define OSSICLE_TOOL_MODULE_PATH_H

#include "base/status.h"
#include "tool/options.h"

#include <stddef.h>

/** Absolute paths. */
typedef struct ModulePath {
    char *items[TEXT_LIST_MAX];
    size_t count;
} ModulePath;

/** Make the folders absolute and put them into OSSICLE_MODULE_PATH, before what stands there. A
 * folder needn't exist: the driver says so if not. Fails for a name with a colon, which the
 * variable can't hold. `path` is for module_path_cleanup in any case. */
Status module_path_export(ModulePath *path, const TextList *folders, Error *error);

/** Free. A zeroed path is fine. */
void module_path_cleanup(ModulePath *path);

#endif
