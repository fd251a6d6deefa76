/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/library_table.h"

#include "loader/descriptor_check.h"

#include <string.h>

static Status lacks_memory(LibraryTable *table, Error *error)
{
    library_table_cleanup(table);
    return error_set(error, STATUS_NO_MEMORY, "out of memory");
}

/* False: no memory. */
static bool take_module(LibraryTable *table, uint32_t index, const ossicle_module *module)
{
    LibraryModule *const taken = &table->modules[index];
    Error reason = {.status = STATUS_OK};
    if (module_check(module, &reason) == STATUS_OK) {
        taken->module = module;
        return true;
    }
    taken->status = reason.status;
    taken->message = arena_text(&table->memory, reason.message, strlen(reason.message));
    return taken->message != NULL;
}

Status library_table_init(LibraryTable *table, const ossicle_library *library, Error *error)
{
    *table = (LibraryTable){.modules = NULL};
    const Status status = library_check(library, error);
    if (status != STATUS_OK)
        return status;
    table->abi_version = library->abi_version;
    table->module_count = library->module_count;
    table->modules = arena_new(&table->memory, library->module_count, sizeof *table->modules);
    bool is_whole = table->modules != NULL;
    for (uint32_t i = 0; i < library->module_count && is_whole; i++)
        is_whole = take_module(table, i, library->modules[i]);
    return is_whole ? STATUS_OK : lacks_memory(table, error);
}

void library_table_cleanup(LibraryTable *table)
{
    arena_cleanup(&table->memory);
    *table = (LibraryTable){.modules = NULL};
}

const LibraryModule *library_table_find(const LibraryTable *table, const char *id)
{
    for (uint32_t i = 0; i < table->module_count; i++) {
        const ossicle_module *const module = table->modules[i].module;
        if (module && strcmp(module->id, id) == 0)
            return &table->modules[i];
    }
    return NULL;
}

Status library_table_compare(const LibraryTable *table, const LibraryTable *other)
{
    MessageWriter one = {.bytes = NULL};
    MessageWriter two = {.bytes = NULL};
    library_table_write(&one, table);
    library_table_write(&two, other);
    Status status = STATUS_OK;
    if (one.has_failed || two.has_failed)
        status = STATUS_NO_MEMORY;
    else if (one.size != two.size || memcmp(one.bytes, two.bytes, one.size) != 0)
        status = STATUS_INCOMPATIBLE;
    message_writer_cleanup(&one);
    message_writer_cleanup(&two);
    return status;
}
