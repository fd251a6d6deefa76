/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file word_text.h
 * Values of words as text for people. [control] */

#ifndef OSSICLE_TOOL_WORD_TEXT_H
#define OSSICLE_TOOL_WORD_TEXT_H

#include <jansson.h>
#include <stdio.h>

/** Print one value, with a line break; further lines are indented by `indent`. */
void word_text_value(FILE *file, json_t *value, int indent);

/** Print an object of values by their words, each indented by `indent`. */
void word_text_values(FILE *file, json_t *values, int indent);

#endif
