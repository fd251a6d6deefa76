/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file mach.h
 * Mach, as far as an audio driver meets it: its clock. */

#ifndef OSSICLE_PORTABLE_MACH_MACH_H
#define OSSICLE_PORTABLE_MACH_MACH_H

#include <mach/kern_return.h>
#include <mach/mach_time.h>

#endif
