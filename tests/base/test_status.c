/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "base/status.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

Test(status, has_a_text_of_its_own_for_each_value)
{
    cr_expect_str_eq(status_text(STATUS_OK), "no error");
    for (int i = 0; i < STATUS_COUNT; i++) {
        cr_assert_not_null(status_text((Status)i));
        cr_expect_str_not_empty(status_text((Status)i));
        cr_expect_str_neq(status_text((Status)i), "unknown error");
        for (int k = 0; k < i; k++)
            cr_expect_str_neq(status_text((Status)i), status_text((Status)k));
    }
}

Test(status, has_a_text_for_values_that_are_none)
{
    cr_expect_str_eq(status_text(STATUS_COUNT), "unknown error");
    cr_expect_str_eq(status_text((Status)-1), "unknown error");
    cr_expect_str_eq(status_text((Status)0x7fffffff), "unknown error");
}

Test(status, translates_errno)
{
    static const struct {
        int error_number;
        Status status;
    } cases[] = {
        {0, STATUS_OK},
        {ENOMEM, STATUS_NO_MEMORY},
        {EINVAL, STATUS_BAD_ARGUMENT},
        {ENAMETOOLONG, STATUS_BAD_ARGUMENT},
        {ENOENT, STATUS_NOT_FOUND},
        {ENOTDIR, STATUS_NOT_FOUND},
        {EACCES, STATUS_NOT_PERMITTED},
        {EPERM, STATUS_NOT_PERMITTED},
        {EROFS, STATUS_NOT_PERMITTED},
        {ELOOP, STATUS_NOT_PERMITTED},
        {EBUSY, STATUS_BUSY},
        {EAGAIN, STATUS_BUSY},
        {ENOSYS, STATUS_UNSUPPORTED},
        {ENOTSUP, STATUS_UNSUPPORTED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(status_from_errno(cases[i].error_number), cases[i].status, "%s",
                     strerror(cases[i].error_number));
}

Test(status, takes_any_other_errno_for_failed_input_or_output)
{
    cr_expect_eq(status_from_errno(EIO), STATUS_IO);
    cr_expect_eq(status_from_errno(ENOSPC), STATUS_IO);
    cr_expect_eq(status_from_errno(-1), STATUS_IO);
    cr_expect_eq(status_from_errno(1 << 30), STATUS_IO);
}
