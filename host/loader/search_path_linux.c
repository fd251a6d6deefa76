/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/search_path_system.h"

#include <stdio.h>
#include <stdlib.h>

const char *search_path_environment(void)
{
    return secure_getenv("OSSICLE_MODULE_PATH");
}

/* By the XDG Base Directory Specification, which asks to ignore a value that is no absolute path.
 */
bool search_path_copy_user_folder(char **folder)
{
    *folder = NULL;
    const char *const data = secure_getenv("XDG_DATA_HOME");
    const char *const home = secure_getenv("HOME");
    if (data && data[0] == '/')
        return asprintf(folder, "%s/ossicle/modules", data) >= 0;
    if (home && home[0] == '/')
        return asprintf(folder, "%s/.local/share/ossicle/modules", home) >= 0;
    return true;
}

const char *search_path_system_folder(void)
{
    return SYSTEM_MODULES_DIR;
}
