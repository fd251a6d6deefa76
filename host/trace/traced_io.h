/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file traced_io.h
 * The slots with a trace that a HAL calls on I/O threads. [io] Private to trace/. */

#ifndef OSSICLE_TRACE_TRACED_IO_H
#define OSSICLE_TRACE_TRACED_IO_H

#include "realtime/realtime.h"

#include <CoreAudio/AudioServerPlugIn.h>

OSStatus traced_get_zero_time_stamp(AudioServerPlugInDriverRef reference, AudioObjectID device,
                                    UInt32 client, Float64 *sample_time, UInt64 *host_time,
                                    UInt64 *seed) OSSICLE_REALTIME;

OSStatus traced_will_do(AudioServerPlugInDriverRef reference, AudioObjectID device, UInt32 client,
                        UInt32 operation, Boolean *will_do, Boolean *in_place) OSSICLE_REALTIME;

OSStatus traced_begin_operation(AudioServerPlugInDriverRef reference, AudioObjectID device,
                                UInt32 client, UInt32 operation, UInt32 frames,
                                const AudioServerPlugInIOCycleInfo *cycle) OSSICLE_REALTIME;

OSStatus traced_do_operation(AudioServerPlugInDriverRef reference, AudioObjectID device,
                             AudioObjectID stream, UInt32 client, UInt32 operation, UInt32 frames,
                             const AudioServerPlugInIOCycleInfo *cycle, void *main_buffer,
                             void *secondary_buffer) OSSICLE_REALTIME;

OSStatus traced_end_operation(AudioServerPlugInDriverRef reference, AudioObjectID device,
                              UInt32 client, UInt32 operation, UInt32 frames,
                              const AudioServerPlugInIOCycleInfo *cycle) OSSICLE_REALTIME;

#endif
