/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file cf_array.h
 * Inside arrays. */

#ifndef OSSICLE_PORTABLE_CF_ARRAY_H
#define OSSICLE_PORTABLE_CF_ARRAY_H

#include "cf_runtime.h"

#include <CoreFoundation/CFArray.h>

struct __CFArray {
    CFObject base;
    CFArrayCallBacks callbacks;
    const void **values;
    CFIndex count;
    CFIndex capacity;
    bool mutable_;
};

/** Append in an array that is being made; false if memory is short. */
bool cf_array_push(CFMutableArrayRef array, const void *value);

#endif
