/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* A module file that ends the process as soon as it is loaded. */

#include <stdlib.h>

__attribute__((constructor)) static void crash(void)
{
    abort();
}
