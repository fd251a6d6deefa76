/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file four_chars.h
 * Four-character constants (selectors, classes, errors) for people. [any] */

#ifndef OSSICLE_TRACE_FOUR_CHARS_H
#define OSSICLE_TRACE_FOUR_CHARS_H

#include <CoreFoundation/CoreFoundation.h>

#define FOUR_CHARS_TEXT_SIZE 12

/** `code` as 'nsrt' with its quotes if its characters can be printed, else as a decimal number.
 * Returns `text`. */
const char *four_chars_text(UInt32 code, char text[FOUR_CHARS_TEXT_SIZE]);

#endif
