/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file missing_darwin.h
 * What the C libraries of Linux have and macOS 11 lacks. On macOS the build includes it in front of
 * every source. */

#ifndef OSSICLE_BASE_MISSING_DARWIN_H
#define OSSICLE_BASE_MISSING_DARWIN_H

#include <errno.h>
#include <stdlib.h>

/** realloc for `count` elements of `size` bytes; NULL with ENOMEM if that is too much to count. */
static inline __attribute__((unused)) void *missing_reallocarray(void *memory, size_t count,
                                                                 size_t size)
{
    size_t bytes = 0;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(memory, bytes);
}
#define reallocarray missing_reallocarray

/** The environment, which is a program's; no header of macOS declares it. */
extern char **environ;

#endif
