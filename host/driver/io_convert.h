/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file io_convert.h
 * I/O operations of streams that carry integers: piece by piece through memory that is there before
 * I/O begins. [io] */

#ifndef OSSICLE_DRIVER_IO_CONVERT_H
#define OSSICLE_DRIVER_IO_CONVERT_H

#include "driver/device.h"

/** engine_read, and then to integers of the input stream's format. */
void io_read_integers(const Device *device, Engine *engine, Reader *reader, int64_t sample_time,
                      UInt32 frames, void *samples) OSSICLE_REALTIME;

/** The mix to the engine, through what the device's controls have in its way. */
static inline void io_write_float(const Device *device, Engine *engine, int64_t sample_time,
                                  uint64_t host_time_ns, UInt32 frames,
                                  float *samples) OSSICLE_REALTIME
{
    HighPass *high_pass = atomic_load_explicit(&device->high_pass, memory_order_acquire);
    if (REALTIME_UNLIKELY(high_pass && !high_pass_is_idle(high_pass)))
        high_pass_process(high_pass, frames, device_configuration(device)->channels, samples);
    engine_write(engine, sample_time, host_time_ns, frames, samples);
}

/** io_write_float of what was integers of the output stream's format. */
void io_write_integers(const Device *device, Engine *engine, int64_t sample_time,
                       uint64_t host_time_ns, UInt32 frames, const void *samples) OSSICLE_REALTIME;

#endif
