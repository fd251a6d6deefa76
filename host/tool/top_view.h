/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file top_view.h
 * How a device is, in a few lines of text: levels, times of modules, counters. [any] */

#ifndef OSSICLE_TOOL_TOP_VIEW_H
#define OSSICLE_TOOL_TOP_VIEW_H

#include <jansson.h>

/** The words that the view is made of; ends with NULL. */
extern const char *const top_words[];

/** Lines of at most `columns` characters each, to free(), from the values of these words. With more
 * channels or modules than fit into `rows`, the last ones are left out and counted. NULL: no
 * memory. */
char *top_view(const json_t *values, int columns, int rows);

#endif
