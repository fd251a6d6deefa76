/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file file_replace.h
 * Writes a file under another name beside its own, and gives it its own when it is complete: what
 * was there before stays whole until then. Private to endpoints/. */

#ifndef OSSICLE_ENDPOINTS_FILE_REPLACE_H
#define OSSICLE_ENDPOINTS_FILE_REPLACE_H

#include "base/status.h"

typedef struct FileReplace {
    int fd;           /**< to write to; -1: nothing is under way */
    char *target;     /**< the name that it gets */
    char *unfinished; /**< the name that it has */
} FileReplace;

void file_replace_init(FileReplace *replace);

/** Whether there can be a file of that name: not if it is empty, or a folder's or a device's. */
Status file_replace_check(const char *path, Error *error);

/** Create the file. A target that is a folder or a device is refused. */
Status file_replace_begin(FileReplace *replace, const char *path, Error *error);

/** Give the complete file its name. */
Status file_replace_commit(FileReplace *replace, Error *error);

/** Remove what was written. Nothing happens after a commit or without a begin. */
void file_replace_abandon(FileReplace *replace);

#endif
