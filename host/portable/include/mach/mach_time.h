/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file mach_time.h
 * Host time. A tick is a nanosecond here, so the time base is 1/1; time_source.h says whose. */

#ifndef OSSICLE_PORTABLE_MACH_MACH_TIME_H
#define OSSICLE_PORTABLE_MACH_MACH_TIME_H

#include <mach/kern_return.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct mach_timebase_info {
    uint32_t numer;
    uint32_t denom;
};
typedef struct mach_timebase_info *mach_timebase_info_t;
typedef struct mach_timebase_info mach_timebase_info_data_t;

/** Now, in ticks. [any] Also for the I/O thread: as cheap as reading the clock. */
extern __attribute__((visibility("default"))) uint64_t mach_absolute_time(void);
extern __attribute__((visibility("default"))) uint64_t mach_continuous_time(void);
/* The function and the struct share their name, as on a Mac. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
/** What a tick is, in nanoseconds: numer / denom. */
extern __attribute__((visibility("default"))) kern_return_t
mach_timebase_info(mach_timebase_info_t info);
#pragma GCC diagnostic pop
/** Sleep until `deadline`, in ticks. */
extern __attribute__((visibility("default"))) kern_return_t mach_wait_until(uint64_t deadline);

#ifdef __cplusplus
}
#endif

#endif
