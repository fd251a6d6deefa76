/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file usage.h
 * What the process has of the system, so that a leak shows. */

#ifndef OSSICLE_TESTS_FAULTS_USAGE_H
#define OSSICLE_TESTS_FAULTS_USAGE_H

#include <stddef.h>

typedef struct Usage {
    size_t heap_bytes;     /**< allocated and not freed; 0 if nobody counts them */
    size_t resident_bytes; /**< of memory, but for what is shared with other processes */
    size_t mappings;       /**< pieces of address space */
    size_t shared;         /**< of them, memory shared with other processes */
    size_t descriptors;
    size_t threads;
    size_t processes; /**< children, and theirs if their parent has gone; dead ones included */
} Usage;

/** Become the parent of processes whose parent has gone, so that usage counts them. */
void usage_adopt_orphans(void);

/** Wait for the end of adopted processes that have ended. Not while others wait for theirs. */
void usage_bury_orphans(void);

Usage usage_now(void);

/** Abort the test if there is more of anything than before, but for noise: heap and memory that
 * grow by up to `bytes`. Sanitizers keep memory of their own, so memory isn't looked at under them.
 */
void usage_assert_same(const Usage *before, const Usage *after, size_t bytes);

#endif
