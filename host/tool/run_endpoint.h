/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file run_endpoint.h
 * The client that keeps a host's default device running: it plays what its endpoint captures into
 * the device, once, and gives the endpoint what it records. [control] */

#ifndef OSSICLE_TOOL_RUN_ENDPOINT_H
#define OSSICLE_TOOL_RUN_ENDPOINT_H

#include "base/status.h"
#include "endpoints/endpoint.h"
#include "endpoints/pump.h"
#include "hal/hal.h"

#include <stdbool.h>

typedef struct RunEndpoint {
    Hal *hal;
    Endpoint *endpoint;
    Pump *source;           /**< NULL: the endpoint has none */
    Pump *sink;             /**< NULL: the endpoint has none */
    UInt32 input_channels;  /**< of the device, while the client runs */
    UInt32 output_channels; /**< the same */
    double rate_hz;         /**< of the device, when the endpoint was opened */
    double next_input;      /**< [io] the sample time that should come next; less than 0: any */
} RunEndpoint;

/** Open what `text` names for the default device, which gets the sample rate of what is to be
 * played. `text` as endpoint_open takes it. On failure there is nothing to close. */
Status run_endpoint_open(RunEndpoint *run, const char *text, Hal *hal, Error *error);

/** Be a client of the default device until the user wants to stop, whatever becomes of the device
 * meanwhile: if it goes, or comes back with other channels, it begins again. Returns earlier if the
 * endpoint fails, which run_endpoint_finish tells. */
void run_endpoint_run(RunEndpoint *run);

/** Complete what the endpoint wrote, or say what went wrong. Once. */
Status run_endpoint_finish(RunEndpoint *run, Error *error);

/** Drop what isn't finished. A zeroed one is fine. */
void run_endpoint_close(RunEndpoint *run);

#endif
