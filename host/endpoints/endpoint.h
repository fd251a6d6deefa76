/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file endpoint.h
 * Where sound really comes from and goes to: files, nothing, audio servers.
 *
 * An endpoint has up to two sides: capture (a source of frames) and playback (a sink of frames).
 * It also says what drives the loop that moves sound between it and a device: an endpoint without
 * a clock takes and gives whatever is asked, at any speed; one with a clock calls for it.
 *
 * [control] for everything but endpoint_capture and endpoint_playback. */

#ifndef OSSICLE_ENDPOINTS_ENDPOINT_H
#define OSSICLE_ENDPOINTS_ENDPOINT_H

#include "base/status.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct Endpoint Endpoint;

/** What drives the loop. */
typedef enum EndpointDriver {
    ENDPOINT_DRIVEN_BY_CALLER, /**< no clock of its own: the caller's clock decides */
    ENDPOINT_DRIVEN_BY_ITSELF, /**< its callback, on its own thread, is the clock */
} EndpointDriver;

/** What a side carries: interleaved float frames of so many channels at this rate. */
typedef struct EndpointFormat {
    double rate_hz;
    uint32_t channels;
    int64_t frames; /**< how many there will be; -1: no end is known */
} EndpointFormat;

/** Called by an endpoint that drives itself, on its thread, when `frames` can be captured and
 * played. [io] Returns false to end. */
typedef bool (*EndpointCycle)(void *context, uint32_t frames, uint64_t host_ticks);

/** What is asked for when an endpoint is opened. */
typedef struct EndpointOptions {
    /** Of the playback side, which takes rate and channels from here; 0: as capture has. */
    double rate_hz;
    uint32_t channels;
    /** The sample format of a file to write: "pcm16", "pcm24", "pcm32", "float", "double", "pcm8".
     * NULL: that of the file that is read, or float without one. */
    const char *sample_format;
} EndpointOptions;

/** Open what `text` names: a class and its arguments. Playback is opened by endpoint_open, but a
 * file to write appears under its name only with endpoint_finish.
 *
 *     null             silence without end in, discards what is played
 *     file:IN          reads IN
 *     file:IN,OUT      reads IN, writes OUT
 *     file:,OUT        writes OUT; rate and channels must be given
 *
 * A comma in a file's name is written as `\\,`, and a backslash as `\\\\`. */
Endpoint *endpoint_open(const char *text, const EndpointOptions *options, Error *error);

/** The same for two file names, either of which may be NULL, without any quoting. */
Endpoint *endpoint_open_file(const char *input_path, const char *output_path,
                             const EndpointOptions *options, Error *error);

/** Close. What was written is dropped unless endpoint_finish has succeeded. NULL is fine. */
void endpoint_free(Endpoint *endpoint);

EndpointDriver endpoint_driver(const Endpoint *endpoint);

/** The format of each side; NULL if it has none. */
const EndpointFormat *endpoint_capture_format(const Endpoint *endpoint);
const EndpointFormat *endpoint_playback_format(const Endpoint *endpoint);

/** Let an endpoint that drives itself begin or end its callbacks. STATUS_UNSUPPORTED for others. */
Status endpoint_start(Endpoint *endpoint, EndpointCycle cycle, void *context, Error *error);
void endpoint_stop(Endpoint *endpoint);

/** Take up to `frames` frames from the capture side. A file's may wait for the disk and is for
 * [control] threads; one that drives itself is for its own callback. Returns how many there were;
 * fewer than asked for means the end. STATUS_IO in `error` if it ended too early. */
uint32_t endpoint_capture(Endpoint *endpoint, float *frames_out, uint32_t frames, Error *error);

/** Give frames to the playback side; threads as in endpoint_capture. */
Status endpoint_playback(Endpoint *endpoint, const float *frames_in, uint32_t frames, Error *error);

/** All has been played: complete the file and give it its name, replacing what was there. */
Status endpoint_finish(Endpoint *endpoint, Error *error);

/** The classes that this build has, for help texts: name, arguments, one line of description.
 * NULL past the end. */
typedef struct EndpointClassInfo {
    const char *name;
    const char *usage;
    const char *summary;
} EndpointClassInfo;
const EndpointClassInfo *endpoint_class_at(unsigned index);

#endif
