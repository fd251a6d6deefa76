/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file Availability.h
 * Since when Apple has had something: here everything declared is there, so the marks mean nothing.
 */

#ifndef OSSICLE_PORTABLE_AVAILABILITY_H
#define OSSICLE_PORTABLE_AVAILABILITY_H

#define __MAC_10_0  1000
#define __MAC_10_4  1040
#define __MAC_10_5  1050
#define __MAC_10_6  1060
#define __MAC_10_7  1070
#define __MAC_10_8  1080
#define __MAC_10_9  1090
#define __MAC_10_10 101000
#define __MAC_10_11 101100
#define __MAC_10_12 101200
#define __MAC_10_13 101300
#define __MAC_10_14 101400
#define __MAC_10_15 101500
#define __MAC_11_0  110000
#define __MAC_12_0  120000
#define __MAC_13_0  130000
#define __MAC_14_0  140000
#define __MAC_15_0  150000
#define __MAC_NA    9999

#define __MAC_OS_X_VERSION_MIN_REQUIRED __MAC_13_0
#define __MAC_OS_X_VERSION_MAX_ALLOWED  __MAC_13_0

#define API_AVAILABLE(...)
#define API_UNAVAILABLE(...)
#define API_DEPRECATED(...)
#define API_DEPRECATED_WITH_REPLACEMENT(...)
#define API_AVAILABLE_BEGIN(...)
#define API_AVAILABLE_END
#define __OSX_AVAILABLE(...)
#define __OSX_AVAILABLE_STARTING(...)
#define __OSX_AVAILABLE_BUT_DEPRECATED(...)
#define __OSX_DEPRECATED(...)
#define __API_AVAILABLE(...)
#define __API_UNAVAILABLE(...)
#define __API_DEPRECATED(...)

#endif
