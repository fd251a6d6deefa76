/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/control_client.h"
#include "tool/control_address.h"
#include "tool/control_protocol.h"
#include "tool/platform.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static Status no_host(const ControlAddress *address, Error *error)
{
    const bool has_name = strcmp(address->name, CONTROL_DEFAULT_NAME) != 0;
    return error_set(error, STATUS_NOT_FOUND,
                     "no host called %s is running: start one with: ossicle run%s%s", address->name,
                     has_name ? " --name " : "", has_name ? address->name : "");
}

static Status failed(const ControlAddress *address, const char *what, Error *error)
{
    if (errno == EAGAIN || errno == EWOULDBLOCK)
        return error_set(error, STATUS_BUSY,
                         "the host %s doesn't answer within %d s: does it hang?", address->name,
                         CONTROL_ANSWER_PATIENCE_S);
    return error_set(error, status_from_errno(errno), "the host %s: %s: %s", address->name, what,
                     strerror(errno));
}

static int open_connection(const ControlAddress *address, Error *error)
{
    Error reason;
    const Status status = control_address_check(address, &reason);
    if (status) {
        (void)(status == STATUS_NOT_FOUND ? no_host(address, error)
                                          : error_set(error, status, "%s", reason.message));
        return -1;
    }
    const int file = platform_socket_new();
    const struct timeval patience = {.tv_sec = CONTROL_ANSWER_PATIENCE_S};
    if (file >= 0 && setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0 &&
        setsockopt(file, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0 &&
        connect(file, (const struct sockaddr *)&address->socket, sizeof address->socket) == 0)
        return file;
    /* The socket of a host that was killed is still there, but nobody listens. */
    if (errno == ENOENT || errno == ECONNREFUSED)
        (void)no_host(address, error);
    else
        (void)failed(address, "can't connect", error);
    if (file >= 0)
        (void)close(file);
    return -1;
}

/* Send all of it, unless the host has hung up: then it has said why. */
static Status send_line(int file, const ControlAddress *address, const char *line, Error *error)
{
    const size_t size = strlen(line);
    for (size_t sent = 0; sent < size;) {
        const ssize_t count = platform_send(file, line + sent, size - sent);
        if (count < 0 && errno == EPIPE)
            break;
        if (count < 0 && errno != EINTR)
            return failed(address, "can't send the request", error);
        sent += count > 0 ? (size_t)count : 0;
    }
    return STATUS_OK;
}

/* The answer's line, for the caller to free(). */
static char *receive_line(int file, const ControlAddress *address, size_t *size, Error *error)
{
    char *line = NULL;
    size_t room = 0;
    *size = 0;
    for (;;) {
        if (*size == room) {
            room = room ? 2 * room : 65536;
            char *const larger = room <= CONTROL_ANSWER_MAX ? realloc(line, room) : NULL;
            if (!larger) {
                (void)error_set(error, STATUS_NO_MEMORY, "the host's answer is too large");
                break;
            }
            line = larger;
        }
        const ssize_t count = recv(file, line + *size, room - *size, 0);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0) {
            (void)failed(address, "can't receive the answer", error);
            break;
        }
        *size += (size_t)count;
        if (*size && line[*size - 1] == '\n')
            return line;
        if (!count) {
            (void)error_set(error, STATUS_IO, "the host %s ended the connection without an answer",
                            address->name);
            break;
        }
    }
    free(line);
    return NULL;
}

static json_t *read_answer(const char *line, size_t size, const ControlAddress *address,
                           Error *error)
{
    json_t *const answer = json_loadb(line, size, 0, NULL);
    if (json_is_true(json_object_get(answer, CONTROL_OK)))
        return answer;
    const char *const reason = json_string_value(json_object_get(answer, CONTROL_ERROR));
    if (reason)
        (void)error_set(error, STATUS_FAILED, "%s", reason);
    else
        (void)error_set(error, STATUS_BAD_FORMAT, "the host %s gives an answer that is none",
                        address->name);
    json_decref(answer);
    return NULL;
}

static json_t *ask(const ControlAddress *address, const char *request, Error *error)
{
    const int file = open_connection(address, error);
    if (file < 0)
        return NULL;
    size_t size = 0;
    char *line = NULL;
    if (!send_line(file, address, request, error) && !send_line(file, address, "\n", error))
        line = receive_line(file, address, &size, error);
    (void)close(file);
    json_t *const answer = line ? read_answer(line, size, address, error) : NULL;
    free(line);
    return answer;
}

json_t *control_ask(const char *name, json_t *request, Error *error)
{
    ControlAddress address;
    char *const line = request ? json_dumps(request, JSON_COMPACT) : NULL;
    json_decref(request);
    json_t *answer = NULL;
    if (!line)
        (void)error_set(error, STATUS_NO_MEMORY, "%s", status_text(STATUS_NO_MEMORY));
    else if (strlen(line) >= CONTROL_REQUEST_MAX)
        (void)error_set(error, STATUS_BAD_ARGUMENT, "a request may have %d bytes, not %zu",
                        CONTROL_REQUEST_MAX, strlen(line));
    else if (!control_address_init(&address, name, error))
        answer = ask(&address, line, error);
    free(line);
    return answer;
}
