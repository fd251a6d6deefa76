/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file endpoint_class.h
 * What a kind of endpoint implements. Private to endpoints/. */

#ifndef OSSICLE_ENDPOINTS_ENDPOINT_CLASS_H
#define OSSICLE_ENDPOINTS_ENDPOINT_CLASS_H

#include "endpoints/endpoint.h"

/** The functions behind those of endpoint.h. `free` is always there; the others are NULL where a
 * kind of endpoint has no such thing. */
typedef struct EndpointOps {
    EndpointDriver driver;
    void (*free)(Endpoint *endpoint);
    Status (*start)(Endpoint *endpoint, EndpointCycle cycle, void *context, Error *error);
    void (*stop)(Endpoint *endpoint);
    uint32_t (*capture)(Endpoint *endpoint, float *frames_out, uint32_t frames, Error *error);
    Status (*playback)(Endpoint *endpoint, const float *frames_in, uint32_t frames, Error *error);
    Status (*finish)(Endpoint *endpoint, Error *error);
} EndpointOps;

/** Each endpoint begins with this. */
struct Endpoint {
    const EndpointOps *ops;
    bool has_capture;
    bool has_playback;
    EndpointFormat capture;
    EndpointFormat playback;
};

/** One row of the table of classes. `open` gets what stands behind the name and colon. */
typedef struct EndpointClass {
    EndpointClassInfo info;
    Endpoint *(*open)(const char *arguments, const EndpointOptions *options, Error *error);
} EndpointClass;

extern const EndpointClass endpoint_class_null;
extern const EndpointClass endpoint_class_file;

#endif
