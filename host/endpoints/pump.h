/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file pump.h
 * Moves sound between one side of an endpoint that the caller drives, which may wait for a disk,
 * and an I/O thread, which may not: a thread that reads ahead or writes behind, and a queue of
 * somewhat more than a second of blocks between the two. */

#ifndef OSSICLE_ENDPOINTS_PUMP_H
#define OSSICLE_ENDPOINTS_PUMP_H

#include "base/status.h"
#include "endpoints/endpoint.h"
#include "realtime/realtime.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct Pump Pump;

/** [control] Begin to read the endpoint's capture side; what fits into the queue has been read when
 * this returns. `endpoint` outlives the pump and has that side. NULL with an error. */
Pump *pump_new_capture(Endpoint *endpoint, Error *error);

/** [control] The same for the playback side: begin to write what will come. */
Pump *pump_new_playback(Endpoint *endpoint, Error *error);

/** [io] Take the next `frames` frames of a capture pump: those channels that both have; the others
 * of the `channels` at `to`, and what the endpoint hasn't got, are left as they are. */
void pump_take(Pump *pump, float *to, uint32_t channels, uint32_t frames) OSSICLE_REALTIME;

/** [io] Give a playback pump frames: those channels that both have, and silence for the endpoint's
 * others. `gap` frames that are missing before them become silence. */
void pump_give(Pump *pump, const float *from, uint32_t channels, uint32_t frames,
               uint32_t gap) OSSICLE_REALTIME;

/** [any, io too] Whether reading or writing has failed; pump_stop says why. */
bool pump_has_failed(const Pump *pump) OSSICLE_REALTIME;

/** [any] Frames that were left out because the disk was too slow: a capture pump had none ready, a
 * playback pump no room. */
uint64_t pump_late_frames(const Pump *pump);

/** [control] Stop; what a playback pump was given has been written then. No I/O thread may use it
 * any more. Returns what went wrong since it was made. Once. */
Status pump_stop(Pump *pump, Error *error);

/** [control] Stop if that hasn't been done, and free. NULL is fine. */
void pump_free(Pump *pump);

#endif
