/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file arena.h
 * Memory in many pieces that is freed all at once. [control] */

#ifndef OSSICLE_BASE_ARENA_H
#define OSSICLE_BASE_ARENA_H

#include <stddef.h>

/** A zeroed one is empty. */
typedef struct Arena {
    struct ArenaPiece *newest;
} Arena;

/** Zeroed room for `count` things of `size` bytes, aligned for anything; not NULL for none of them.
 * It stays where it is until arena_cleanup. NULL: no memory. */
void *arena_new(Arena *arena, size_t count, size_t size);

/** The bytes as a text, with a zero behind them. NULL: no memory. */
char *arena_text(Arena *arena, const void *bytes, size_t length);

/** Free all pieces; the arena is empty then. */
void arena_cleanup(Arena *arena);

#endif
