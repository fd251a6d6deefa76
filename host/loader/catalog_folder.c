/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/catalog_folder.h"

#include "loader/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void cleanup_file(CatalogFile *file)
{
    library_release(file->library);
    free(file->message);
    free(file->path);
    *file = (CatalogFile){.path = NULL};
}

void catalog_folder_cleanup(CatalogFolder *folder)
{
    for (size_t i = 0; i < folder->count; i++)
        cleanup_file(&folder->files[i]);
    free(folder->files);
    free(folder->message);
    free(folder->path);
    *folder = (CatalogFolder){.path = NULL};
}

bool catalog_file_is(const CatalogFile *file, const CatalogFile *other)
{
    const bool is_known = file->device != 0 || file->inode != 0;
    return is_known && file->device == other->device && file->inode == other->inode;
}

/* False: no memory. */
static bool copy_text(char **copy, const char *text)
{
    *copy = text ? strdup(text) : NULL;
    return !text || *copy;
}

static bool copy_file(CatalogFile *file, const CatalogFile *from)
{
    *file = *from;
    (void)library_retain(file->library);
    const bool has_path = copy_text(&file->path, from->path);
    if (copy_text(&file->message, from->message) && has_path)
        return true;
    cleanup_file(file);
    return false;
}

/* Takes the file over, also on failure. */
static bool append(CatalogFolder *folder, CatalogFile *file)
{
    CatalogFile *const files =
        reallocarray(folder->files, folder->count + 1, sizeof *folder->files);
    if (!files) {
        cleanup_file(file);
        return false;
    }
    folder->files = files;
    files[folder->count++] = *file;
    return true;
}

bool catalog_folder_copy(CatalogFolder *folder, const CatalogFolder *from)
{
    *folder = (CatalogFolder){.status = from->status};
    bool is_whole =
        copy_text(&folder->path, from->path) && copy_text(&folder->message, from->message);
    for (size_t i = 0; i < from->count && is_whole; i++) {
        CatalogFile file;
        is_whole = copy_file(&file, &from->files[i]) && append(folder, &file);
    }
    if (!is_whole)
        catalog_folder_cleanup(folder);
    return is_whole;
}

static const char *name_of(const CatalogFile *file)
{
    return strrchr(file->path, '/') + 1; /* make_path wrote it */
}

static const CatalogFile *find(const CatalogFolder *folder, const char *name)
{
    for (size_t i = 0; folder && i < folder->count; i++) {
        if (strcmp(name_of(&folder->files[i]), name) == 0)
            return &folder->files[i];
    }
    return NULL;
}

/* Which file the name leads to at present. One that takes its place before it is opened is seen as
 * another one the next time, and read again. */
static void identify(CatalogFile *file, int folder, const char *name)
{
    struct stat identity;
    if (fstatat(folder, name, &identity, 0) != 0)
        return;
    file->device = identity.st_dev;
    file->inode = identity.st_ino;
}

static Status read_file(CatalogFile *file, int folder, const char *name, const CatalogFile *before,
                        const LibraryGuard *guard)
{
    Error reason = {.status = STATUS_OK};
    file->library =
        library_open(folder, name, file->path, before ? before->library : NULL, guard, &reason);
    if (!file->library && reason.status == STATUS_BUSY && before)
        file->library = library_retain(before->library);
    if (file->library)
        return STATUS_OK;
    file->status = reason.status;
    return reason.status != STATUS_NO_MEMORY && copy_text(&file->message, reason.message)
               ? STATUS_OK
               : STATUS_NO_MEMORY;
}

static Status add_file(CatalogFolder *folder, int opened, const char *name,
                       const CatalogFile *before, bool is_named, const LibraryGuard *guard)
{
    CatalogFile file = {.path = NULL};
    identify(&file, opened, name);
    if (before && !is_named && catalog_file_is(before, &file))
        return copy_file(&file, before) && append(folder, &file) ? STATUS_OK : STATUS_NO_MEMORY;
    if (asprintf(&file.path, "%s/%s", folder->path, name) < 0)
        return STATUS_NO_MEMORY;
    if (read_file(&file, opened, name, before, guard) == STATUS_OK)
        return append(folder, &file) ? STATUS_OK : STATUS_NO_MEMORY;
    cleanup_file(&file);
    return STATUS_NO_MEMORY;
}

static Status add_files(CatalogFolder *folder, const Folder *listing, const CatalogFolder *before,
                        const CatalogPlace *place)
{
    Status status = STATUS_OK;
    for (size_t i = 0; i < listing->count && status == STATUS_OK; i++) {
        const char *const found = listing->names[i];
        const CatalogFile *const known = find(before, found);
        const bool is_named = !place->name || strcmp(place->name, found) == 0;
        if (is_named || known)
            status = add_file(folder, listing->file, found, known, is_named, place->guard);
    }
    return status;
}

/* A folder that can't be opened holds nothing. */
static Status note(CatalogFolder *folder, const CatalogPlace *place, const Error *reason)
{
    if (reason->status == STATUS_NO_MEMORY)
        return STATUS_NO_MEMORY;
    if (place->may_be_missing && access(place->folder, F_OK) != 0 && errno == ENOENT)
        return STATUS_OK;
    folder->status = reason->status;
    return copy_text(&folder->message, reason->message) ? STATUS_OK : STATUS_NO_MEMORY;
}

Status catalog_folder_read(CatalogFolder *folder, const CatalogPlace *place,
                           const CatalogFolder *before, Error *error)
{
    Folder listing;
    Error reason = {.status = STATUS_OK};
    *folder = (CatalogFolder){.path = strdup(place->folder)};
    Status status = folder->path ? STATUS_OK : STATUS_NO_MEMORY;
    if (status == STATUS_OK && folder_open(&listing, place->folder, &reason) == STATUS_OK) {
        status = add_files(folder, &listing, before, place);
        folder_close(&listing);
    } else if (status == STATUS_OK) {
        status = note(folder, place, &reason);
    }
    if (status == STATUS_OK)
        return STATUS_OK;
    catalog_folder_cleanup(folder);
    return error_set(error, status, "%s: %s", place->folder, status_text(status));
}
