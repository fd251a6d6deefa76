/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/link.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where a worker finds the connection. */
#define WORKER_CONNECTION 3

/* Nothing of the host's is passed on but the connection. */
static int prepare_files(posix_spawn_file_actions_t *files, int connection)
{
    int result = posix_spawn_file_actions_adddup2(files, connection, WORKER_CONNECTION);
    for (int i = 0; result == 0 && i < WORKER_CONNECTION; i++)
        result = posix_spawn_file_actions_addopen(files, i, "/dev/null", O_RDWR, 0);
    if (result == 0)
        result = posix_spawn_file_actions_addclosefrom_np(files, WORKER_CONNECTION + 1);
    return result;
}

/* A session of its own: what a terminal sends to the host isn't for the worker. */
static int prepare_signals(posix_spawnattr_t *attributes)
{
    sigset_t none;
    sigset_t all;
    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    int result = posix_spawnattr_setsigmask(attributes, &none);
    if (result == 0)
        result = posix_spawnattr_setsigdefault(attributes, &all);
    if (result == 0)
        result = posix_spawnattr_setflags(
            attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
    return result;
}

static int spawn(const char *program, int connection, pid_t *process)
{
    char name[] = "ossicle-worker";
    char *const arguments[] = {name, NULL};
    char *const environment[] = {NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    int result = posix_spawn_file_actions_init(&files);
    if (result != 0)
        return result;
    result = posix_spawnattr_init(&attributes);
    if (result == 0) {
        result = prepare_files(&files, connection);
        if (result == 0)
            result = prepare_signals(&attributes);
        if (result == 0)
            result = posix_spawn(process, program, &files, &attributes, arguments, environment);
        (void)posix_spawnattr_destroy(&attributes);
    }
    (void)posix_spawn_file_actions_destroy(&files);
    return result;
}

static Status cant_start(const char *program, int reason, Error *error)
{
    return error_set(error, status_from_errno(reason), "%s: can't be started as a worker: %s",
                     program, strerror(reason));
}

Status link_start(Link *link, const char *program, uint32_t patience_ms, Error *error)
{
    const struct timeval patience = {.tv_sec = patience_ms / 1000,
                                     .tv_usec = (suseconds_t)(patience_ms % 1000) * 1000};
    int ends[2];
    pid_t process = 0;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return cant_start(program, errno, error);
    (void)setsockopt(ends[0], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    const int result = spawn(program, ends[1], &process);
    (void)close(ends[1]);
    if (result != 0) {
        (void)close(ends[0]);
        return cant_start(program, result, error);
    }
    *link = (Link){.connection = ends[0],
                   .process = process,
                   .watch = (int)syscall(SYS_pidfd_open, process, 0)};
    return STATUS_OK;
}

Status link_accept(Link *link, Error *error)
{
    int type = 0;
    socklen_t size = sizeof type;
    if (getsockopt(WORKER_CONNECTION, SOL_SOCKET, SO_TYPE, &type, &size) != 0 ||
        type != SOCK_SEQPACKET)
        return error_set(error, STATUS_NOT_FOUND,
                         "this program is started by the Ossicle driver alone; it has no use of "
                         "its own");
    (void)fcntl(WORKER_CONNECTION, F_SETFD, FD_CLOEXEC);
    *link = (Link){.connection = WORKER_CONNECTION, .watch = -1};
    return STATUS_OK;
}

void link_wait_for_end(const Link *link)
{
    struct pollfd end = {.fd = link->connection};
    while ((end.revents & (POLLHUP | POLLERR | POLLNVAL)) == 0)
        (void)poll(&end, 1, -1);
}

static void describe_end(int ended, char *text, size_t size)
{
    if (!text)
        return;
    if (WIFSIGNALED(ended))
        (void)snprintf(text, size, "it was killed by signal %d (%s)", WTERMSIG(ended),
                       strsignal(WTERMSIG(ended)));
    else if (WIFEXITED(ended))
        (void)snprintf(text, size, "it exited with status %d", WEXITSTATUS(ended));
    else
        (void)snprintf(text, size, "it ended");
}

void link_kill(const Link *link)
{
    if (link->process > 0)
        (void)kill((pid_t)link->process, SIGKILL);
}

void link_close(Link *link, uint32_t patience_ms, char *text, size_t size)
{
    int ended = -1;
    if (link->process > 0) {
        struct pollfd watch = {.fd = link->watch, .events = POLLIN};
        if (link->watch >= 0)
            (void)poll(&watch, 1, patience_ms < INT_MAX ? (int)patience_ms : INT_MAX);
        link_kill(link);
        while (waitpid((pid_t)link->process, &ended, 0) < 0 && errno == EINTR)
            continue;
        describe_end(ended, text, size);
        if (link->watch >= 0)
            (void)close(link->watch);
    }
    if (link->connection > 0)
        (void)close(link->connection);
    *link = (Link){.connection = 0};
}

int link_descriptor(const Link *link)
{
    return link->connection;
}

static Status status_of_connection(int reason)
{
    if (reason == EAGAIN || reason == EWOULDBLOCK || reason == ETIMEDOUT)
        return STATUS_BUSY;
    if (reason == EPIPE || reason == ECONNRESET || reason == ENOTCONN)
        return STATUS_NOT_FOUND;
    return status_from_errno(reason);
}

/* Room for the one handle of a packet; more than one the kernel throws away. */
typedef union Ancillary {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
} Ancillary;

Status link_send(const Link *link, const void *bytes, size_t size, LinkHandle handle)
{
    Ancillary ancillary = {.bytes = {0}};
    struct iovec piece = {.iov_len = size};
    struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
    memcpy(&piece.iov_base, &bytes, sizeof bytes); /* it isn't written to */
    if (handle != LINK_NO_HANDLE) {
        message.msg_control = &ancillary;
        message.msg_controllen = CMSG_LEN(sizeof handle);
        ancillary.header = (struct cmsghdr){
            .cmsg_len = CMSG_LEN(sizeof handle), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
        memcpy(CMSG_DATA(&ancillary.header), &handle, sizeof handle);
    }
    ssize_t sent;
    do
        sent = sendmsg(link->connection, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? status_of_connection(errno) : STATUS_OK;
}

static LinkHandle handle_of(struct msghdr *message)
{
    LinkHandle handle = LINK_NO_HANDLE;
    const struct cmsghdr *header = CMSG_FIRSTHDR(message);
    if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS &&
        header->cmsg_len == CMSG_LEN(sizeof handle))
        memcpy(&handle, CMSG_DATA(header), sizeof handle);
    return handle;
}

static Status wait_for_packet(const Link *link, uint32_t timeout_ms)
{
    struct pollfd connection = {.fd = link->connection, .events = POLLIN};
    int count;
    do
        count = poll(&connection, 1, timeout_ms < INT_MAX ? (int)timeout_ms : -1);
    while (count < 0 && errno == EINTR);
    if (count < 0)
        return status_from_errno(errno);
    return count == 0 ? STATUS_BUSY : STATUS_OK;
}

Status link_receive(const Link *link, void *bytes, size_t *size, LinkHandle *handle,
                    uint32_t timeout_ms)
{
    Ancillary ancillary;
    struct iovec piece = {.iov_base = bytes, .iov_len = LINK_PACKET_BYTES};
    struct msghdr message = {.msg_iov = &piece,
                             .msg_iovlen = 1,
                             .msg_control = &ancillary,
                             .msg_controllen = CMSG_LEN(sizeof(LinkHandle))};
    const Status status = wait_for_packet(link, timeout_ms);
    if (status != STATUS_OK)
        return status;
    const ssize_t received = recvmsg(link->connection, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (received < 0)
        return status_of_connection(errno);
    const LinkHandle came = handle_of(&message);
    const bool is_bad = (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0;
    if (handle && !is_bad && received > 0)
        *handle = came;
    else
        link_close_handle(came);
    *size = (size_t)received;
    if (received == 0)
        return STATUS_NOT_FOUND;
    return is_bad ? STATUS_BAD_FORMAT : STATUS_OK;
}

LinkHandle link_handle_of_file(int file)
{
    return fcntl(file, F_DUPFD_CLOEXEC, 0);
}

int link_take_file(LinkHandle handle)
{
    return handle;
}

void link_close_handle(LinkHandle handle)
{
    if (handle != LINK_NO_HANDLE)
        (void)close(handle);
}
