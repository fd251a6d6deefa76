/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/platform.h"

#include <limits.h>
#include <mach-o/dyld.h>
#include <stdint.h>
#include <stdlib.h>

char *platform_copy_program_path(void)
{
    char path[PATH_MAX];
    uint32_t size = sizeof path;
    return _NSGetExecutablePath(path, &size) == 0 ? realpath(path, NULL) : NULL;
}

/* See loader/search_path.h. */
const bool platform_has_module_path = false;
