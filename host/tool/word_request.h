/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file word_request.h
 * What `get` and `set` share: where they ask, and how they print. [control] */

#ifndef OSSICLE_TOOL_WORD_REQUEST_H
#define OSSICLE_TOOL_WORD_REQUEST_H

#include "tool/commands.h"

#include <jansson.h>

/** A request of this kind for that place, to which its other members are added. */
json_t *word_request_new(const char *kind, const PlaceSettings *place);

/** Ask, and print the values of the answer: one alone, `is_single`, without its word. `request` is
 * released. Returns an EXIT_CODE_*. */
int word_request_run(const PlaceSettings *place, json_t *request, bool is_single);

#endif
