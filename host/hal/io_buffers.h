/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file io_buffers.h
 * The streams of a device while it runs, with the memory that its cycles use. Private to hal/. */

#ifndef OSSICLE_HAL_IO_BUFFERS_H
#define OSSICLE_HAL_IO_BUFFERS_H

#include "base/status.h"
#include "hal/hal.h"
#include "hal/sample_format.h"

#include <stdbool.h>
#include <stddef.h>

/** One stream. Where nothing has to be converted or interleaved, the pointers are the same. */
typedef struct IoStream {
    AudioObjectID id;
    UInt32 channels;
    UInt32 first_channel; /**< of the side's, from 0 */
    const SampleFormat *format;
    bool is_float;      /**< the format is what clients see */
    void *native;       /**< a buffer in the stream's format, large enough for float as well */
    float *samples;     /**< one client's, or after mixing the mix, in float */
    float *mix;         /**< output only */
    void *secondary;    /**< for operations that aren't done in place */
    size_t buffer_size; /**< of each of them, in bytes, without the guard behind it */
} IoStream;

/** All streams of one direction. */
typedef struct IoSide {
    UInt32 stream_count;
    UInt32 channels; /**< of all streams together */
    IoStream *streams;
    float *frames;  /**< interleaved, all channels: what a client sees */
    void *memory;   /**< that all pointers point into */
    bool is_direct; /**< one stream, whose samples are `frames` */
} IoSide;

/** [control] Read the device's streams in `scope` and make buffers for `frames` frames, touched.
 * Refuses formats that the HAL can't carry. Clean up in any case. */
Status io_side_init(IoSide *side, Hal *hal, AudioObjectID device, AudioObjectPropertyScope scope,
                    UInt32 frames, Error *error);

/** Safe on a zeroed side. */
void io_side_cleanup(IoSide *side);

/** [io] From the streams' samples to the side's interleaved frames, and back. */
void io_side_gather(IoSide *side, UInt32 frames) OSSICLE_REALTIME;
void io_side_scatter(IoSide *side, UInt32 frames) OSSICLE_REALTIME;

/** [control] Which fill the bytes behind each buffer have; [io] whether they still have it. */
bool io_stream_guards_hold(const IoStream *stream) OSSICLE_REALTIME;

#endif
