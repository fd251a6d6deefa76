/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file library_table.h
 * What a module file offers: its modules, each checked, or why one can't be used.
 *
 * But for functions all of it is data, so that another process may look at the file and say what
 * it saw: see library_table_write and library_table_read. [control] */

#ifndef OSSICLE_LOADER_LIBRARY_TABLE_H
#define OSSICLE_LOADER_LIBRARY_TABLE_H

#include "base/arena.h"
#include "base/message_codec.h"
#include "base/status.h"

#include <module-api.h>
#include <stddef.h>
#include <stdint.h>

/** A longer message isn't read. */
#define LIBRARY_TABLE_BYTES ((size_t)4 << 20)

typedef struct LibraryModule {
    const ossicle_module *module; /**< NULL: it can't be used, */
    Status status;                /**< with this status, @{ */
    const char *message;          /**< for this reason @} */
} LibraryModule;

/** A zeroed one is empty. */
typedef struct LibraryTable {
    uint32_t abi_version;
    uint32_t module_count;
    LibraryModule *modules;
    Arena memory; /**< of all that the table points to, but for what is in a loaded file */
} LibraryTable;

/** Check what the entry of a loaded file returned. The table points into the file. On failure it
 * is empty; the error doesn't name the file. */
Status library_table_init(LibraryTable *table, const ossicle_library *library, Error *error);

/** Free, and empty. */
void library_table_cleanup(LibraryTable *table);

/** The first module with this id that can be used, or NULL. */
const LibraryModule *library_table_find(const LibraryTable *table, const char *id);

/** @name Tables from another process
 * @{ */

/** Write all that isn't code. */
void library_table_write(MessageWriter *writer, const LibraryTable *table);

/** Read what library_table_write wrote, or somebody who lies: the rules of module-api.h are checked
 * again. Functions of these modules fail: they are there for who asks whether there are such, of
 * those that need be and of `save` and `load`. On failure, for a lack of memory or because the
 * message is broken, the table is empty. */
Status library_table_read(LibraryTable *table, MessageReader *reader, Error *error);

/** Whether both say the same of their modules: STATUS_OK, STATUS_INCOMPATIBLE if they don't, or
 * STATUS_NO_MEMORY. */
Status library_table_compare(const LibraryTable *table, const LibraryTable *other);
/** @} */

#endif
