/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/library.h"

#include "loader/descriptor_check.h"
#include "loader/library_load.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

static Status call_entry(Library *library, Error *error)
{
    void *const symbol = dlsym(library->handle, OSSICLE_ENTRY_SYMBOL);
    if (!symbol)
        return error_set(error, STATUS_BAD_FORMAT,
                         "%s: exports no %s(), so it isn't a module; see OSSICLE_EXPORT",
                         library->path, OSSICLE_ENTRY_SYMBOL);
    ossicle_entry_function entry = NULL;
    memcpy(&entry, &symbol, sizeof entry); /* ISO C has no conversion for this */
    library->table = entry(OSSICLE_ABI_VERSION);
    if (!library->table)
        return error_set(error, STATUS_INCOMPATIBLE,
                         "%s: %s() returned NULL: it can't work with this host's module ABI %u.%u",
                         library->path, OSSICLE_ENTRY_SYMBOL, OSSICLE_ABI_MAJOR, OSSICLE_ABI_MINOR);
    Error reason = {.status = STATUS_OK};
    const Status status = library_check(library->table, &reason);
    if (status != STATUS_OK)
        return error_set(error, status, "%s: %s", library->path, reason.message);
    return STATUS_OK;
}

static Status load(Library *library, const LibraryGuard *guard, Error *error)
{
    const char *const hash = library->content.hash;
    Status status = guard ? guard->begin(guard->context, library->path, hash, error) : STATUS_OK;
    if (status != STATUS_OK)
        return status;
    status = library_load(library->content.file, library->path, &library->handle, error);
    if (status == STATUS_OK)
        status = call_entry(library, error);
    if (guard)
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
    atomic_init(&library->references, 1);
    if (load(library, guard, error) == STATUS_OK)
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
    if (library->handle)
        (void)dlclose(library->handle);
    module_file_close(&library->content);
    free(library->path);
    free(library);
}
