/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file library.h
 * One module file: opened once and checked; its code is loaded here or looked at by another
 * process, and then loaded here when it is needed. What was checked is what is loaded.
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
#include <pthread.h>
#include <stdatomic.h>

/** Looks after the code of module files: has it run elsewhere, or stands by while it runs here for
 * the first time, its constructors and its entry. Each function may be NULL. */
typedef struct LibraryGuard {
    /** Say what `file` offers without running any of its code here; a failure refuses the file. But
     * STATUS_NOT_FOUND: nobody can, and the code runs here. */
    Status (*describe)(void *context, const ModuleFile *file, const char *path, LibraryTable *table,
                       Error *error);
    /** Before code runs here; a failure refuses the file. */
    Status (*begin)(void *context, const char *path, const char *hash, Error *error);
    /** After, if the process is still there. */
    void (*end)(void *context, const char *path, const char *hash);
    void *context; /**< outlives the libraries */
} LibraryGuard;

typedef struct Library {
    const LibraryTable *table; /**< what it offers: as it was described, or as its code says */
    char *path;                /**< for people */
    ModuleFile content; /**< open as long as the library is there, for another process to adopt */
    LibraryTable described;
    LibraryCode code;        /**< of a library that was described: when it is first needed */
    pthread_mutex_t loading; /**< for `code` */
    LibraryGuard guard;
    atomic_uint references;
} Library;

/** Look at `name` in the open folder `folder`; `path` names it in messages. The file must be a
 * regular one that only root or the user could have written. If its content is that of `known`, a
 * library or NULL, that is it. `guard` (may be NULL) decides where its code is loaded. The caller
 * holds the library. NULL on failure. */
Library *library_open(int folder, const char *name, const char *path, Library *known,
                      const LibraryGuard *guard, Error *error);

/** The library that another process opened, of whose content `file` is a descriptor, taken over
 * also on failure. NULL on failure. */
Library *library_adopt(int file, const char *path, Error *error);

/** Store in `code` the module with its functions, to be created: `module` is one of `library`,
 * whose code is loaded if it isn't yet, and must say what was said of it. Without a library (NULL)
 * it is the module itself. */
Status library_get_code(Library *library, const ossicle_module *module, const ossicle_module **code,
                        Error *error);

/** Hold the library once more. NULL is fine. Returns it. */
Library *library_retain(Library *library);

/** Hold it once less; the last one unloads it, so that no instance of its modules may be left then.
 * NULL is fine. */
void library_release(Library *library);

#endif
