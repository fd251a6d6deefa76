/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file io_convert.h
 * I/O operations whose samples become others between the HAL's buffer and the engine: integers that
 * a stream carries, and what the device's controls do to the mix. Piece by piece, through memory
 * that is there before I/O begins. [io] */

#ifndef OSSICLE_DRIVER_IO_CONVERT_H
#define OSSICLE_DRIVER_IO_CONVERT_H

#include "driver/device.h"

/** Whether the input stream carries integers. */
static inline bool io_converts_input(const Device *device) OSSICLE_REALTIME
{
    return atomic_load_explicit(&device->streams[SIDE_INPUT].integer, memory_order_relaxed);
}

/** ReadInput, then. */
OSStatus io_read_integers(Device *device, Engine *engine, UInt32 client, UInt32 frames,
                          const AudioServerPlugInIOCycleInfo *cycle,
                          void *samples) OSSICLE_REALTIME;

/** Whether the output stream carries integers, or a control may change the mix. */
static inline bool io_changes_mix(const Device *device) OSSICLE_REALTIME
{
    return (uintptr_t)atomic_load_explicit(&device->streams[SIDE_OUTPUT].integer,
                                           memory_order_relaxed) |
           (uintptr_t)atomic_load_explicit(&device->high_pass, memory_order_acquire);
}

/** WriteMix, then. */
OSStatus io_write_changed(Device *device, Engine *engine, UInt32 frames,
                          const AudioServerPlugInIOCycleInfo *cycle,
                          void *samples) OSSICLE_REALTIME;

#endif
