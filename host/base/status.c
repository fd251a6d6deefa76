/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "base/status.h"

#include <assert.h>
#include <errno.h>
#include <stddef.h>

static const char *const texts[] = {
    [STATUS_OK] = "no error",
    [STATUS_NO_MEMORY] = "out of memory",
    [STATUS_BAD_ARGUMENT] = "bad argument",
    [STATUS_NOT_FOUND] = "not found",
    [STATUS_NOT_PERMITTED] = "not permitted",
    [STATUS_IO] = "input or output failed",
    [STATUS_BAD_FORMAT] = "bad format",
    [STATUS_UNSUPPORTED] = "not supported",
    [STATUS_INCOMPATIBLE] = "incompatible version",
    [STATUS_BUSY] = "not in this state",
    [STATUS_FAILED] = "failed",
};
static_assert(sizeof texts / sizeof *texts == STATUS_COUNT, "one text per status");

static const struct {
    int error_number;
    Status status;
} errnos[] = {
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

const char *status_text(Status status)
{
    const size_t index = (size_t)status;
    return index < STATUS_COUNT ? texts[index] : "unknown error";
}

Status status_from_errno(int error_number)
{
    for (size_t i = 0; i < sizeof errnos / sizeof *errnos; i++) {
        if (errnos[i].error_number == error_number)
            return errnos[i].status;
    }
    return STATUS_IO;
}
