/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file tick_counter.h
 * The processor's own counter of time: the cheapest way to tell how a known duration divides into
 * parts. Its unit is the processor's; it goes on at one speed, but may differ by a little from one
 * core to another. One sibling file per processor family. */

#ifndef OSSICLE_REALTIME_TICK_COUNTER_H
#define OSSICLE_REALTIME_TICK_COUNTER_H

#include "realtime/realtime.h"

#include <stdint.h>

/** [any, io] */
uint64_t tick_counter_read(void) OSSICLE_REALTIME;

#endif
