/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file catalog_lists.h
 * Which modules can be used and what was refused, gathered from folders. They follow from what the
 * folders hold and their order alone, not from when a file came. [control] */

#ifndef OSSICLE_LOADER_CATALOG_LISTS_H
#define OSSICLE_LOADER_CATALOG_LISTS_H

#include "base/log.h"
#include "loader/catalog.h"
#include "loader/catalog_folder.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct Refusal {
    CatalogRefusal shown; /**< of the texts below */
    char *path;
    char *message;
} Refusal;

/** A zeroed one is empty. */
typedef struct CatalogLists {
    CatalogModule *modules;
    size_t module_count;
    Refusal *refusals;
    size_t refusal_count;
} CatalogLists;

/** Gather. The lists point into the folders, which stay where they are. False, with nothing made:
 * no memory. */
bool catalog_lists_make(CatalogLists *lists, const CatalogFolder *folders, size_t count);

void catalog_lists_cleanup(CatalogLists *lists);

const CatalogModule *catalog_lists_find(const CatalogLists *lists, const char *id);

/** What differs. */
CatalogChanges catalog_lists_compare(const CatalogLists *before, const CatalogLists *now);

/** Log the refusals that weren't there before. */
void catalog_lists_log(const CatalogLists *before, const CatalogLists *now, const Log *log);

#endif
