/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file control_client.h
 * Asks a running host. [control] */

#ifndef OSSICLE_TOOL_CONTROL_CLIENT_H
#define OSSICLE_TOOL_CONTROL_CLIENT_H

#include "base/status.h"

#include <jansson.h>

/** Send one request of control_protocol.h to the host called `name` (NULL: the one without a name
 * of its own) and wait for the answer, an object for the caller to json_decref. `request` is
 * released. NULL with an error of one line: STATUS_NOT_FOUND if no such host runs; STATUS_FAILED if
 * it refused, with its reason; or that the connection failed. */
json_t *control_ask(const char *name, json_t *request, Error *error);

#endif
