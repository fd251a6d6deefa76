/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

struct ArenaPiece {
    struct ArenaPiece *next;
    max_align_t room[];
};

void *arena_new(Arena *arena, size_t count, size_t size)
{
    size_t bytes = 0;
    if (__builtin_mul_overflow(count, size, &bytes) ||
        __builtin_add_overflow(bytes, sizeof(struct ArenaPiece), &bytes))
        return NULL;
    struct ArenaPiece *const piece = calloc(1, bytes);
    if (!piece)
        return NULL;
    piece->next = arena->newest;
    arena->newest = piece;
    return piece->room;
}

char *arena_text(Arena *arena, const void *bytes, size_t length)
{
    char *const text = arena_new(arena, 1, length + 1);
    if (text && length > 0)
        memcpy(text, bytes, length);
    return text;
}

void arena_cleanup(Arena *arena)
{
    while (arena->newest) {
        struct ArenaPiece *const next = arena->newest->next;
        free(arena->newest);
        arena->newest = next;
    }
}
