/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/catalog_lists.h"

#include <stdlib.h>
#include <string.h>

void catalog_lists_cleanup(CatalogLists *lists)
{
    for (size_t i = 0; i < lists->refusal_count; i++) {
        free(lists->refusals[i].path);
        free(lists->refusals[i].message);
    }
    free(lists->modules);
    free(lists->refusals);
    *lists = (CatalogLists){.module_count = 0};
}

static bool refuse(CatalogLists *lists, const char *path, Status status, const char *message)
{
    const size_t count = lists->refusal_count;
    Refusal *const refusals = reallocarray(lists->refusals, count + 1, sizeof *refusals);
    if (!refusals)
        return false;
    lists->refusals = refusals;
    Refusal refusal = {.path = strdup(path), .message = strdup(message)};
    if (!refusal.path || !refusal.message) {
        free(refusal.path);
        free(refusal.message);
        return false;
    }
    refusal.shown = (CatalogRefusal){status, refusal.path, refusal.message};
    refusals[count] = refusal;
    lists->refusal_count++;
    return true;
}

static bool add_module(CatalogLists *lists, const CatalogFile *file, const ossicle_module *module)
{
    const size_t count = lists->module_count;
    CatalogModule *const modules = reallocarray(lists->modules, count + 1, sizeof *modules);
    if (!modules)
        return false;
    lists->modules = modules;
    modules[count] =
        (CatalogModule){module, file->library->table->abi_version, file->path, file->library};
    lists->module_count++;
    return true;
}

const CatalogModule *catalog_lists_find(const CatalogLists *lists, const char *id)
{
    for (size_t i = 0; i < lists->module_count; i++) {
        if (strcmp(lists->modules[i].module->id, id) == 0)
            return &lists->modules[i];
    }
    return NULL;
}

/* Add module `index` of the file's library, or note why not. */
static bool offer_module(CatalogLists *lists, const CatalogFile *file, uint32_t index)
{
    const LibraryTable *const table = file->library->table;
    const LibraryModule *const offered = &table->modules[index];
    const ossicle_module *const module = offered->module;
    Error reason = {.status = STATUS_OK};
    if (!module) {
        (void)error_set(&reason, offered->status, "%s: module %u of %u: %s", file->path, index + 1,
                        table->module_count, offered->message);
        return refuse(lists, file->path, reason.status, reason.message);
    }
    const CatalogModule *const other = catalog_lists_find(lists, module->id);
    if (!other)
        return add_module(lists, file, module);
    (void)error_set(&reason, STATUS_BAD_FORMAT,
                    "%s: module %u of %u: id '%s' is taken by a module of %s", file->path,
                    index + 1, table->module_count, module->id, other->path);
    return refuse(lists, file->path, reason.status, reason.message);
}

static bool add_file(CatalogLists *lists, const CatalogFile *file)
{
    if (!file->library)
        return refuse(lists, file->path, file->status, file->message);
    bool is_whole = true;
    for (uint32_t i = 0; i < file->library->table->module_count && is_whole; i++)
        is_whole = offer_module(lists, file, i);
    return is_whole;
}

/* Whether the file was loaded under another name, in this folder or in one before it. */
static bool is_repeated(const CatalogFolder *folders, const CatalogFolder *folder,
                        const CatalogFile *file)
{
    for (const CatalogFolder *from = folders; from <= folder; from++) {
        const CatalogFile *const end = from == folder ? file : from->files + from->count;
        for (const CatalogFile *other = from->files; other < end; other++) {
            if (other->library && catalog_file_is(other, file))
                return true;
        }
    }
    return false;
}

static bool add_folder(CatalogLists *lists, const CatalogFolder *folders,
                       const CatalogFolder *folder)
{
    bool is_whole =
        !folder->message || refuse(lists, folder->path, folder->status, folder->message);
    for (size_t i = 0; i < folder->count && is_whole; i++) {
        const CatalogFile *const file = &folder->files[i];
        if (!file->library || !is_repeated(folders, folder, file))
            is_whole = add_file(lists, file);
    }
    return is_whole;
}

bool catalog_lists_make(CatalogLists *lists, const CatalogFolder *folders, size_t count)
{
    bool is_whole = true;
    *lists = (CatalogLists){.module_count = 0};
    for (size_t i = 0; i < count && is_whole; i++)
        is_whole = add_folder(lists, folders, &folders[i]);
    if (!is_whole)
        catalog_lists_cleanup(lists);
    return is_whole;
}

static bool has_refusal(const CatalogLists *lists, const Refusal *refusal)
{
    for (size_t i = 0; i < lists->refusal_count; i++) {
        if (strcmp(lists->refusals[i].message, refusal->message) == 0)
            return true;
    }
    return false;
}

CatalogChanges catalog_lists_compare(const CatalogLists *before, const CatalogLists *now)
{
    CatalogChanges changes = {
        .modules = before->module_count != now->module_count,
        .refusals = before->refusal_count != now->refusal_count,
    };
    for (size_t i = 0; i < now->module_count && !changes.modules; i++)
        changes.modules = before->modules[i].module != now->modules[i].module ||
                          strcmp(before->modules[i].path, now->modules[i].path) != 0;
    for (size_t i = 0; i < now->refusal_count && !changes.refusals; i++)
        changes.refusals = strcmp(before->refusals[i].message, now->refusals[i].message) != 0;
    return changes;
}

void catalog_lists_log(const CatalogLists *before, const CatalogLists *now, const Log *log)
{
    for (size_t i = 0; i < now->refusal_count; i++) {
        if (!has_refusal(before, &now->refusals[i]))
            log_write(log, LOG_LEVEL_WARNING, "%s", now->refusals[i].message);
    }
}
