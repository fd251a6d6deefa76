/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file catalog_folder.h
 * What one folder of modules holds: its files, each with its library or with the reason why there
 * is none. [control] */

#ifndef OSSICLE_LOADER_CATALOG_FOLDER_H
#define OSSICLE_LOADER_CATALOG_FOLDER_H

#include "base/status.h"
#include "loader/catalog.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

typedef struct CatalogFile {
    char *path;
    Library *library; /**< held; NULL: it was refused */
    Status status;    /**< why it was refused, with `message` */
    char *message;
    dev_t device; /**< with `inode`: which file it is, whatever its names. 0, 0: unknown */
    ino_t inode;
} CatalogFile;

/** A zeroed one is empty. */
typedef struct CatalogFolder {
    char *path;
    Status status; /**< why it can't be used, with `message`; STATUS_OK: it can */
    char *message;
    CatalogFile *files; /**< in the order of their names */
    size_t count;
} CatalogFolder;

/** Whether both are the same file, under whatever names. */
bool catalog_file_is(const CatalogFile *file, const CatalogFile *other);

/** Read what is at `place`. `before` is what its folder held, or NULL; a file whose content is the
 * same keeps its library. If the place has a name, only that file is read anew, and those that have
 * become another one without being named (links do); files that came and aren't named are passed
 * over. What can't be used is noted; a lack of memory is a failure, which leaves `folder` empty. */
Status catalog_folder_read(CatalogFolder *folder, const CatalogPlace *place,
                           const CatalogFolder *before, Error *error);

/** Copy all, holding the libraries once more. False, with nothing made: no memory. */
bool catalog_folder_copy(CatalogFolder *folder, const CatalogFolder *from);

/** Free what the folder holds, let go of the libraries, and empty it. */
void catalog_folder_cleanup(CatalogFolder *folder);

#endif
