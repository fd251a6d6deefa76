/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file cf_error.h
 * Making errors. */

#ifndef OSSICLE_PORTABLE_CF_ERROR_H
#define OSSICLE_PORTABLE_CF_ERROR_H

#include "cf_runtime.h"

#include <CoreFoundation/CFError.h>

/** Store an error with the text, if `error` isn't NULL, for the caller to release. */
void cf_error_set(CFErrorRef *error, CFErrorDomain domain, CFIndex code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
