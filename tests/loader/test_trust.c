/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/trust.h"

#include <criterion/criterion.h>

static Status check(uid_t owner, mode_t mode, Error *error)
{
    const struct stat status = {.st_uid = owner, .st_mode = mode};
    return trust_check(&status, 1000, "/a/b.so", error);
}

Test(trust, accepts_what_only_root_or_the_user_can_write)
{
    cr_expect_eq(check(0, 0755, NULL), STATUS_OK);
    cr_expect_eq(check(1000, 0644, NULL), STATUS_OK);
    cr_expect_eq(check(1000, 0200, NULL), STATUS_OK);
}

Test(trust, refuses_other_owners_and_other_writers)
{
    static const struct {
        uid_t owner;
        mode_t mode;
        const char *message;
    } cases[] = {
        {1001, 0644, "/a/b.so: belongs to user 1001, expected root or user 1000; copy it"},
        {0, 0666,
         "/a/b.so: writable by others, so its content can't be trusted; run: chmod go-w '/a/b.so'"},
        {1000, 0602,
         "/a/b.so: writable by others, so its content can't be trusted; run: chmod go-w '/a/b.so'"},
        {1000, 0620,
         "/a/b.so: writable by its group, so its content can't be trusted; run: chmod go-w "
         "'/a/b.so'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Error error;
        cr_expect_eq(check(cases[i].owner, cases[i].mode, &error), STATUS_NOT_PERMITTED);
        cr_expect_eq(error.status, STATUS_NOT_PERMITTED);
        cr_expect_str_eq(error.message, cases[i].message);
    }
}
