/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/library_load.h"

#include "loader/elf_check.h"
#include "loader/unseen_number.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

const char *const library_suffixes[] = {".so", NULL};

enum { NAME_SIZE = 64 + 2 * UNSEEN_NUMBER_BYTES };

/* Write a name for the open file that nobody can redirect to another. dlopen takes libraries of the
 * same name for the same library, also when the descriptor's number has meanwhile gone to another
 * file, so the name holds device and inode besides. */
static void name_open_file(char name[NAME_SIZE], int file, const struct stat *identity)
{
    char *end = name + snprintf(name, NAME_SIZE, "/proc/self/fd/");
    end = unseen_number_write(end, identity->st_dev);
    end = unseen_number_write(end, identity->st_ino);
    (void)snprintf(end, (size_t)(name + NAME_SIZE - end), "%d", file);
}

static const char *without_name(const char *text, const char *name)
{
    const size_t length = strlen(name);
    const bool begins = strncmp(text, name, length) == 0 && strncmp(text + length, ": ", 2) == 0;
    return begins ? text + length + 2 : text;
}

Status library_load(int file, const char *path, void **handle, Error *error)
{
    struct stat identity;
    if (fstat(file, &identity) != 0)
        return error_set(error, status_from_errno(errno), "%s: can't be read: %s", path,
                         strerror(errno));
    const Status status = elf_check(file, (uint64_t)identity.st_size, path, error);
    if (status != STATUS_OK)
        return status;
    char name[NAME_SIZE];
    name_open_file(name, file, &identity);
    *handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (*handle)
        return STATUS_OK;
    const char *const reason = dlerror();
    return error_set(error, STATUS_BAD_FORMAT, "%s: can't be loaded: %s", path,
                     reason ? without_name(reason, name) : "unknown reason");
}
