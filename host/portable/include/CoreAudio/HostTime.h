/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file HostTime.h
 * Host time: the ticks of mach_absolute_time, which are nanoseconds here. All calls are for any
 * thread, also the I/O thread. */

#ifndef OSSICLE_PORTABLE_COREAUDIO_HOSTTIME_H
#define OSSICLE_PORTABLE_COREAUDIO_HOSTTIME_H

#include <CoreFoundation/CFBase.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Now, in host ticks. */
CF_EXPORT UInt64 AudioGetCurrentHostTime(void);
/** Host ticks per second. */
CF_EXPORT Float64 AudioGetHostClockFrequency(void);
/** The smallest step of host time, in ticks. */
CF_EXPORT UInt32 AudioGetHostClockMinimumTimeDelta(void);
CF_EXPORT UInt64 AudioConvertHostTimeToNanos(UInt64 inHostTime);
CF_EXPORT UInt64 AudioConvertNanosToHostTime(UInt64 inNanos);

#ifdef __cplusplus
}
#endif

#endif
