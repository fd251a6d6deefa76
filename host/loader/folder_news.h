/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file folder_news.h
 * What a folder watch has found out and not told yet: the part of it that is the same on every
 * system. [control] */

#ifndef OSSICLE_LOADER_FOLDER_NEWS_H
#define OSSICLE_LOADER_FOLDER_NEWS_H

#include "base/status.h"
#include "loader/folder_watch.h"
#include "loader/name_set.h"

#include <stdbool.h>
#include <stddef.h>

/** A file that nobody is known to write, and that rests for so long, is whole. */
#define FOLDER_NEWS_REST_NS 1000000000u

/** A zeroed one is fine to clean up. */
typedef struct FolderNews {
    char **folders; /**< their paths: absolute, without slashes at the end */
    size_t count;
    bool *has_changed;  /**< of each folder: to be told as a whole */
    NameSet changed;    /**< to be told */
    NameSet unfinished; /**< not to be told before their time: they may be being written */
} FolderNews;

/** Begin with these folders. On failure there may be something to clean up. */
Status folder_news_init(FolderNews *news, const char *const *folders, size_t count, Error *error);

void folder_news_cleanup(FolderNews *news);

/** The file is to be told, and not unfinished any more. The name may be that of an entry. */
void folder_news_note(FolderNews *news, size_t folder, const char *name);

/** Tell what is to be told, and forget it. */
void folder_news_tell(FolderNews *news, FolderWatchChanged *changed, void *context);

#endif
