/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "trace/four_chars.h"

#include <stdio.h>

const char *four_chars_text(UInt32 code, char text[FOUR_CHARS_TEXT_SIZE])
{
    const unsigned char characters[4] = {(unsigned char)(code >> 24), (unsigned char)(code >> 16),
                                         (unsigned char)(code >> 8), (unsigned char)code};
    for (int i = 0; i < 4; i++) {
        if (characters[i] < ' ' || characters[i] > '~') {
            (void)snprintf(text, FOUR_CHARS_TEXT_SIZE, "%d", (int)code);
            return text;
        }
    }
    (void)snprintf(text, FOUR_CHARS_TEXT_SIZE, "'%c%c%c%c'", characters[0], characters[1],
                   characters[2], characters[3]);
    return text;
}
