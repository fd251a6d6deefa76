/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "endpoints/endpoint.h"

#include "endpoints/endpoint_class.h"

#include <string.h>

static const EndpointClass *const classes[] = {
    &endpoint_class_null,
    &endpoint_class_file,
};
enum { CLASS_COUNT = sizeof classes / sizeof classes[0] };

Endpoint *endpoint_open(const char *text, const EndpointOptions *options, Error *error)
{
    static const EndpointOptions defaults = {0};
    const size_t length = strcspn(text, ":");
    const char *arguments = text[length] == ':' ? text + length + 1 : "";
    for (size_t i = 0; i < CLASS_COUNT; i++)
        if (strlen(classes[i]->info.name) == length &&
            memcmp(classes[i]->info.name, text, length) == 0)
            return classes[i]->open(arguments, options != NULL ? options : &defaults, error);
    error_set(error, STATUS_NOT_FOUND, "no endpoint is called '%.*s': this build has null and file",
              (int)length, text);
    return NULL;
}

const EndpointClassInfo *endpoint_class_at(unsigned index)
{
    return index < CLASS_COUNT ? &classes[index]->info : NULL;
}

void endpoint_free(Endpoint *endpoint)
{
    if (endpoint != NULL)
        endpoint->ops->free(endpoint);
}

EndpointDriver endpoint_driver(const Endpoint *endpoint)
{
    return endpoint->ops->driver;
}

const EndpointFormat *endpoint_capture_format(const Endpoint *endpoint)
{
    return endpoint->has_capture ? &endpoint->capture : NULL;
}

const EndpointFormat *endpoint_playback_format(const Endpoint *endpoint)
{
    return endpoint->has_playback ? &endpoint->playback : NULL;
}

Status endpoint_start(Endpoint *endpoint, EndpointCycle cycle, void *context, Error *error)
{
    if (endpoint->ops->start == NULL)
        return error_set(error, STATUS_UNSUPPORTED,
                         "this endpoint has no clock of its own: the caller drives it");
    return endpoint->ops->start(endpoint, cycle, context, error);
}

void endpoint_stop(Endpoint *endpoint)
{
    if (endpoint->ops->stop != NULL)
        endpoint->ops->stop(endpoint);
}

uint32_t endpoint_capture(Endpoint *endpoint, float *frames_out, uint32_t frames, Error *error)
{
    if (error != NULL)
        error->status = STATUS_OK;
    return endpoint->has_capture ? endpoint->ops->capture(endpoint, frames_out, frames, error) : 0;
}

Status endpoint_playback(Endpoint *endpoint, const float *frames_in, uint32_t frames, Error *error)
{
    if (!endpoint->has_playback)
        return error_set(error, STATUS_UNSUPPORTED, "this endpoint plays nothing");
    return endpoint->ops->playback(endpoint, frames_in, frames, error);
}

Status endpoint_finish(Endpoint *endpoint, Error *error)
{
    return endpoint->ops->finish != NULL ? endpoint->ops->finish(endpoint, error) : STATUS_OK;
}
