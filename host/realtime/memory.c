/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void *memory_new(size_t size)
{
    if (size > SIZE_MAX / 2)
        return NULL;
    void *memory = NULL;
    const size_t rounded = (size + MEMORY_ALIGNMENT - 1) / MEMORY_ALIGNMENT * MEMORY_ALIGNMENT;
    if (posix_memalign(&memory, MEMORY_ALIGNMENT, rounded ? rounded : MEMORY_ALIGNMENT) != 0)
        return NULL;
    memset(memory, 0, rounded); /* calloc would leave fresh pages to the first access */
    return memory;
}

void memory_free(void *memory)
{
    free(memory);
}
