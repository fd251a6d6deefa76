/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/search_path.h"

#include "loader/search_path_system.h"

#include <stdlib.h>
#include <string.h>

/* Takes `folder` over, which may be NULL for want of memory. */
static bool add(SearchPath *path, char *folder, bool required)
{
    SearchFolder *const folders =
        folder ? reallocarray(path->folders, path->count + 1, sizeof *folders) : NULL;
    if (!folders) {
        free(folder);
        return false;
    }
    path->folders = folders;
    folders[path->count++] = (SearchFolder){folder, required};
    return true;
}

static bool add_list(SearchPath *path, const char *list)
{
    for (const char *begin = list; begin && *begin;) {
        const size_t length = strcspn(begin, ":");
        if (length > 0 && !add(path, strndup(begin, length), true))
            return false;
        begin += length + (begin[length] == ':');
    }
    return true;
}

static bool add_user_folder(SearchPath *path)
{
    char *folder = NULL;
    return search_path_copy_user_folder(&folder) && (!folder || add(path, folder, false));
}

static bool add_copy(SearchPath *path, const char *folder)
{
    return !folder || add(path, strdup(folder), false);
}

Status search_path_init(SearchPath *path, const char *bundle_plugins, Error *error)
{
    *path = (SearchPath){.count = 0};
    if (add_list(path, search_path_environment()) && add_copy(path, bundle_plugins) &&
        add_user_folder(path) && add_copy(path, search_path_system_folder()))
        return STATUS_OK;
    search_path_cleanup(path);
    return error_set(error, STATUS_NO_MEMORY, "module search path: out of memory");
}

void search_path_cleanup(SearchPath *path)
{
    for (size_t i = 0; i < path->count; i++)
        free(path->folders[i].path);
    free(path->folders);
    *path = (SearchPath){.count = 0};
}
