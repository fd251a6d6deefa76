/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "base/status.h"

#include <criterion/criterion.h>
#include <string.h>

Test(error, is_filled_in_and_gives_its_status_back)
{
    Error error;
    memset(&error, 'x', sizeof error);
    cr_expect_eq(error_set(&error, STATUS_IO, "%s: %d", "a file", 42), STATUS_IO);
    cr_expect_eq(error.status, STATUS_IO);
    cr_expect_str_eq(error.message, "a file: 42");
}

Test(error, may_be_left_out)
{
    cr_expect_eq(error_set(NULL, STATUS_BUSY, "%s", "unread"), STATUS_BUSY);
}

Test(error, is_one_line_without_control_characters)
{
    Error error;
    (void)error_set(&error, STATUS_IO, "%s", "a\nb\r\nc\td\x1b[1m\x7f.\xc3\xa4\n");
    cr_expect_str_eq(error.message, "a b  c d [1m .\xc3\xa4 ");
}

Test(error, is_cut_where_its_space_ends)
{
    struct {
        Error error;
        char behind;
    } guarded = {.behind = 'x'};
    char text[2 * sizeof guarded.error.message];
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '\0';
    cr_expect_eq(error_set(&guarded.error, STATUS_IO, "%s", text), STATUS_IO);
    cr_expect_eq(strlen(guarded.error.message), sizeof guarded.error.message - 1);
    cr_expect_eq(strspn(guarded.error.message, "a"), sizeof guarded.error.message - 1);
    cr_expect_eq(guarded.behind, 'x');
}
