/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file cf_bundle.h
 * Inside bundles. */

#ifndef OSSICLE_PORTABLE_CF_BUNDLE_H
#define OSSICLE_PORTABLE_CF_BUNDLE_H

#include "cf_runtime.h"

#include <CoreFoundation/CFBundle.h>

struct __CFBundle {
    CFObject base;
    CFURLRef url;
    CFDictionaryRef info;
    _Atomic(void *) code; /* of dlopen; NULL until it is loaded */
    CFBundleRef next;     /* the list of all bundles */
};

#endif
