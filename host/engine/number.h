/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file number.h
 * Numbers as text, the same in every locale: digits with a point, and perhaps an exponent. */

#ifndef OSSICLE_ENGINE_NUMBER_H
#define OSSICLE_ENGINE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

/** Large enough for every text of number_format. */
#define NUMBER_TEXT_BYTES 32

/** [any, not io] Whether all `length` bytes of `text` are one finite decimal number; if so,
 * `*number` is it. Neither "inf", "nan", hexadecimal nor spaces are numbers here. */
bool number_parse(const char *text, size_t length, double *number);

/** [any, not io] Write the shortest text that number_parse reads as exactly this finite `number`.
 * Returns `text`. */
const char *number_format(double number, char text[NUMBER_TEXT_BYTES]);

#endif
