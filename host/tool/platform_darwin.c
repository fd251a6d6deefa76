/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/platform.h"

#include <fcntl.h>
#include <limits.h>
#include <mach-o/dyld.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

char *platform_copy_program_path(void)
{
    char path[PATH_MAX];
    uint32_t size = sizeof path;
    return _NSGetExecutablePath(path, &size) == 0 ? realpath(path, NULL) : NULL;
}

/* See loader/search_path.h. */
const bool platform_has_module_path = false;

int platform_socket_new(void)
{
    const int file = socket(AF_UNIX, SOCK_STREAM, 0);
    if (file >= 0)
        (void)fcntl(file, F_SETFD, FD_CLOEXEC);
    return file;
}

ssize_t platform_send(int socket, const void *data, size_t size)
{
    const int on = 1;
    (void)setsockopt(socket, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
    return send(socket, data, size, 0);
}

bool platform_peer_user(int socket, uid_t *user)
{
    gid_t group = 0;
    return getpeereid(socket, user, &group) == 0;
}
