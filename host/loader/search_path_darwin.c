/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/search_path_system.h"

#include <stddef.h>

/* The driver's sandbox can read nothing but its own bundle, and nobody's environment may choose
 * what runs in coreaudiod. */

const char *search_path_environment(void)
{
    return NULL;
}

bool search_path_copy_user_folder(char **folder)
{
    *folder = NULL;
    return true;
}

const char *search_path_system_folder(void)
{
    return NULL;
}
