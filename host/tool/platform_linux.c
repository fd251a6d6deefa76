/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/platform.h"

#include <stdlib.h>
#include <sys/socket.h>

char *platform_copy_program_path(void)
{
    return realpath("/proc/self/exe", NULL);
}

const bool platform_has_module_path = true;

int platform_socket_new(void)
{
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

ssize_t platform_send(int socket, const void *data, size_t size)
{
    return send(socket, data, size, MSG_NOSIGNAL);
}

bool platform_peer_user(int socket, uid_t *user)
{
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        return false;
    *user = peer.uid;
    return true;
}
