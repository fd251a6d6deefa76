/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file kern_return.h
 * What Mach calls return. */

#ifndef OSSICLE_PORTABLE_MACH_KERN_RETURN_H
#define OSSICLE_PORTABLE_MACH_KERN_RETURN_H

typedef int kern_return_t;

#define KERN_SUCCESS          0
#define KERN_INVALID_ARGUMENT 4
#define KERN_FAILURE          5
#define KERN_ABORTED          14

#endif
