/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/number.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#if defined(__APPLE__)
#include <xlocale.h>
#endif

/* Longer texts than this are no number that anybody means. */
#define LONGEST 400

/* printf and strtod follow the thread's locale; this one has a decimal point. */
static locale_t use_point(locale_t *point)
{
    *point = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
    return *point ? uselocale(*point) : (locale_t)0;
}

static void use_again(locale_t before, locale_t point)
{
    if (!point)
        return;
    (void)uselocale(before);
    freelocale(point);
}

static size_t digits(const char *text, const char *end)
{
    const char *c = text;
    while (c < end && *c >= '0' && *c <= '9')
        c++;
    return (size_t)(c - text);
}

static bool is_sign(char c)
{
    return c == '+' || c == '-';
}

static bool is_decimal(const char *c, const char *end)
{
    if (c < end && is_sign(*c))
        c++;
    size_t count = digits(c, end);
    c += count;
    if (c < end && *c == '.') {
        const size_t fraction = digits(c + 1, end);
        count += fraction;
        c += 1 + fraction;
    }
    if (count == 0)
        return false;
    if (c < end && (*c == 'e' || *c == 'E')) {
        c++;
        if (c < end && is_sign(*c))
            c++;
        const size_t exponent = digits(c, end);
        if (exponent == 0)
            return false;
        c += exponent;
    }
    return c == end;
}

bool number_parse(const char *text, size_t length, double *number)
{
    if (length > LONGEST || !is_decimal(text, text + length))
        return false;
    char copy[LONGEST + 1];
    memcpy(copy, text, length);
    copy[length] = '\0';
    locale_t point;
    const locale_t before = use_point(&point);
    const double value = strtod(copy, NULL);
    use_again(before, point);
    if (!isfinite(value))
        return false;
    *number = value;
    return true;
}

/* Whether people write a number of this size without an exponent. */
static bool is_ordinary(double number)
{
    return fabs(number) >= 1e-4 && fabs(number) < 1e15;
}

const char *number_format(double number, char text[NUMBER_TEXT_BYTES])
{
    char made[NUMBER_TEXT_BYTES];
    locale_t point;
    const locale_t before = use_point(&point);
    for (int precision = 1; precision <= 17; precision++) {
        (void)snprintf(made, sizeof made, "%.*g", precision, number);
        const double back = strtod(made, NULL);
        const bool is_exact = back == number;
        if (is_exact && (!strchr(made, 'e') || !is_ordinary(number)))
            break;
    }
    use_again(before, point);
    memcpy(text, made, sizeof made);
    return text;
}
