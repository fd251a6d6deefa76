/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file inspection.h
 * All of a driver's objects and properties as JSON. [control] */

#ifndef OSSICLE_TOOL_INSPECTION_H
#define OSSICLE_TOOL_INSPECTION_H

#include "hal/hal.h"

#include <jansson.h>

/** An array of the objects in the order of the tree. Each has id, owner, depth, class, baseClass
 * and properties: an array of objects with name, selector, scopes, element, settable and value.
 *
 * A property whose value is the same in several scopes appears once, with all of them; one of a
 * single channel (element) appears if its value differs from the main element's. */
json_t *inspection_json(Hal *hal);

#endif
