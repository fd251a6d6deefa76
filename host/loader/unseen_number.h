/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file unseen_number.h
 * Numbers in a path that lead nowhere else: the system's loader takes libraries of the same path
 * for the same library, which those of two files that followed each other aren't. */

#ifndef OSSICLE_LOADER_UNSEEN_NUMBER_H
#define OSSICLE_LOADER_UNSEEN_NUMBER_H

#include <stdint.h>

/** How long a number can be. */
enum { UNSEEN_NUMBER_BYTES = 64 * 2 };

/** Write `number` at `end`, which is behind a slash, in a way that a path is read without regard
 * to:
 * "./" is a one, "/" a zero. Returns the new end, which is behind a slash again. */
static inline char *unseen_number_write(char *end, uint64_t number)
{
    for (unsigned bit = 0; bit < 64; bit++) {
        if ((number >> bit & 1) != 0)
            *end++ = '.';
        *end++ = '/';
    }
    return end;
}

#endif
