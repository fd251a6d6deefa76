/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file configuration_place.h
 * Where in a configuration something is wrong, and the error that says so. [control] */

#ifndef OSSICLE_DRIVER_CONFIGURATION_PLACE_H
#define OSSICLE_DRIVER_CONFIGURATION_PLACE_H

#include "base/status.h"

#include <CoreFoundation/CoreFoundation.h>

/** A key or an index below another place. They live on the stack of whoever goes down there. NULL
 * is the whole. */
typedef struct Place {
    const struct Place *parent;
    const char *key; /**< NULL: an index */
    CFIndex index;
} Place;

/** Fill in `error` with the place and this text; STATUS_BAD_ARGUMENT. */
Status place_error(const Place *place, Error *error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** The same for "VALUE is not EXPECTED". */
Status place_refuse(const Place *place, CFTypeRef value, const char *expected, Error *error);

/** STATUS_NO_MEMORY at this place. */
Status place_no_memory(const Place *place, Error *error);

#endif
