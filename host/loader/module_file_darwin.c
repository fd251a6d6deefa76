/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/module_file_system.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

/* macOS loads code from files alone, and a copy would lose the signature that the file system's
 * entry vouches for. What is kept is the file that was opened: who replaces it by renaming, as
 * installers do, doesn't change it, and its owner alone can write to it. */
Status module_file_freeze(int file, const struct stat *identity, const char *path, int *frozen,
                          Error *error)
{
    (void)identity;
    const int made = fcntl(file, F_DUPFD_CLOEXEC, 0);
    if (made < 0)
        return error_set(error, status_from_errno(errno), "%s: can't be kept open: %s", path,
                         strerror(errno));
    *frozen = made;
    return STATUS_OK;
}
