/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/folder_news.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* NULL: no memory, or no folder to be in. */
static char *copy_absolute(const char *path)
{
    char *copy = NULL;
    char *const here = *path == '/' ? NULL : getcwd(NULL, 0);
    if (*path != '/' && !here)
        return NULL;
    if (asprintf(&copy, "%s%s%s", here ? here : "", here ? "/" : "", path) < 0)
        copy = NULL;
    free(here);
    for (size_t length = copy ? strlen(copy) : 0; length > 1 && copy[length - 1] == '/'; length--)
        copy[length - 1] = '\0';
    return copy;
}

Status folder_news_init(FolderNews *news, const char *const *folders, size_t count, Error *error)
{
    *news = (FolderNews){.folders = calloc(count + 1, sizeof(char *)),
                         .has_changed = calloc(count + 1, sizeof *news->has_changed)};
    bool is_whole = news->folders && news->has_changed;
    for (size_t i = 0; i < count && is_whole; i++) {
        news->folders[i] = copy_absolute(folders[i]);
        is_whole = news->folders[i] != NULL;
        news->count = i + 1;
    }
    return is_whole ? STATUS_OK
                    : error_set(error, STATUS_NO_MEMORY, "watch of modules folders: out of memory");
}

void folder_news_cleanup(FolderNews *news)
{
    for (size_t i = 0; i < news->count; i++)
        free(news->folders[i]);
    free(news->folders);
    free(news->has_changed);
    name_set_cleanup(&news->changed);
    name_set_cleanup(&news->unfinished);
    *news = (FolderNews){.count = 0};
}

void folder_news_note(FolderNews *news, size_t folder, const char *name)
{
    if (!name_set_add(&news->changed, folder, name, FOLDER_WATCH_NEVER))
        news->has_changed[folder] = true;
    name_set_remove(&news->unfinished, folder, name); /* last: the name may be the entry's */
}

void folder_news_tell(FolderNews *news, FolderWatchChanged *changed, void *context)
{
    for (size_t i = 0; i < news->count; i++) {
        if (news->has_changed[i])
            changed(context, i, NULL);
    }
    for (size_t i = 0; i < news->changed.count; i++) {
        const NameEntry *const entry = &news->changed.entries[i];
        if (!news->has_changed[entry->folder])
            changed(context, entry->folder, entry->name);
    }
    name_set_cleanup(&news->changed);
    memset(news->has_changed, 0, news->count * sizeof *news->has_changed);
}
