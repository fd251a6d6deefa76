/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file library.h
 * One module file: opened once, checked, loaded. What was checked is what is loaded.
 *
 * A library counts who holds it, so that its file may be replaced or removed while chains use its
 * modules: whoever keeps an ossicle_module keeps its library. [control, any number of threads] */

#ifndef OSSICLE_LOADER_LIBRARY_H
#define OSSICLE_LOADER_LIBRARY_H

#include "base/status.h"
#include "loader/library_code.h"
#include "loader/library_table.h"
#include "loader/module_file.h"

#include <module-api.h>
#include <stdatomic.h>

/** Stands by while code of a module file runs for the first time: its constructors and its entry.
 */
typedef struct LibraryGuard {
    /** Before; a failure refuses the file. */
    Status (*begin)(void *context, const char *path, const char *hash, Error *error);
    /** After, if the process is still there. */
    void (*end)(void *context, const char *path, const char *hash);
    void *context;
} LibraryGuard;

typedef struct Library {
    const LibraryTable *table; /**< what it offers */
    char *path;                /**< for people */
    ModuleFile content; /**< open as long as the library is there, for another process to adopt */
    LibraryCode code;
    LibraryGuard guard;
    atomic_uint references;
} Library;

/** Load `name` in the open folder `folder`; `path` names it in messages. The file must be a regular
 * one that only root or the user could have written. If its content is that of `known`, a library
 * or NULL, that is it. `guard` may be NULL. The caller holds the library. NULL on failure. */
Library *library_open(int folder, const char *name, const char *path, Library *known,
                      const LibraryGuard *guard, Error *error);

/** The library that another process opened, of whose content `file` is a descriptor, taken over
 * also on failure. NULL on failure. */
Library *library_adopt(int file, const char *path, Error *error);

/** Hold the library once more. NULL is fine. Returns it. */
Library *library_retain(Library *library);

/** Hold it once less; the last one unloads it, so that no instance of its modules may be left then.
 * NULL is fine. */
void library_release(Library *library);

#endif
