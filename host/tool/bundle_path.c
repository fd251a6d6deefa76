/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/bundle_path.h"
#include "tool/platform.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* The bundle in the folder of this program, whether there is one or not. */
static char *copy_neighbour(void)
{
    char *const program = platform_copy_program_path();
    char *const slash = program ? strrchr(program, '/') : NULL;
    char *path = NULL;
    if (slash && asprintf(&path, "%.*s/Ossicle.driver", (int)(slash - program), program) < 0)
        path = NULL;
    free(program);
    return path;
}

static char *copy_named(const char *named, Error *error)
{
    if (is_folder(named))
        return strdup(named);
    (void)error_set(error, STATUS_NOT_FOUND, "%s: no such driver bundle (it is a folder)", named);
    return NULL;
}

char *bundle_path_copy(const char *named, Error *error)
{
    if (named)
        return copy_named(named, error);
    char *const neighbour = copy_neighbour();
    if (neighbour && is_folder(neighbour))
        return neighbour;
    if (is_folder(INSTALLED_BUNDLE)) {
        free(neighbour);
        return strdup(INSTALLED_BUNDLE);
    }
    (void)error_set(error, STATUS_NOT_FOUND,
                    "no driver: neither %s nor %s is there; build it, or name one with --driver",
                    neighbour ? neighbour : "Ossicle.driver next to this program",
                    INSTALLED_BUNDLE);
    free(neighbour);
    return NULL;
}
