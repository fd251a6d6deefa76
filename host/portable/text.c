/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "text.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pthread_once_t locale_once = PTHREAD_ONCE_INIT;
static locale_t the_c_locale;

static void make_c_locale(void)
{
    the_c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

locale_t c_locale(void)
{
    pthread_once(&locale_once, make_c_locale);
    return the_c_locale;
}

void text_free(Text *text)
{
    free(text->bytes);
    *text = (Text){0};
}

bool text_reserve(Text *text, size_t extra)
{
    if (text->failed)
        return false;
    if (text->bytes && extra < text->capacity - text->size)
        return true;
    size_t capacity = text->capacity * 2 > 16 ? text->capacity * 2 : 16;
    if (capacity <= text->size + extra)
        capacity = text->size + extra + 1;
    char *const bytes = extra < SIZE_MAX / 4 ? realloc(text->bytes, capacity) : NULL;
    text->failed = !bytes;
    if (!bytes)
        return false;
    text->bytes = bytes;
    text->capacity = capacity;
    text->bytes[text->size] = 0;
    return true;
}

static void append_raw(Text *text, const char *bytes, size_t size)
{
    if (!text_reserve(text, size))
        return;
    if (size)
        memcpy(text->bytes + text->size, bytes, size);
    text->size += size;
    text->bytes[text->size] = 0;
}

void text_append(Text *text, const char *bytes, size_t size)
{
    uint32_t first = 0;
    const size_t first_size = utf8_decode(bytes, size, &first);
    if (!is_low_surrogate(first)) {
        append_raw(text, bytes, size);
        return;
    }
    text_append_code_point(text, first);
    append_raw(text, bytes + first_size, size - first_size);
}

void text_append_c_string(Text *text, const char *c_string)
{
    text_append(text, c_string, strlen(c_string));
}

void text_append_code_point(Text *text, uint32_t code_point)
{
    char bytes[4];
    uint32_t before = 0;
    if (is_low_surrogate(code_point) && text->size >= 3 &&
        utf8_decode(text->bytes + text->size - 3, 3, &before) == 3 && is_high_surrogate(before)) {
        text->size -= 3;
        code_point = join_surrogates(before, code_point);
    }
    append_raw(text, bytes, utf8_encode(code_point, bytes));
}

void text_append_format(Text *text, const char *format, ...)
{
    va_list arguments;
    char bytes[512];
    const locale_t before = uselocale(c_locale());
    va_start(arguments, format);
    const int size = vsnprintf(bytes, sizeof bytes, format, arguments);
    va_end(arguments);
    if (size >= 0 && (size_t)size < sizeof bytes) {
        append_raw(text, bytes, (size_t)size);
    } else if (size >= 0 && text_reserve(text, (size_t)size)) {
        va_start(arguments, format);
        (void)vsnprintf(text->bytes + text->size, (size_t)size + 1, format, arguments);
        va_end(arguments);
        text->size += (size_t)size;
    }
    (void)uselocale(before);
}

void text_append_double(Text *text, double value)
{
    char digits[40];
    const locale_t before = uselocale(c_locale());
    for (int precision = 15; precision <= 17; precision++) {
        (void)snprintf(digits, sizeof digits, "%.*g", precision, value);
        if (strtod(digits, NULL) == value)
            break;
    }
    (void)uselocale(before);
    text_append_c_string(text, digits);
}

/** How many bytes follow `first` in a sequence, and the bits of it that count. */
static size_t sequence_size(unsigned char first, uint32_t *bits)
{
    static const struct {
        unsigned char mask, lead;
        size_t size;
    } rows[] = {{0x80, 0x00, 1}, {0xE0, 0xC0, 2}, {0xF0, 0xE0, 3}, {0xF8, 0xF0, 4}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if ((first & rows[i].mask) == rows[i].lead) {
            *bits = first & (unsigned char)~rows[i].mask;
            return rows[i].size;
        }
    }
    return 0;
}

size_t utf8_decode(const char *bytes, size_t size, uint32_t *code_point)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t value = 0;
    const size_t count = size ? sequence_size((unsigned char)bytes[0], &value) : 0;
    if (count == 0 || count > size)
        return 0;
    for (size_t i = 1; i < count; i++) {
        const unsigned char next = (unsigned char)bytes[i];
        if ((next & 0xC0) != 0x80)
            return 0;
        value = (value << 6) | (next & 0x3FU);
    }
    if (value < smallest[count] || value > 0x10FFFF)
        return 0;
    *code_point = value;
    return count;
}

size_t utf8_encode(uint32_t code_point, char *bytes)
{
    static const unsigned char lead[] = {0, 0x00, 0xC0, 0xE0, 0xF0};
    const size_t count = code_point < 0x80      ? 1
                         : code_point < 0x800   ? 2
                         : code_point < 0x10000 ? 3
                                                : 4;
    for (size_t i = count - 1; i > 0; i--) {
        bytes[i] = (char)(unsigned char)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    bytes[0] = (char)(unsigned char)(lead[count] | code_point);
    return count;
}
