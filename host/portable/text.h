/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file text.h
 * Growing text in UTF-8, and the code points in it.
 *
 * Single surrogates, which UTF-16 can hold but UTF-8 cannot, stand as the three bytes that their
 * number gives; a pair never does, so that equal texts have equal bytes. */

#ifndef OSSICLE_PORTABLE_TEXT_H
#define OSSICLE_PORTABLE_TEXT_H

#include <locale.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Zeroed, it is empty. A lack of memory sets `failed`, and everything after that is dropped. */
typedef struct Text {
    char *bytes; /**< NULL, or ended by a NUL that `size` leaves out */
    size_t size;
    size_t capacity;
    bool failed;
} Text;

void text_free(Text *text);
/** Make room for `extra` more bytes. */
bool text_reserve(Text *text, size_t extra);
void text_append(Text *text, const char *bytes, size_t size);
void text_append_c_string(Text *text, const char *c_string);
void text_append_code_point(Text *text, uint32_t code_point);
/** With the conversions of printf, whatever the locale. */
void text_append_format(Text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** The fewest digits that give the number back. */
void text_append_double(Text *text, double value);

/** The code point at `bytes`, single surrogates included: returns its size, 0 if there is none. */
size_t utf8_decode(const char *bytes, size_t size, uint32_t *code_point);
/** Returns the size, at most 4. */
size_t utf8_encode(uint32_t code_point, char *bytes);

static inline bool is_high_surrogate(uint32_t code_point)
{
    return (code_point & 0xFFFFFC00U) == 0xD800;
}
static inline bool is_low_surrogate(uint32_t code_point)
{
    return (code_point & 0xFFFFFC00U) == 0xDC00;
}
static inline uint32_t join_surrogates(uint32_t high, uint32_t low)
{
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

/** The locale "C", for numbers that programs read; (locale_t)0 if memory is short. */
locale_t c_locale(void);

#endif
