/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file failing_malloc.h
 * Makes single allocations fail, to test what happens then:
 *
 *     for (size_t n = 1; n > 0; n = failing_malloc_disarm() ? n + 1 : 0) {
 *         failing_malloc_arm(n);
 *         ... construct, expect success or STATUS_NO_MEMORY, free ...
 *     }
 *
 * Counts what the calling thread allocates, in any library. The program that links
 * failing_malloc_glibc.c has its malloc and family replaced by counting ones. */

#ifndef OSSICLE_TESTS_SUPPORT_FAILING_MALLOC_H
#define OSSICLE_TESTS_SUPPORT_FAILING_MALLOC_H

#include <stdbool.h>
#include <stddef.h>

/** Whether this build can: not with sanitizers, which have a malloc of their own, and only with
 * glibc. A test says `if (!failing_malloc_works()) cr_skip("…");`. */
bool failing_malloc_works(void);

/** Let this thread's `n`-th allocation from now on fail, the first being 1. */
void failing_malloc_arm(size_t n);

/** Let no allocation fail that a library makes, one whose file's name holds `library`: for those of
 * others that don't survive it. For all that follows; besides those spared before. */
void failing_malloc_spare(const char *library);

/** Let no allocation fail any more. Returns whether one did. */
bool failing_malloc_disarm(void);

/** How many allocations this thread made since failing_malloc_arm and hasn't freed. */
long failing_malloc_balance(void);

/** How many bytes the program's allocations take at present; 0 if failing_malloc_works doesn't. */
size_t failing_malloc_bytes(void);

#endif
