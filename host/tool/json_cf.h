/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file json_cf.h
 * JSON as property lists. [control] */

#ifndef OSSICLE_TOOL_JSON_CF_H
#define OSSICLE_TOOL_JSON_CF_H

#include "base/status.h"

#include <CoreFoundation/CoreFoundation.h>
#include <jansson.h>

/** The property list for `value`, for the caller to release: whole numbers as 64-bit integers,
 * other numbers as doubles. NULL with an error for null, which a property list has no word for,
 * and for arrays and objects that lie more than 64 deep in each other. */
CFPropertyListRef json_cf(json_t *value, Error *error) CF_RETURNS_RETAINED;

#endif
