/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file diagnostics.h
 * What a host or a test may want to know about the library, and Apple's does not tell. */

#ifndef OSSICLE_PORTABLE_DIAGNOSTICS_H
#define OSSICLE_PORTABLE_DIAGNOSTICS_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How many CoreFoundation objects live, without the constant ones, which live forever: it returns
 * to what it was where every reference is given back. [any] */
extern __attribute__((visibility("default"))) int64_t portable_live_object_count(void);

/** True if no work that was given to dispatch is waiting or running. [any] */
extern __attribute__((visibility("default"))) bool portable_dispatch_is_idle(void);
/** Wait until all work that was given to dispatch has run. Not from such work itself. */
extern __attribute__((visibility("default"))) void portable_dispatch_wait_until_idle(void);

#ifdef __cplusplus
}
#endif

#endif
