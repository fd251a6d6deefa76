/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/catalog.h"

#include "loader/descriptor_check.h"
#include "loader/folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Refusal {
    CatalogRefusal shown; /* its texts are owned */
    char *path;
    char *message;
} Refusal;

struct Catalog {
    const Log *log;
    Library **libraries;
    size_t library_count;
    CatalogModule *modules;
    size_t module_count;
    Refusal *refusals;
    size_t refusal_count;
};

Catalog *catalog_new(const Log *log)
{
    Catalog *const catalog = calloc(1, sizeof *catalog);
    if (catalog)
        catalog->log = log;
    return catalog;
}

void catalog_free(Catalog *catalog)
{
    if (!catalog)
        return;
    for (size_t i = 0; i < catalog->library_count; i++)
        library_release(catalog->libraries[i]);
    for (size_t i = 0; i < catalog->refusal_count; i++) {
        free(catalog->refusals[i].path);
        free(catalog->refusals[i].message);
    }
    free(catalog->libraries);
    free(catalog->modules);
    free(catalog->refusals);
    free(catalog);
}

/* Returns the status of remembering it, not that of `reason`. */
static Status refuse(Catalog *catalog, const char *path, const Error *reason)
{
    log_write(catalog->log, LOG_LEVEL_WARNING, "%s", reason->message);
    const size_t count = catalog->refusal_count;
    Refusal *const refusals = reallocarray(catalog->refusals, count + 1, sizeof *refusals);
    if (!refusals)
        return STATUS_NO_MEMORY;
    catalog->refusals = refusals;
    Refusal refusal = {.path = strdup(path), .message = strdup(reason->message)};
    if (!refusal.path || !refusal.message) {
        free(refusal.path);
        free(refusal.message);
        return STATUS_NO_MEMORY;
    }
    refusal.shown = (CatalogRefusal){reason->status, refusal.path, refusal.message};
    refusals[count] = refusal;
    catalog->refusal_count++;
    return STATUS_OK;
}

static Status add_module(Catalog *catalog, Library *library, const ossicle_module *module)
{
    const size_t count = catalog->module_count;
    CatalogModule *const modules = reallocarray(catalog->modules, count + 1, sizeof *modules);
    if (!modules)
        return STATUS_NO_MEMORY;
    catalog->modules = modules;
    modules[count] = (CatalogModule){module, library->table->abi_version, library->path, library};
    catalog->module_count++;
    return STATUS_OK;
}

/* Add module `index` of the library, or remember why not. */
static Status offer_module(Catalog *catalog, Library *library, uint32_t index)
{
    const ossicle_module *const module = library->table->modules[index];
    Error why = {.status = STATUS_OK};
    Error reason = {.status = STATUS_OK};
    if (module_check(module, &why) != STATUS_OK) {
        (void)error_set(&reason, why.status, "%s: module %u of %u: %s", library->path, index + 1,
                        library->table->module_count, why.message);
        return refuse(catalog, library->path, &reason);
    }
    const CatalogModule *const other = catalog_find(catalog, module->id);
    if (other) {
        (void)error_set(&reason, STATUS_BAD_FORMAT,
                        "%s: module %u of %u: id '%s' is taken by a module of %s", library->path,
                        index + 1, library->table->module_count, module->id, other->path);
        return refuse(catalog, library->path, &reason);
    }
    return add_module(catalog, library, module);
}

static bool holds_file(const Catalog *catalog, const Library *library)
{
    for (size_t i = 0; i < catalog->library_count; i++) {
        const Library *const other = catalog->libraries[i];
        if (other->content.identity.st_dev == library->content.identity.st_dev &&
            other->content.identity.st_ino == library->content.identity.st_ino)
            return true;
    }
    return false;
}

/* The catalog takes the library over, also on failure. */
static Status add_library(Catalog *catalog, Library *library)
{
    if (holds_file(catalog, library)) {
        library_release(library);
        return STATUS_OK;
    }
    const size_t count = catalog->library_count;
    Library **const libraries = reallocarray(catalog->libraries, count + 1, sizeof(Library *));
    if (!libraries) {
        library_release(library);
        return STATUS_NO_MEMORY;
    }
    catalog->libraries = libraries;
    libraries[count] = library;
    catalog->library_count++;
    Status status = STATUS_OK;
    for (uint32_t i = 0; i < library->table->module_count && status == STATUS_OK; i++)
        status = offer_module(catalog, library, i);
    return status;
}

static Status add_file(Catalog *catalog, const Folder *folder, const char *folder_path,
                       const char *name)
{
    char *path = NULL;
    if (asprintf(&path, "%s/%s", folder_path, name) < 0)
        return STATUS_NO_MEMORY;
    Error reason = {.status = STATUS_OK};
    Library *const library = library_open(folder->file, name, path, &reason);
    Status status = reason.status;
    if (library)
        status = add_library(catalog, library);
    else if (status != STATUS_NO_MEMORY)
        status = refuse(catalog, path, &reason);
    free(path);
    return status;
}

Status catalog_scan(Catalog *catalog, const char *folder, Error *error)
{
    Folder listing;
    Error reason = {.status = STATUS_OK};
    Status status = folder_open(&listing, folder, &reason);
    if (status != STATUS_OK) {
        (void)refuse(catalog, folder,
                     &reason); /* the failure itself is what the caller must know */
        return error_set(error, status, "%s", reason.message);
    }
    for (size_t i = 0; i < listing.count && status == STATUS_OK; i++)
        status = add_file(catalog, &listing, folder, listing.names[i]);
    folder_close(&listing);
    if (status != STATUS_OK)
        return error_set(error, status, "%s: %s", folder, status_text(status));
    return STATUS_OK;
}

const CatalogModule *catalog_find(const Catalog *catalog, const char *id)
{
    for (size_t i = 0; i < catalog->module_count; i++) {
        if (strcmp(catalog->modules[i].module->id, id) == 0)
            return &catalog->modules[i];
    }
    return NULL;
}

size_t catalog_module_count(const Catalog *catalog)
{
    return catalog->module_count;
}

const CatalogModule *catalog_module_at(const Catalog *catalog, size_t index)
{
    return index < catalog->module_count ? &catalog->modules[index] : NULL;
}

size_t catalog_refusal_count(const Catalog *catalog)
{
    return catalog->refusal_count;
}

const CatalogRefusal *catalog_refusal_at(const Catalog *catalog, size_t index)
{
    return index < catalog->refusal_count ? &catalog->refusals[index].shown : NULL;
}
