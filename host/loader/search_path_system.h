/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file search_path_system.h
 * Where this system keeps modules besides the driver's bundle. */

#ifndef OSSICLE_LOADER_SEARCH_PATH_SYSTEM_H
#define OSSICLE_LOADER_SEARCH_PATH_SYSTEM_H

#include <stdbool.h>

/** [control] The value of OSSICLE_MODULE_PATH if the environment may choose what is loaded, or
 * NULL. */
const char *search_path_environment(void);

/** [control] Store the user's module folder, to free(), or NULL if there is none. False: no memory.
 */
bool search_path_copy_user_folder(char **folder);

/** [any] The system's module folder, or NULL if there is none. */
const char *search_path_system_folder(void);

#endif
