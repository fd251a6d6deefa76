/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/library_code.h"

#include "loader/library_load.h"

#include <dlfcn.h>
#include <string.h>

static Status call_entry(LibraryCode *code, const char *path, Error *error)
{
    void *const symbol = dlsym(code->handle, OSSICLE_ENTRY_SYMBOL);
    if (!symbol)
        return error_set(error, STATUS_BAD_FORMAT,
                         "%s: exports no %s(), so it isn't a module; see OSSICLE_EXPORT", path,
                         OSSICLE_ENTRY_SYMBOL);
    ossicle_entry_function entry = NULL;
    memcpy(&entry, &symbol, sizeof entry); /* ISO C has no conversion for this */
    const ossicle_library *const offered = entry(OSSICLE_ABI_VERSION);
    if (!offered)
        return error_set(error, STATUS_INCOMPATIBLE,
                         "%s: %s() returned NULL: it can't work with this host's module ABI %u.%u",
                         path, OSSICLE_ENTRY_SYMBOL, OSSICLE_ABI_MAJOR, OSSICLE_ABI_MINOR);
    Error reason = {.status = STATUS_OK};
    const Status status = library_table_init(&code->table, offered, &reason);
    if (status != STATUS_OK)
        return error_set(error, status, "%s: %s", path, reason.message);
    return STATUS_OK;
}

Status library_code_load(LibraryCode *code, int file, const char *path, Error *error)
{
    *code = (LibraryCode){.handle = NULL};
    Status status = library_load(file, path, &code->handle, error);
    if (status == STATUS_OK)
        status = call_entry(code, path, error);
    if (status != STATUS_OK)
        library_code_unload(code);
    return status;
}

void library_code_unload(LibraryCode *code)
{
    library_table_cleanup(&code->table);
    if (code->handle)
        (void)dlclose(code->handle);
    code->handle = NULL;
}
