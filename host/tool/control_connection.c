/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/control_connection.h"
#include "tool/control_protocol.h"
#include "tool/control_requests.h"
#include "tool/platform.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FIRST_ROOM = 4096 };

void control_connection_open(ControlConnection *connection, int file, int64_t now_ms)
{
    *connection = (ControlConnection){.file = file, .until_ms = now_ms + CONTROL_PATIENCE_MS};
}

void control_connection_close(ControlConnection *connection)
{
    if (connection->file >= 0)
        (void)close(connection->file);
    free(connection->request);
    free(connection->answer);
    *connection = (ControlConnection){.file = -1};
}

short control_connection_events(const ControlConnection *connection)
{
    return connection->answer ? POLLOUT : POLLIN;
}

bool control_connection_is_ready(const ControlConnection *connection)
{
    return connection->file >= 0 && !connection->answer && connection->line;
}

/* Send what can be sent; when that is all, it is the client's turn again. */
static void send_answer(ControlConnection *connection, int64_t now_ms)
{
    while (connection->sent < connection->size) {
        const ssize_t count = platform_send(connection->file, connection->answer + connection->sent,
                                            connection->size - connection->sent);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return;
        if (count < 0) {
            control_connection_close(connection);
            return;
        }
        connection->sent += (size_t)count;
    }
    if (connection->ends) {
        control_connection_close(connection);
        return;
    }
    free(connection->answer);
    connection->answer = NULL;
    connection->until_ms = now_ms + CONTROL_PATIENCE_MS;
}

static void begin_answer(ControlConnection *connection, char *answer, int64_t now_ms)
{
    if (!answer) {
        control_connection_close(connection);
        return;
    }
    connection->answer = answer;
    connection->size = strlen(answer);
    connection->sent = 0;
    connection->until_ms = now_ms + CONTROL_PATIENCE_MS;
    send_answer(connection, now_ms);
}

static void end_with(ControlConnection *connection, const char *reason, int64_t now_ms)
{
    connection->ends = true;
    begin_answer(connection, control_refusal(reason), now_ms);
}

/* Take the line that `request` begins with off it. */
static void answer_line(ControlConnection *connection, const ControlAnswerer *answerer,
                        int64_t now_ms)
{
    char *const answer =
        answerer->answer(answerer->context, connection->request, connection->line - 1);
    connection->used -= connection->line;
    memmove(connection->request, connection->request + connection->line, connection->used);
    const char *const end = memchr(connection->request, '\n', connection->used);
    connection->line = end ? (size_t)(end - connection->request) + 1 : 0;
    begin_answer(connection, answer, now_ms);
}

static bool make_room(ControlConnection *connection)
{
    if (connection->used < connection->room)
        return true;
    const size_t room = connection->room ? 2 * connection->room : FIRST_ROOM;
    char *const larger = realloc(connection->request, room);
    if (!larger)
        return false;
    connection->request = larger;
    connection->room = room;
    return true;
}

/* Read until there is a whole line. Returns whether there may be more to read at once. */
static bool read_some(ControlConnection *connection, int64_t now_ms)
{
    if (connection->used == CONTROL_REQUEST_MAX || !make_room(connection)) {
        end_with(connection, "the request is too long: a line may have a mebibyte", now_ms);
        return false;
    }
    char *const end = connection->request + connection->used;
    const ssize_t count = recv(connection->file, end, connection->room - connection->used, 0);
    if (count < 0 && errno == EINTR)
        return true;
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return false;
    if (count == 0 && connection->used) {
        end_with(connection, "the request ends without a line break", now_ms);
        return false;
    }
    if (count <= 0) {
        control_connection_close(connection);
        return false;
    }
    connection->used += (size_t)count;
    const char *const line_end = memchr(end, '\n', (size_t)count);
    connection->line = line_end ? (size_t)(line_end - connection->request) + 1 : 0;
    return !line_end;
}

void control_connection_run(ControlConnection *connection, const ControlAnswerer *answerer,
                            int64_t now_ms)
{
    if (connection->answer) {
        send_answer(connection, now_ms);
        return;
    }
    while (!connection->line && read_some(connection, now_ms))
        continue;
    if (control_connection_is_ready(connection))
        answer_line(connection, answerer, now_ms);
}

void control_connection_refuse(ControlConnection *connection, const char *reason)
{
    /* Into the middle of another answer this would be no line of its own. */
    char *const line = connection->answer ? NULL : control_refusal(reason);
    if (line)
        (void)platform_send(connection->file, line, strlen(line));
    free(line);
    control_connection_close(connection);
}
