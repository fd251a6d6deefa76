/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file library_code.h
 * The code of a module file, in this process. [control] */

#ifndef OSSICLE_LOADER_LIBRARY_CODE_H
#define OSSICLE_LOADER_LIBRARY_CODE_H

#include "base/status.h"
#include "loader/library_table.h"

/** A zeroed one isn't loaded. */
typedef struct LibraryCode {
    void *handle;
    LibraryTable table; /**< what its entry returned */
} LibraryCode;

/** Load the open `file`, which runs its constructors, and its entry. `path` names it in messages.
 * On failure nothing is loaded. */
Status library_code_load(LibraryCode *code, int file, const char *path, Error *error);

/** Unload, if it is loaded. */
void library_code_unload(LibraryCode *code);

#endif
