/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file sound.h
 * A whole sound in memory, so that the I/O thread never waits for a disk. [control] */

#ifndef OSSICLE_TOOL_SOUND_H
#define OSSICLE_TOOL_SOUND_H

#include "base/status.h"
#include "endpoints/endpoint.h"

#include <stddef.h>
#include <stdint.h>

/** Interleaved float frames. */
typedef struct Sound {
    float *samples;
    int64_t frames;
    uint32_t channels;
    double rate_hz;
} Sound;

/** Make silence, its memory touched. Fails if `copies` sounds of this size would take more than
 * half of the machine's memory. */
Status sound_init(Sound *sound, const EndpointFormat *format, unsigned copies, Error *error);

/** Free. A zeroed sound is fine. */
void sound_cleanup(Sound *sound);

/** Take as many frames as `sound` has from the endpoint. STATUS_BUSY if the user interrupts. */
Status sound_read(Sound *sound, Endpoint *endpoint, Error *error);

/** Give all frames to the endpoint. STATUS_BUSY if the user interrupts. */
Status sound_write(const Sound *sound, Endpoint *endpoint, Error *error);

/** How many samples it has. */
size_t sound_sample_count(const Sound *sound);

#endif
