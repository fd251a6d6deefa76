/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file load_meter.h
 * How much of the time that sound lasts goes into processing it: 1 is all there is. The average
 * since the start, and from one second on one that forgets with a time constant of one second. */

#ifndef OSSICLE_ENGINE_LOAD_METER_H
#define OSSICLE_ENGINE_LOAD_METER_H

#include "realtime/realtime.h"

#include <stdatomic.h>
#include <stdint.h>

typedef struct LoadMeter {
    double sample_rate_hz;
    double seconds; /**< of sound so far, at most one */
    _Atomic double load;
} LoadMeter;

/** [control, nobody adds] Begin anew, at 0. */
void load_meter_reset(LoadMeter *meter, double sample_rate_hz);

/** [audio] Processing `frames` frames, which aren't 0, took this long. */
void load_meter_add(LoadMeter *meter, uint64_t busy_ns, uint32_t frames) OSSICLE_REALTIME;

/** [any] */
double load_meter_read(const LoadMeter *meter) OSSICLE_REALTIME;

/** [any, io] The clock of host times in nanoseconds, to tell how long something took, and what else
 * happened then. Reads it without entering the kernel. */
uint64_t load_meter_now_ns(void) OSSICLE_REALTIME;

#endif
