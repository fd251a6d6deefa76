/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file TargetConditionals.h
 * What we compile for: none of Apple's systems, where these are all 0. */

#ifndef OSSICLE_PORTABLE_TARGETCONDITIONALS_H
#define OSSICLE_PORTABLE_TARGETCONDITIONALS_H

#define TARGET_OS_MAC           0
#define TARGET_OS_OSX           0
#define TARGET_OS_IPHONE        0
#define TARGET_OS_IOS           0
#define TARGET_OS_TV            0
#define TARGET_OS_WATCH         0
#define TARGET_OS_VISION        0
#define TARGET_OS_BRIDGE        0
#define TARGET_OS_MACCATALYST   0
#define TARGET_OS_SIMULATOR     0
#define TARGET_OS_EMBEDDED      0
#define TARGET_OS_WIN32         0
#define TARGET_OS_UNIX          1
#define TARGET_RT_MAC_CFM       0
#define TARGET_RT_MAC_MACHO     0
#define TARGET_RT_LITTLE_ENDIAN (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
#define TARGET_RT_BIG_ENDIAN    (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
#define TARGET_RT_64_BIT        (__SIZEOF_POINTER__ == 8)

#endif
