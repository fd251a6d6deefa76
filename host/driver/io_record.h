/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file io_record.h
 * What an I/O cycle was like, for the device's flight recorder. */

#ifndef OSSICLE_DRIVER_IO_RECORD_H
#define OSSICLE_DRIVER_IO_RECORD_H

#include "driver/device.h"
#include "realtime/realtime.h"

#include <CoreAudio/AudioServerPlugIn.h>

/** [any] The time of records. */
uint64_t io_record_now_ns(const Device *device) OSSICLE_REALTIME;

/** [io, running] A cycle begins or ends. A device without an engine records nothing. @{ */
void io_record_begin(Device *device, const Engine *engine, UInt32 frames,
                     const AudioServerPlugInIOCycleInfo *cycle) OSSICLE_REALTIME;
void io_record_end(Device *device, const Engine *engine,
                   const AudioServerPlugInIOCycleInfo *cycle) OSSICLE_REALTIME;
/** @} */

#endif
