/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/module_file.h"

#include "loader/module_file_system.h"
#include "loader/trust.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { PIECE_BYTES = 16384, MEBIBYTE = 1 << 20 };

static Status refuse_opening(const char *path, Error *error)
{
    const int reason = errno;
    return error_set(error, status_from_errno(reason), "%s: can't be opened: %s", path,
                     strerror(reason));
}

static Status check_identity(int file, struct stat *identity, const char *path, Error *error)
{
    if (fstat(file, identity) != 0)
        return refuse_opening(path, error);
    if (!S_ISREG(identity->st_mode))
        return error_set(error, STATUS_BAD_FORMAT, "%s: not a regular file, expected a library",
                         path);
    if (identity->st_size > (off_t)MODULE_FILE_MAX_BYTES)
        return error_set(error, STATUS_BAD_FORMAT,
                         "%s: has %lld MiB, expected at most %u; build it without what it "
                         "doesn't need",
                         path, ((long long)identity->st_size + MEBIBYTE - 1) / MEBIBYTE,
                         MODULE_FILE_MAX_BYTES / MEBIBYTE);
    return trust_check(identity, geteuid(), path, error);
}

static Status compute_hash(ModuleFile *module, const char *path, Error *error)
{
    Sha256 hash;
    uint8_t piece[PIECE_BYTES];
    off_t at = 0;
    ssize_t count;
    sha256_init(&hash);
    while ((count = pread(module->file, piece, sizeof piece, at)) > 0) {
        sha256_add(&hash, piece, (size_t)count);
        at += count;
    }
    if (count < 0)
        return error_set(error, status_from_errno(errno), "%s: can't be read: %s", path,
                         strerror(errno));
    sha256_finish(&hash, module->hash);
    return STATUS_OK;
}

Status module_file_open(ModuleFile *module, int folder, const char *name, const char *path,
                        Error *error)
{
    /* Not blocking: a pipe without a writer would hold us up before we know that it is one. */
    const int file = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    *module = (ModuleFile){.file = -1};
    if (file < 0)
        return refuse_opening(path, error);
    Status status = check_identity(file, &module->identity, path, error);
    if (status == STATUS_OK)
        status = module_file_freeze(file, &module->identity, path, &module->file, error);
    (void)close(file);
    if (status == STATUS_OK)
        status = compute_hash(module, path, error);
    if (status != STATUS_OK)
        module_file_close(module);
    return status;
}

Status module_file_adopt(ModuleFile *module, int file, const char *path, Error *error)
{
    *module = (ModuleFile){.file = file};
    const Status status = fstat(file, &module->identity) == 0 ? compute_hash(module, path, error)
                                                              : refuse_opening(path, error);
    if (status != STATUS_OK)
        module_file_close(module);
    return status;
}

void module_file_close(ModuleFile *module)
{
    if (module->file >= 0)
        (void)close(module->file);
    module->file = -1;
}
