/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/state_path.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

char *state_path_copy(const char *name, Error *error)
{
    const char *const state = getenv("XDG_STATE_HOME");
    const char *const home = getenv("HOME");
    char *path = NULL;
    int length = -1;
    if (state && state[0] == '/')
        length = asprintf(&path, "%s/ossicle/%s/settings.plist", state, name);
    else if (home && home[0] == '/')
        length = asprintf(&path, "%s/.local/state/ossicle/%s/settings.plist", home, name);
    if (length >= 0)
        return path;
    (void)error_set(error, STATUS_NOT_FOUND,
                    "nowhere to keep the driver's settings: set HOME or XDG_STATE_HOME");
    return NULL;
}

/* Each folder on the way to the file. */
static Status make_folders(char *path, Error *error)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        const int failed = mkdir(path, 0700) != 0 && errno != EEXIST ? errno : 0;
        if (failed)
            return error_set(error, status_from_errno(failed),
                             "%s: can't be made for the driver's settings: %s", path,
                             strerror(failed));
        *slash = '/';
    }
    return STATUS_OK;
}

char *state_path_make(const char *name, Error *error)
{
    char *const path = state_path_copy(name, error);
    if (!path || !make_folders(path, error))
        return path;
    free(path);
    return NULL;
}
