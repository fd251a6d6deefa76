/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file sample_format.h
 * Between a stream's native format and the float that clients see, where the driver leaves that to
 * the HAL. Private to hal/. */

#ifndef OSSICLE_HAL_SAMPLE_FORMAT_H
#define OSSICLE_HAL_SAMPLE_FORMAT_H

#include "realtime/realtime.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <stddef.h>

/** How to convert one kind of sample. See realtime/sample_convert.h. */
typedef struct SampleFormat {
    const char *name;
    AudioFormatFlags flags; /**< of kAudioFormatLinearPCM, native endian and packed */
    UInt32 bits;
    UInt32 bytes;
    void (*to_float)(float *to, const void *from, size_t count) OSSICLE_REALTIME;
    void (*from_float)(void *to, const float *from, size_t count) OSSICLE_REALTIME;
} SampleFormat;

/** The row for the samples of `format`, or NULL: the HAL can't carry such a stream. For 32-bit
 * float both functions are NULL: there is nothing to convert. */
const SampleFormat *sample_format_find(const AudioStreamBasicDescription *format);

#endif
