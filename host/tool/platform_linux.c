/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/platform.h"

#include <stdlib.h>

char *platform_copy_program_path(void)
{
    return realpath("/proc/self/exe", NULL);
}

const bool platform_has_module_path = true;
