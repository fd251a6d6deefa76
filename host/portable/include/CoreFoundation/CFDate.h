/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file CFDate.h
 * Moments: property lists hold them. */

#ifndef OSSICLE_PORTABLE_COREFOUNDATION_CFDATE_H
#define OSSICLE_PORTABLE_COREFOUNDATION_CFDATE_H

#include <CoreFoundation/CFBase.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef double CFTimeInterval;         /* in seconds */
typedef CFTimeInterval CFAbsoluteTime; /* since 2001-01-01 00:00:00 UTC */
typedef const struct __CFDate *CFDateRef;

CF_EXPORT const CFTimeInterval kCFAbsoluteTimeIntervalSince1970;

CF_EXPORT CFTypeID CFDateGetTypeID(void);
CF_EXPORT CFAbsoluteTime CFAbsoluteTimeGetCurrent(void);
CF_EXPORT CFDateRef CFDateCreate(CFAllocatorRef allocator, CFAbsoluteTime at);
CF_EXPORT CFAbsoluteTime CFDateGetAbsoluteTime(CFDateRef theDate);
CF_EXPORT CFComparisonResult CFDateCompare(CFDateRef theDate, CFDateRef otherDate, void *context);

#ifdef __cplusplus
}
#endif

#endif
