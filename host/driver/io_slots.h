/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file io_slots.h
 * The slots of the interface that the HAL calls on I/O threads. One device may have several of
 * these: one writes, and each client reads on one. */

#ifndef OSSICLE_DRIVER_IO_SLOTS_H
#define OSSICLE_DRIVER_IO_SLOTS_H

#include <CoreAudio/AudioServerPlugIn.h>
#include <module-api.h>

/** [io] */
OSStatus io_get_zero_time_stamp(AudioServerPlugInDriverRef reference, AudioObjectID id,
                                UInt32 client, Float64 *sample_time, UInt64 *host_time,
                                UInt64 *seed) OSSICLE_REALTIME;

/** [any] */
OSStatus io_will_do(AudioServerPlugInDriverRef reference, AudioObjectID id, UInt32 client,
                    UInt32 operation, Boolean *will_do, Boolean *in_place) OSSICLE_REALTIME;

/** [io] The whole cycle is recorded; around other operations there is nothing to do. @{ */
OSStatus io_begin(AudioServerPlugInDriverRef reference, AudioObjectID id, UInt32 client,
                  UInt32 operation, UInt32 frames,
                  const AudioServerPlugInIOCycleInfo *cycle) OSSICLE_REALTIME;
OSStatus io_end(AudioServerPlugInDriverRef reference, AudioObjectID id, UInt32 client,
                UInt32 operation, UInt32 frames,
                const AudioServerPlugInIOCycleInfo *cycle) OSSICLE_REALTIME;
/** @} */

/** [io] */
OSStatus io_do(AudioServerPlugInDriverRef reference, AudioObjectID id, AudioObjectID stream,
               UInt32 client, UInt32 operation, UInt32 frames,
               const AudioServerPlugInIOCycleInfo *cycle, void *main_buffer,
               void *secondary_buffer) OSSICLE_REALTIME;

#endif
