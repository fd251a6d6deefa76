/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "base/arena.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

Test(arena, gives_zeroed_room_that_stays)
{
    Arena arena = {.newest = NULL};
    const double *const numbers = arena_new(&arena, 3, sizeof *numbers);
    cr_assert_not_null(numbers);
    cr_expect_eq((uintptr_t)numbers % _Alignof(max_align_t), 0);
    char *const text = arena_text(&arena, "some words", 4);
    cr_expect_str_eq(text, "some");
    cr_expect_not_null(arena_new(&arena, 0, sizeof *numbers));
    cr_expect_str_eq(arena_text(&arena, NULL, 0), "");
    for (int i = 0; i < 3; i++)
        cr_expect(numbers[i] <= 0 && numbers[i] >= 0);
    cr_expect_str_eq(text, "some");
    arena_cleanup(&arena);
    arena_cleanup(&arena);
    cr_expect_null(arena.newest);
}

Test(arena, has_no_room_for_more_than_there_can_be)
{
    Arena arena = {.newest = NULL};
    cr_expect_null(arena_new(&arena, SIZE_MAX / 2, 3));
    cr_expect_null(arena_new(&arena, SIZE_MAX, 1));
    cr_expect_null(arena.newest);
}
