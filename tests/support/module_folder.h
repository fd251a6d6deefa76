/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file module_folder.h
 * Folders for tests, with chosen fixtures of tests/loader/ in them. */

#ifndef OSSICLE_TESTS_SUPPORT_MODULE_FOLDER_H
#define OSSICLE_TESTS_SUPPORT_MODULE_FOLDER_H

#include <stddef.h>

/** Make a new empty folder, for module_folder_free. Aborts if that fails. */
char *module_folder_new(void);

/** Copy the file at `source` into the folder as `name`, owned by the caller, mode 0644. Aborts if
 * that fails. */
void module_folder_copy(const char *folder, const char *source, const char *name);

/** Write `size` bytes into a new file of the folder. Aborts if that fails. */
void module_folder_write(const char *folder, const char *name, const void *bytes, size_t size);

/** The path of `name` in the folder, to free(). */
char *module_folder_path(const char *folder, const char *name);

/** Remove the folder and the files in it; NULL is fine. */
void module_folder_free(char *folder);

#endif
