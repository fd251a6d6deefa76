/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/module_path.h"
#include "tool/platform.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char variable[] = "OSSICLE_MODULE_PATH";

/* Not by realpath alone: a folder that isn't there needs an absolute name too. */
static char *copy_absolute(const char *folder)
{
    char *const real = realpath(folder, NULL);
    if (real || folder[0] == '/')
        return real ? real : strdup(folder);
    char *const here = getcwd(NULL, 0);
    char *path = NULL;
    if (!here || asprintf(&path, "%s/%s", here, folder) < 0)
        path = NULL;
    free(here);
    return path;
}

static Status add(ModulePath *path, const char *folder, Error *error)
{
    char *const absolute = *folder ? copy_absolute(folder) : NULL;
    if (!*folder)
        return error_set(error, STATUS_BAD_ARGUMENT, "--modules: the folder's name is empty");
    if (!absolute)
        return error_set(error, status_from_errno(errno), "%s: %s", folder, strerror(errno));
    path->items[path->count++] = absolute;
    if (strchr(absolute, ':'))
        return error_set(error, STATUS_BAD_ARGUMENT,
                         "%s: a modules folder can't have a colon in its name, since %s separates "
                         "folders by it: rename it, or make a link to it",
                         absolute, variable);
    return STATUS_OK;
}

/* Write all folders and what the variable was into `text`; returns the size that it takes. */
static size_t join(const ModulePath *path, char *text, size_t size)
{
    const char *const before = getenv(variable);
    size_t used = 0;
    for (size_t i = 0; i < path->count; i++) {
        const int length = snprintf(text ? text + used : NULL, text ? size - used : 0, "%s%s",
                                    i ? ":" : "", path->items[i]);
        used += (size_t)length;
    }
    if (before && *before)
        used += (size_t)snprintf(text ? text + used : NULL, text ? size - used : 0, ":%s", before);
    return used + 1;
}

static Status export(const ModulePath *path, Error *error)
{
    const size_t size = join(path, NULL, 0);
    char *const text = malloc(size);
    if (!text)
        return error_set(error, STATUS_NO_MEMORY, "%s", status_text(STATUS_NO_MEMORY));
    (void)join(path, text, size);
    const int failed = setenv(variable, text, 1);
    free(text);
    return failed ? error_set(error, STATUS_NO_MEMORY, "%s", status_text(STATUS_NO_MEMORY))
                  : STATUS_OK;
}

Status module_path_export(ModulePath *path, const TextList *folders, Error *error)
{
    if (folders->count && !platform_has_module_path)
        return error_set(error, STATUS_UNSUPPORTED,
                         "--modules: on this system a driver uses only the modules in its bundle: "
                         "put them into its folder Contents/PlugIns");
    Status status = STATUS_OK;
    for (size_t i = 0; !status && i < folders->count; i++)
        status = add(path, folders->items[i], error);
    return status || !path->count ? status : export(path, error);
}

void module_path_cleanup(ModulePath *path)
{
    for (size_t i = 0; i < path->count; i++)
        free(path->items[i]);
    *path = (ModulePath){0};
}
