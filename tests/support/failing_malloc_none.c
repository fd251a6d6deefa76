/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "support/failing_malloc.h"

bool failing_malloc_works(void)
{
    return false;
}

void failing_malloc_arm(size_t n)
{
    (void)n;
}

void failing_malloc_spare(const char *library)
{
    (void)library;
}

bool failing_malloc_disarm(void)
{
    return false;
}

long failing_malloc_balance(void)
{
    return 0;
}

size_t failing_malloc_bytes(void)
{
    return 0;
}
