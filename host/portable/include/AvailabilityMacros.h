/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file AvailabilityMacros.h
 * Versions of macOS by the older names. */

#ifndef OSSICLE_PORTABLE_AVAILABILITYMACROS_H
#define OSSICLE_PORTABLE_AVAILABILITYMACROS_H

#include <Availability.h>

#define MAC_OS_X_VERSION_10_0  1000
#define MAC_OS_X_VERSION_10_4  1040
#define MAC_OS_X_VERSION_10_5  1050
#define MAC_OS_X_VERSION_10_6  1060
#define MAC_OS_X_VERSION_10_7  1070
#define MAC_OS_X_VERSION_10_8  1080
#define MAC_OS_X_VERSION_10_9  1090
#define MAC_OS_X_VERSION_10_10 101000
#define MAC_OS_X_VERSION_10_11 101100
#define MAC_OS_X_VERSION_10_12 101200
#define MAC_OS_X_VERSION_10_13 101300
#define MAC_OS_X_VERSION_10_14 101400
#define MAC_OS_X_VERSION_10_15 101500
#define MAC_OS_VERSION_11_0    110000
#define MAC_OS_VERSION_12_0    120000
#define MAC_OS_VERSION_13_0    130000
#define MAC_OS_VERSION_14_0    140000
#define MAC_OS_VERSION_15_0    150000

/* What we declare is the interface of this version. */
#define MAC_OS_X_VERSION_MIN_REQUIRED MAC_OS_VERSION_13_0
#define MAC_OS_X_VERSION_MAX_ALLOWED  MAC_OS_VERSION_13_0

#define DEPRECATED_ATTRIBUTE  __attribute__((deprecated))
#define UNAVAILABLE_ATTRIBUTE __attribute__((unavailable))
#define WEAK_IMPORT_ATTRIBUTE

#endif
