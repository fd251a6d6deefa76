/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/trust.h"

Status trust_check(const struct stat *status, uid_t user, const char *path, Error *error)
{
    if (status->st_uid != 0 && status->st_uid != user) {
        return error_set(error, STATUS_NOT_PERMITTED,
                         "%s: belongs to user %lu, expected root or user %lu; copy it", path,
                         (unsigned long)status->st_uid, (unsigned long)user);
    }
    const mode_t others = status->st_mode & (S_IWGRP | S_IWOTH);
    if (others != 0) {
        return error_set(error, STATUS_NOT_PERMITTED,
                         "%s: writable by %s, so its content can't be trusted; "
                         "run: chmod go-w '%s'",
                         path, (others & S_IWOTH) != 0 ? "others" : "its group", path);
    }
    return STATUS_OK;
}
