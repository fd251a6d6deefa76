/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file control_requests.h
 * What the host answers to the requests of control_protocol.h. [control] */

#ifndef OSSICLE_TOOL_CONTROL_REQUESTS_H
#define OSSICLE_TOOL_CONTROL_REQUESTS_H

#include "hal/hal.h"

#include <stddef.h>

/** Who answers. */
typedef struct ControlHost {
    Hal *hal;
    const char *name;
    const char *driver; /**< the path of its bundle */
} ControlHost;

/** Answer one request, `size` bytes of any kind: one line for the caller to free(), with its line
 * break. NULL: no memory. */
char *control_answer(const ControlHost *host, const char *request, size_t size);

/** The answer that refuses, for the caller to free(); NULL: no memory. */
char *control_refusal(const char *reason);

#endif
