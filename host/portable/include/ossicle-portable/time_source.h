/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file time_source.h
 * Whose time mach_absolute_time tells: a host may put drivers on a clock of its own. */

#ifndef OSSICLE_PORTABLE_TIME_SOURCE_H
#define OSSICLE_PORTABLE_TIME_SOURCE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct PortableTimeSource {
    /** The time in nanoseconds, never less than before. [any] Also called on the I/O thread. */
    uint64_t (*now)(void *context);
    /** Return when the time has come. */
    void (*wait_until)(void *context, uint64_t deadline);
    void *context;
} PortableTimeSource;

/** From now on `source` tells the time to the whole process; NULL goes back to the system's
 * monotonic clock. The caller keeps it until no thread can be reading it any more. */
extern __attribute__((visibility("default"))) void
portable_set_time_source(const PortableTimeSource *source);

#ifdef __cplusplus
}
#endif

#endif
