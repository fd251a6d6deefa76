/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file four_chars.h
 * Four-character codes, without the warnings that multi-character constants bring. */

#ifndef OSSICLE_PORTABLE_FOUR_CHARS_H
#define OSSICLE_PORTABLE_FOUR_CHARS_H

#define CA_FOUR_CHARS(a, b, c, d)                                                                  \
    (((unsigned)(unsigned char)(a) << 24) | ((unsigned)(unsigned char)(b) << 16) |                 \
     ((unsigned)(unsigned char)(c) << 8) | (unsigned)(unsigned char)(d))

#endif
