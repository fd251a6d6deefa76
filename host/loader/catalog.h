/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file catalog.h
 * The modules that the folders hold, and the files that were refused, each with its reason.
 *
 * Files come, change and go while their modules are in use. The catalog holds the libraries of
 * those that are there: an ossicle_module stays valid as long as somebody holds its library, every
 * CatalogModule and CatalogRefusal until the next catalog_scan or catalog_exchange. One thread at a
 * time may call these, but for catalog_read; none is for an I/O thread. */

#ifndef OSSICLE_LOADER_CATALOG_H
#define OSSICLE_LOADER_CATALOG_H

#include "base/log.h"
#include "base/status.h"
#include "loader/library.h"

#include <module-api.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct Catalog Catalog;

/** A module that can be used. */
typedef struct CatalogModule {
    const ossicle_module *module;
    uint32_t abi_version; /**< that its file was compiled with */
    const char *path;     /**< the file it came from */
    Library *library;     /**< its file: whoever keeps `module` holds it */
} CatalogModule;

/** A file, folder or module that can't be used. `message` is one line that names it, what was wrong
 * and what was expected. */
typedef struct CatalogRefusal {
    Status status;
    const char *path;
    const char *message;
} CatalogRefusal;

/** What is otherwise than before. */
typedef struct CatalogChanges {
    bool modules;
    bool refusals;
} CatalogChanges;

/** Make an empty catalog. `log` (may be NULL) gets each refusal as a warning. NULL: no memory. */
Catalog *catalog_new(const Log *log);

/** Let go of everything. NULL is fine. A library that others hold stays loaded. */
void catalog_free(Catalog *catalog);

/** Take up what `folder` holds, files in the order of their names; it comes after the folders that
 * were named before it, also if it was empty then. Of two modules with one id the first stays and
 * the second is refused; a file that is there under another name before is passed over. A file or
 * module that can't be used becomes a refusal and never hides a good one. Fails, with a refusal
 * too, if the folder itself is missing, unreadable or writable by others; an empty folder is no
 * failure. Where memory is short, all stays as it was. */
Status catalog_scan(Catalog *catalog, const char *folder, Error *error);

/** @name Changes
 * In two steps, since looking at files takes time and runs their code, while others may wait to use
 * the catalog: catalog_read may run while others look things up, but beside no other change.
 * @{ */
typedef struct CatalogUpdate CatalogUpdate;

/** What to look at. */
typedef struct CatalogPlace {
    const char *folder;
    const char *name;          /**< the file that came, changed or went; NULL: any may have */
    bool may_be_missing;       /**< without a word: the folder is empty then */
    const LibraryGuard *guard; /**< of files that are loaded; may be NULL */
} CatalogPlace;

/** What the catalog comes to now that something changed at `place`. What has the same content as
 * before is no change; what somebody still writes stays as it was. NULL: no memory. */
CatalogUpdate *catalog_read(const Catalog *catalog, const CatalogPlace *place, Error *error);

/** Make it so, at once. The update holds what was before from now on. New refusals are logged. */
CatalogChanges catalog_exchange(Catalog *catalog, CatalogUpdate *update);

/** Let go of what the update holds. NULL is fine. */
void catalog_update_free(CatalogUpdate *update);
/** @} */

/** The module with this id, or NULL. */
const CatalogModule *catalog_find(const Catalog *catalog, const char *id);

size_t catalog_module_count(const Catalog *catalog);
const CatalogModule *catalog_module_at(const Catalog *catalog, size_t index);
size_t catalog_refusal_count(const Catalog *catalog);
const CatalogRefusal *catalog_refusal_at(const Catalog *catalog, size_t index);

#endif
