/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The endpoint without sound: it gives silence and takes anything. */

#include "endpoints/endpoint_class.h"

#include <stdlib.h>
#include <string.h>

static void null_free(Endpoint *endpoint)
{
    free(endpoint);
}

static uint32_t null_capture(Endpoint *endpoint, float *frames_out, uint32_t frames, Error *error)
{
    memset(frames_out, 0, sizeof *frames_out * frames * endpoint->capture.channels);
    return frames;
}

static Status null_playback(Endpoint *endpoint, const float *frames_in, uint32_t frames,
                            Error *error)
{
    return STATUS_OK;
}

static const EndpointOps null_ops = {
    .driver = ENDPOINT_DRIVEN_BY_CALLER,
    .free = null_free,
    .capture = null_capture,
    .playback = null_playback,
};

static Endpoint *null_open(const char *arguments, const EndpointOptions *options, Error *error)
{
    if (*arguments != '\0') {
        error_set(error, STATUS_BAD_ARGUMENT, "the null endpoint takes no arguments: null:%s",
                  arguments);
        return NULL;
    }
    Endpoint *endpoint = calloc(1, sizeof *endpoint);
    if (endpoint == NULL) {
        error_set(error, STATUS_NO_MEMORY, "null endpoint: no memory");
        return NULL;
    }
    endpoint->ops = &null_ops;
    endpoint->has_capture = true;
    endpoint->has_playback = true;
    endpoint->capture.rate_hz = options->rate_hz > 0 ? options->rate_hz : 48000;
    endpoint->capture.channels = options->channels > 0 ? options->channels : 2;
    endpoint->capture.frames = -1;
    endpoint->playback = endpoint->capture;
    return endpoint;
}

const EndpointClass endpoint_class_null = {
    .info = {"null", "null", "silence without end; what is played is dropped"},
    .open = null_open,
};
