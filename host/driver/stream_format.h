/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file stream_format.h
 * The physical formats that a stream can have. What applications see (the virtual format) and what
 * the engine works with is 32-bit float always; samples of other formats are converted on the way
 * between the HAL's buffer and the engine. */

#ifndef OSSICLE_DRIVER_STREAM_FORMAT_H
#define OSSICLE_DRIVER_STREAM_FORMAT_H

#include "driver/driver.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <module-api.h>
#include <stdbool.h>
#include <stddef.h>

/** A kind of sample, packed and native endian. There is one object of each kind. */
typedef struct StreamFormat {
    const char *name;       /**< under which a setting is stored */
    UInt32 bit;             /**< in DeviceConfiguration.formats; 0: float */
    AudioFormatFlags flags; /**< of kAudioFormatLinearPCM */
    UInt32 sample_bytes;
    /** See realtime/sample_convert.h. NULL: float. @{ */
    void (*to_float)(float *to, const void *from, size_t count) OSSICLE_REALTIME;
    void (*from_float)(void *to, const float *from, size_t count) OSSICLE_REALTIME;
    /** @} */
} StreamFormat;

extern const StreamFormat *const stream_format_float;

/** [any] How many formats the streams of such a device can have, 1 to 4. */
UInt32 stream_format_count(const DeviceConfiguration *configuration);

/** [any] One of them, the first being float; NULL past the last. */
const StreamFormat *stream_format_at(const DeviceConfiguration *configuration, UInt32 index);

/** [any] The one with this name, or NULL. */
const StreamFormat *stream_format_named(const DeviceConfiguration *configuration, const char *name);

/** [any] The one that `description` is, at whatever rate, or NULL. */
const StreamFormat *stream_format_find(const DeviceConfiguration *configuration,
                                       const AudioStreamBasicDescription *description);

/** [any] Whether such a device can have it. */
bool stream_format_is_in(const DeviceConfiguration *configuration, const StreamFormat *format);

/** [any] A stream of all channels of such a device. */
AudioStreamBasicDescription stream_format_describe(const StreamFormat *format,
                                                   const DeviceConfiguration *configuration,
                                                   Float64 rate);

#endif
