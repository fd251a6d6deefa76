/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/catalog.h"

#include "loader/catalog_folder.h"
#include "loader/catalog_lists.h"

#include <stdlib.h>
#include <string.h>

struct CatalogUpdate {
    CatalogFolder *folders;
    size_t folder_count;
    CatalogLists lists;
};

struct Catalog {
    const Log *log;
    CatalogUpdate now;
};

Catalog *catalog_new(const Log *log)
{
    Catalog *const catalog = calloc(1, sizeof *catalog);
    if (catalog)
        catalog->log = log;
    return catalog;
}

static void cleanup(CatalogUpdate *update)
{
    catalog_lists_cleanup(&update->lists);
    for (size_t i = 0; i < update->folder_count; i++)
        catalog_folder_cleanup(&update->folders[i]);
    free(update->folders);
}

void catalog_free(Catalog *catalog)
{
    if (catalog)
        cleanup(&catalog->now);
    free(catalog);
}

void catalog_update_free(CatalogUpdate *update)
{
    if (update)
        cleanup(update);
    free(update);
}

static size_t find_folder(const CatalogUpdate *now, const char *path)
{
    size_t index = 0;
    while (index < now->folder_count && strcmp(now->folders[index].path, path) != 0)
        index++;
    return index;
}

/* The folders, with that one read anew. On failure there may be some, to be cleaned up. */
static Status read_folders(CatalogUpdate *update, const CatalogUpdate *now,
                           const CatalogPlace *place, Error *error)
{
    const size_t changed = find_folder(now, place->folder);
    const size_t count = now->folder_count + (changed == now->folder_count);
    update->folders = calloc(count, sizeof *update->folders);
    if (!update->folders)
        return error_set(error, STATUS_NO_MEMORY, "%s: out of memory", place->folder);
    Status status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        CatalogFolder *const folder = &update->folders[i];
        const CatalogFolder *const before = i < now->folder_count ? &now->folders[i] : NULL;
        if (i == changed)
            status = catalog_folder_read(folder, place, before, error);
        else if (!catalog_folder_copy(folder, before))
            status = error_set(error, STATUS_NO_MEMORY, "%s: out of memory", place->folder);
        update->folder_count = i + 1;
    }
    return status;
}

CatalogUpdate *catalog_read(const Catalog *catalog, const CatalogPlace *place, Error *error)
{
    CatalogUpdate *const update = calloc(1, sizeof *update);
    if (!update) {
        (void)error_set(error, STATUS_NO_MEMORY, "%s: out of memory", place->folder);
        return NULL;
    }
    Status status = read_folders(update, &catalog->now, place, error);
    if (status == STATUS_OK &&
        !catalog_lists_make(&update->lists, update->folders, update->folder_count))
        status = error_set(error, STATUS_NO_MEMORY, "%s: out of memory", place->folder);
    if (status == STATUS_OK)
        return update;
    catalog_update_free(update);
    return NULL;
}

CatalogChanges catalog_exchange(Catalog *catalog, CatalogUpdate *update)
{
    const CatalogChanges changes = catalog_lists_compare(&catalog->now.lists, &update->lists);
    catalog_lists_log(&catalog->now.lists, &update->lists, catalog->log);
    const CatalogUpdate before = catalog->now;
    catalog->now = *update;
    *update = before;
    return changes;
}

Status catalog_scan(Catalog *catalog, const char *folder, Error *error)
{
    CatalogUpdate *const update = catalog_read(catalog, &(CatalogPlace){.folder = folder}, error);
    if (!update)
        return STATUS_NO_MEMORY;
    (void)catalog_exchange(catalog, update);
    catalog_update_free(update);
    const CatalogFolder *const now = &catalog->now.folders[find_folder(&catalog->now, folder)];
    return now->message ? error_set(error, now->status, "%s", now->message) : STATUS_OK;
}

const CatalogModule *catalog_find(const Catalog *catalog, const char *id)
{
    return catalog_lists_find(&catalog->now.lists, id);
}

size_t catalog_module_count(const Catalog *catalog)
{
    return catalog->now.lists.module_count;
}

const CatalogModule *catalog_module_at(const Catalog *catalog, size_t index)
{
    const CatalogLists *const lists = &catalog->now.lists;
    return index < lists->module_count ? &lists->modules[index] : NULL;
}

size_t catalog_refusal_count(const Catalog *catalog)
{
    return catalog->now.lists.refusal_count;
}

const CatalogRefusal *catalog_refusal_at(const Catalog *catalog, size_t index)
{
    const CatalogLists *const lists = &catalog->now.lists;
    return index < lists->refusal_count ? &lists->refusals[index].shown : NULL;
}
