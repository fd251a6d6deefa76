/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file memory.h
 * Memory for I/O threads: aligned for vectors and cache lines, and touched, so that the first
 * access from an I/O thread takes no page fault. */

#ifndef OSSICLE_REALTIME_MEMORY_H
#define OSSICLE_REALTIME_MEMORY_H

#include <stddef.h>

/** What memory_new aligns to: that of module-api.h's channels, and of REALTIME_CACHE_LINE. */
#define MEMORY_ALIGNMENT 128

/** [control] `size` bytes, all zero, each page written once, for the caller to memory_free. NULL:
 * no memory, or `size` is too large to be true. */
void *memory_new(size_t size);

/** [control] Free what memory_new made. NULL is fine. */
void memory_free(void *memory);

#endif
