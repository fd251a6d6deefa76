/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file catalog.h
 * The modules that the folders hold, and the files that were refused, each with its reason.
 *
 * A catalog holds the libraries it loaded: an ossicle_module that it hands out stays valid as long
 * as somebody holds its library, every CatalogModule and CatalogRefusal until the next
 * catalog_scan. One thread at a time may call these; none is for an I/O thread. */

#ifndef OSSICLE_LOADER_CATALOG_H
#define OSSICLE_LOADER_CATALOG_H

#include "base/log.h"
#include "base/status.h"
#include "loader/library.h"

#include <module-api.h>
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

/** Make an empty catalog. `log` (may be NULL) gets each refusal as a warning. NULL: no memory. */
Catalog *catalog_new(const Log *log);

/** Let go of everything. NULL is fine. A library that others hold stays loaded. */
void catalog_free(Catalog *catalog);

/** Add what `folder` holds, files in the order of their names. Of two modules with one id the first
 * stays and the second is refused; a file that was loaded before, under whatever name, is passed
 * over. A file or module that can't be used becomes a refusal and never hides a good one. Fails,
 * with a refusal too, if the folder itself is missing, unreadable or writable by others; an empty
 * folder is no failure. */
Status catalog_scan(Catalog *catalog, const char *folder, Error *error);

/** The module with this id, or NULL. */
const CatalogModule *catalog_find(const Catalog *catalog, const char *id);

size_t catalog_module_count(const Catalog *catalog);
const CatalogModule *catalog_module_at(const Catalog *catalog, size_t index);
size_t catalog_refusal_count(const Catalog *catalog);
const CatalogRefusal *catalog_refusal_at(const Catalog *catalog, size_t index);

#endif
