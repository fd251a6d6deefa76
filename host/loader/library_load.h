/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file library_load.h
 * What loading a shared library has to do with the system. */

#ifndef OSSICLE_LOADER_LIBRARY_LOAD_H
#define OSSICLE_LOADER_LIBRARY_LOAD_H

#include "base/status.h"

/** The endings of module files on this system; NULL ends the list. */
extern const char *const library_suffixes[];

/** [control] Load the library that is open as `file`, binding all its symbols at once and giving
 * none to other libraries. It is loaded beside any other that is still there, also one of the same
 * path. `path` is its name for people and, where the system can't load an open file, for loading.
 * Stores a handle for dlsym and dlclose. */
Status library_load(int file, const char *path, void **handle, Error *error);

#endif
