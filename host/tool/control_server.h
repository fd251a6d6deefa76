/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file control_server.h
 * Serves the control socket: one thread of ordinary priority, whatever clients do. Requests are
 * answered on it, one after the other. */

#ifndef OSSICLE_TOOL_CONTROL_SERVER_H
#define OSSICLE_TOOL_CONTROL_SERVER_H

#include "base/status.h"
#include "tool/control_connection.h"
#include "tool/control_listener.h"
#include "tool/control_protocol.h"

#include <pthread.h>

typedef struct ControlServer {
    const ControlListener *listener;
    ControlAnswerer answerer;
    int wake[2]; /**< a pipe: closed at one end to stop */
    pthread_t thread;
    ControlConnection connections[CONTROL_CONNECTIONS_MAX];
} ControlServer;

/** [control] Begin to serve. `listener` outlives the server. On failure there is nothing to stop.
 */
Status control_server_start(ControlServer *server, const ControlListener *listener,
                            ControlAnswerer answerer, Error *error);

/** [control] Wait for the request under way, if any, and end all connections. */
void control_server_stop(ControlServer *server);

#endif
