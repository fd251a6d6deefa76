/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/control_address.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

Status control_name_check(const char *name, Error *error)
{
    const size_t begin = strspn(name, letters);
    size_t length = begin;
    while (name[length] && (strchr(letters, name[length]) || strchr("._-", name[length])))
        length++;
    if (begin && !name[length] && length < sizeof((ControlAddress *)NULL)->name)
        return STATUS_OK;
    return error_set(error, STATUS_BAD_ARGUMENT,
                     "--name %.80s: a host's name is 1 to 64 letters, digits, dots, dashes and "
                     "underscores, and begins with a letter or a digit",
                     name);
}

Status control_address_init(ControlAddress *address, const char *name, Error *error)
{
    *address = (ControlAddress){.socket = {.sun_family = AF_UNIX}};
    name = name ? name : CONTROL_DEFAULT_NAME;
    const Status status = control_name_check(name, error);
    if (status)
        return status;
    (void)snprintf(address->name, sizeof address->name, "%s", name);
    const char *const runtime = getenv("XDG_RUNTIME_DIR");
    const int length =
        runtime && runtime[0] == '/'
            ? snprintf(address->folder, sizeof address->folder, "%s/ossicle", runtime)
            : snprintf(address->folder, sizeof address->folder, "/tmp/ossicle-%u",
                       (unsigned)geteuid());
    const size_t size = sizeof address->socket.sun_path;
    if (length < (int)sizeof address->folder &&
        snprintf(address->socket.sun_path, size, "%s/%s.socket", address->folder, name) < (int)size)
        return STATUS_OK;
    return error_set(error, STATUS_BAD_ARGUMENT,
                     "%s/ossicle/%s.socket: a socket's path can't be that long: take a shorter "
                     "--name, or another XDG_RUNTIME_DIR",
                     runtime ? runtime : "/tmp", name);
}

Status control_address_check(const ControlAddress *address, Error *error)
{
    struct stat info;
    if (lstat(address->folder, &info) != 0)
        return error_set(error, status_from_errno(errno), "%s: %s", address->folder,
                         strerror(errno));
    if (!S_ISDIR(info.st_mode))
        return error_set(error, STATUS_NOT_PERMITTED,
                         "%s: a folder for control sockets should be here: remove what is",
                         address->folder);
    if (info.st_uid != geteuid())
        return error_set(error, STATUS_NOT_PERMITTED,
                         "%s: it belongs to user %u: have it removed, or set XDG_RUNTIME_DIR to a "
                         "folder of yours",
                         address->folder, (unsigned)info.st_uid);
    if (info.st_mode & 077)
        return error_set(error, STATUS_NOT_PERMITTED,
                         "%s: others can enter it: use chmod 700 if it should be yours alone",
                         address->folder);
    return STATUS_OK;
}

Status control_address_make(const ControlAddress *address, Error *error)
{
    if (mkdir(address->folder, 0700) != 0 && errno != EEXIST)
        return error_set(error, status_from_errno(errno), "%s: can't be made: %s", address->folder,
                         strerror(errno));
    return control_address_check(address, error);
}
