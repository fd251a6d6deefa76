/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file control_connection.h
 * One client of the control socket: its requests in, line by line, and their answers out. Never
 * blocks. For the server's thread. */

#ifndef OSSICLE_TOOL_CONTROL_CONNECTION_H
#define OSSICLE_TOOL_CONTROL_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Answers a request of `size` bytes without its line break: a line to free(), or NULL for lack of
 * memory, which ends the connection. */
typedef struct ControlAnswerer {
    char *(*answer)(void *context, const char *request, size_t size);
    void *context;
} ControlAnswerer;

typedef struct ControlConnection {
    int file; /**< -1: none */
    char *request;
    size_t used; /**< bytes of `request` */
    size_t room;
    size_t
        line; /**< bytes of the line that `request` begins with, with its break; 0: no whole one */
    char *answer; /**< NULL: the client's turn */
    size_t size;
    size_t sent;
    bool ends;        /**< with that answer */
    int64_t until_ms; /**< when the client has taken too long */
} ControlConnection;

/** Begin with `file`, which becomes the connection's. */
void control_connection_open(ControlConnection *connection, int file, int64_t now_ms);

/** End it. One that has ended is fine. */
void control_connection_close(ControlConnection *connection);

/** What to poll for. */
short control_connection_events(const ControlConnection *connection);

/** Whether there is something to do before anything new arrives. */
bool control_connection_is_ready(const ControlConnection *connection);

/** Do what can be done now, but answer one request at most, so that others get their turn. Ends the
 * connection when it is over. */
void control_connection_run(ControlConnection *connection, const ControlAnswerer *answerer,
                            int64_t now_ms);

/** Say why, as far as that is possible without waiting, and end it. */
void control_connection_refuse(ControlConnection *connection, const char *reason);

#endif
