/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file io_clock.h
 * A device's clock as its driver tells it: from zero time stamps to the time of any frame. Private
 * to hal/; one thread uses it at a time. */

#ifndef OSSICLE_HAL_IO_CLOCK_H
#define OSSICLE_HAL_IO_CLOCK_H

#include "hal/host_clock.h"
#include "hal/rules.h"
#include "realtime/realtime.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <stdbool.h>
#include <stdint.h>

/** As many zero time stamps as the HAL's moving average uses. */
enum { IO_CLOCK_WINDOW = 12 };

typedef struct IoClock {
    AudioServerPlugInDriverRef driver;
    AudioObjectID device;
    const HostClock *host_clock;
    Rules *rules;
    double nominal_ticks_per_frame;
    double ticks_per_frame; /**< measured; nominal until two zero time stamps have been seen */
    UInt32 period;          /**< frames between zero time stamps */
    unsigned window;        /**< how many the measurement spans: 2 is the raw algorithm */
    bool has_anchor;
    UInt64 seed;
    unsigned count; /**< of zero time stamps since the anchor */
    struct {
        double sample;
        uint64_t host;
    } stamps[IO_CLOCK_WINDOW]; /**< the newest at (count - 1) % window */
} IoClock;

/** What io_clock_update found. */
typedef enum IoClockChange {
    IO_CLOCK_SAME,   /**< the time line goes on */
    IO_CLOCK_NEW,    /**< a new time line: the first, or another seed */
    IO_CLOCK_FAILED, /**< GetZeroTimeStamp failed */
} IoClockChange;

/** [io, or control before] Ask for the zero time stamp. */
IoClockChange io_clock_update(IoClock *clock) OSSICLE_REALTIME;

/** The zero time stamp that was asked for last. */
double io_clock_zero_sample(const IoClock *clock) OSSICLE_REALTIME;

/** Sample time at a host time, and the first tick at or after a sample time. */
double io_clock_sample_at(const IoClock *clock, uint64_t host) OSSICLE_REALTIME;
uint64_t io_clock_host_at(const IoClock *clock, double sample) OSSICLE_REALTIME;

#endif
