/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/control_listener.h"
#include "tool/platform.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BACKLOG = 128 };

static Status taken(const ControlAddress *address, Error *error)
{
    char path[sizeof address->socket.sun_path + sizeof ".lock"];
    char text[16] = "";
    (void)snprintf(path, sizeof path, "%s.lock", address->socket.sun_path);
    const int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    const ssize_t length = file >= 0 ? read(file, text, sizeof text - 1) : 0;
    if (file >= 0)
        (void)close(file);
    const bool has_number = length > 1 && strspn(text, "0123456789") == (size_t)length - 1;
    return error_set(error, STATUS_BUSY,
                     "a host called %s already runs (%s%.*s, %s): stop it, or give this one "
                     "another --name",
                     address->name, has_number ? "process " : "it has just begun",
                     has_number ? (int)length - 1 : 0, text, address->socket.sun_path);
}

static Status take_name(ControlListener *listener, Error *error)
{
    const ControlAddress *const address = &listener->address;
    const Status status = file_lock_take(&listener->lock, address->socket.sun_path, error);
    if (status == STATUS_BUSY)
        return taken(address, error);
    if (!status && (ftruncate(listener->lock.fd, 0) != 0 ||
                    dprintf(listener->lock.fd, "%ld\n", (long)getpid()) < 0)) {
        const int reason = errno;
        file_lock_give(&listener->lock);
        return error_set(error, status_from_errno(reason), "%s.lock: %s", address->socket.sun_path,
                         strerror(reason));
    }
    return status;
}

static bool set_blocking_off(int file)
{
    const int flags = fcntl(file, F_GETFL);
    return flags >= 0 && fcntl(file, F_SETFL, flags | O_NONBLOCK) == 0;
}

/* With the name taken, a socket that is there already is nobody's. */
static bool listen_at(int file, const struct sockaddr_un *address)
{
    return file >= 0 && set_blocking_off(file) &&
           (unlink(address->sun_path) == 0 || errno == ENOENT) &&
           bind(file, (const struct sockaddr *)address, sizeof *address) == 0 &&
           chmod(address->sun_path, 0600) == 0 && listen(file, BACKLOG) == 0;
}

Status control_listener_open(ControlListener *listener, const ControlAddress *address, Error *error)
{
    *listener = (ControlListener){.address = *address, .file = -1};
    Status status = control_address_make(address, error);
    if (!status)
        status = take_name(listener, error);
    if (status)
        return status;
    listener->file = platform_socket_new();
    if (listen_at(listener->file, &address->socket))
        return STATUS_OK;
    status = error_set(error, status_from_errno(errno), "can't listen at %s: %s",
                       address->socket.sun_path, strerror(errno));
    control_listener_close(listener);
    return status;
}

void control_listener_close(ControlListener *listener)
{
    if (listener->file >= 0) {
        (void)unlink(listener->address.socket.sun_path);
        (void)close(listener->file);
    }
    listener->file = -1;
    file_lock_give(&listener->lock);
}

int control_listener_accept(const ControlListener *listener)
{
    for (;;) {
        const int file = accept(listener->file, NULL, NULL);
        uid_t user = 0;
        if (file < 0 && (errno == EINTR || errno == ECONNABORTED))
            continue;
        if (file < 0)
            return -1;
        if (fcntl(file, F_SETFD, FD_CLOEXEC) == 0 && set_blocking_off(file) &&
            platform_peer_user(file, &user) && user == geteuid())
            return file;
        (void)close(file);
    }
}
