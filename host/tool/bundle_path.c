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

/* Where the bundle is, seen from the folder of this program: beside it in the build folder, or
 * where it was installed, wherever that was moved to. */
static const char *const places[] = {"Ossicle.driver", INSTALLED_BUNDLE};
enum { PLACE_COUNT = sizeof places / sizeof *places };

/* `place` as a path that the program can use, whether there is something or not. */
static char *copy_place(const char *place)
{
    if (place[0] == '/')
        return strdup(place);
    char *const program = platform_copy_program_path();
    char *const slash = program ? strrchr(program, '/') : NULL;
    char *path = NULL;
    if (slash && asprintf(&path, "%.*s/%s", (int)(slash - program), program, place) < 0)
        path = NULL;
    free(program);
    char *const real = path ? realpath(path, NULL) : NULL;
    if (!real)
        return path;
    free(path);
    return real;
}

static char *copy_named(const char *named, Error *error)
{
    if (!*named) {
        (void)error_set(error, STATUS_BAD_ARGUMENT, "--driver: the bundle's name is empty");
        return NULL;
    }
    if (is_folder(named))
        return strdup(named);
    (void)error_set(error, STATUS_NOT_FOUND, "%s: no such driver bundle (it is a folder)", named);
    return NULL;
}

char *bundle_path_copy(const char *named, Error *error)
{
    if (named)
        return copy_named(named, error);
    for (size_t i = 0; i < PLACE_COUNT; i++) {
        char *const path = copy_place(places[i]);
        if (path && is_folder(path))
            return path;
        free(path);
    }
    (void)error_set(error, STATUS_NOT_FOUND,
                    "no driver: seen from this program, neither %s nor %s is there; build it, or "
                    "name one with --driver",
                    places[0], places[1]);
    return NULL;
}
