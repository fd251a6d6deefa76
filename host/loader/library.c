/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/library.h"

#include <stdlib.h>
#include <string.h>

/* The guard stands by. */
static Status load_code(Library *library, Error *error)
{
    const LibraryGuard *const guard = &library->guard;
    const char *const hash = library->content.hash;
    Status status =
        guard->begin ? guard->begin(guard->context, library->path, hash, error) : STATUS_OK;
    if (status != STATUS_OK)
        return status;
    status = library_code_load(&library->code, library->content.file, library->path, error);
    if (guard->end)
        guard->end(guard->context, library->path, hash);
    return status;
}

/* Takes the content over, also on failure. */
static Library *make(ModuleFile *content, const char *path, const LibraryGuard *guard, Error *error)
{
    Library *const library = calloc(1, sizeof *library);
    char *const copy = strdup(path);
    if (!library || !copy) {
        free(library);
        free(copy);
        module_file_close(content);
        (void)error_set(error, STATUS_NO_MEMORY, "%s: out of memory", path);
        return NULL;
    }
    library->path = copy;
    library->content = *content;
    library->table = &library->code.table;
    if (guard)
        library->guard = *guard;
    atomic_init(&library->references, 1);
    if (load_code(library, error) == STATUS_OK)
        return library;
    library_release(library);
    return NULL;
}

Library *library_open(int folder, const char *name, const char *path, Library *known,
                      const LibraryGuard *guard, Error *error)
{
    ModuleFile content;
    if (module_file_open(&content, folder, name, path, error) != STATUS_OK)
        return NULL;
    if (!known || strcmp(known->content.hash, content.hash) != 0)
        return make(&content, path, guard, error);
    module_file_close(&content);
    return library_retain(known);
}

Library *library_adopt(int file, const char *path, Error *error)
{
    ModuleFile content;
    if (module_file_adopt(&content, file, path, error) != STATUS_OK)
        return NULL;
    return make(&content, path, NULL, error);
}

Library *library_retain(Library *library)
{
    if (library)
        (void)atomic_fetch_add_explicit(&library->references, 1, memory_order_relaxed);
    return library;
}

void library_release(Library *library)
{
    if (!library || atomic_fetch_sub_explicit(&library->references, 1, memory_order_acq_rel) > 1)
        return;
    library_code_unload(&library->code);
    module_file_close(&library->content);
    free(library->path);
    free(library);
}
