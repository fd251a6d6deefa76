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

/* Whatever its guard says of it, its code runs here only if nobody else can look. */
static Status look(Library *library, Error *error)
{
    const LibraryGuard *const guard = &library->guard;
    Error reason = {.status = STATUS_OK};
    Status status = STATUS_NOT_FOUND;
    if (guard->describe)
        status = guard->describe(guard->context, &library->content, library->path,
                                 &library->described, &reason);
    if (status == STATUS_NOT_FOUND)
        return load_code(library, error);
    library->table = &library->described;
    return status == STATUS_OK ? STATUS_OK : error_set(error, status, "%s", reason.message);
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
    (void)pthread_mutex_init(&library->loading, NULL);
    if (look(library, error) == STATUS_OK)
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

/* With `loading` held. */
static Status load_described(Library *library, Error *error)
{
    if (library->code.handle)
        return STATUS_OK;
    Status status = load_code(library, error);
    if (status != STATUS_OK)
        return status;
    status = library_table_compare(&library->described, &library->code.table);
    if (status == STATUS_OK)
        return STATUS_OK;
    library_code_unload(&library->code);
    if (status == STATUS_NO_MEMORY)
        return error_set(error, status, "%s: out of memory", library->path);
    return error_set(error, status,
                     "%s: %s() says something else here than in the process that looked at it; it "
                     "is to return the same each time",
                     library->path, OSSICLE_ENTRY_SYMBOL);
}

Status library_get_code(Library *library, const ossicle_module *module, const ossicle_module **code,
                        Error *error)
{
    uint32_t index = 0;
    *code = module;
    if (!library || library->table != &library->described)
        return STATUS_OK;
    while (library->described.modules[index].module != module)
        index++;
    (void)pthread_mutex_lock(&library->loading);
    const Status status = load_described(library, error);
    (void)pthread_mutex_unlock(&library->loading);
    if (status == STATUS_OK)
        *code = library->code.table.modules[index].module;
    return status;
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
    library_table_cleanup(&library->described);
    (void)pthread_mutex_destroy(&library->loading);
    module_file_close(&library->content);
    free(library->path);
    free(library);
}
