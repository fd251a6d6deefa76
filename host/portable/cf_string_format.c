/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "cf_string.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** How an argument is passed. */
typedef enum ArgumentKind {
    ARGUMENT_NONE = 0,
    ARGUMENT_INT,
    ARGUMENT_LONG,
    ARGUMENT_LONG_LONG, /* also intmax_t, size_t and ptrdiff_t, which are as wide here */
    ARGUMENT_DOUBLE,
    ARGUMENT_LONG_DOUBLE,
    ARGUMENT_POINTER,
} ArgumentKind;

typedef union Argument {
    int int_;
    long long_;
    long long long_long;
    double double_;
    long double long_double;
    const void *pointer;
} Argument;

#define MAX_ARGUMENTS 64

/** One conversion of a format. Arguments count from 0; -1 is none. */
typedef struct Conversion {
    char flags[8];
    char length[3];
    char letter;
    int argument, width_argument, precision_argument;
    int width, precision; /* precision -1: none */
} Conversion;

/** Reading a format: where it is, and which arguments it has asked for. */
typedef struct Reader {
    const char *at, *end;
    int next_argument;
    ArgumentKind kinds[MAX_ARGUMENTS];
} Reader;

static char peek(const Reader *reader)
{
    return (char)(reader->at < reader->end ? *reader->at : 0);
}

static int read_digits(Reader *reader)
{
    int number = 0;
    for (; peek(reader) >= '0' && peek(reader) <= '9'; reader->at++)
        number = number > 100000 ? number : number * 10 + (*reader->at - '0');
    return number;
}

/** A position ("2$"), or -1 and nothing is read. */
static int read_position(Reader *reader)
{
    const char *const start = reader->at;
    const int position = read_digits(reader);
    if (position > 0 && peek(reader) == '$') {
        reader->at++;
        return position - 1;
    }
    reader->at = start;
    return -1;
}

/** Note that an argument is used as `kind`: by position, or (-1) the next one. */
static int use_argument(Reader *reader, int position, ArgumentKind kind)
{
    const int argument = position >= 0 ? position : reader->next_argument++;
    if (argument >= MAX_ARGUMENTS)
        return -1;
    reader->kinds[argument] = kind;
    return argument;
}

/** A width or precision: digits, or '*'. */
static void read_amount(Reader *reader, int *amount, int *argument)
{
    *argument = -1;
    if (peek(reader) == '*') {
        reader->at++;
        *argument = use_argument(reader, read_position(reader), ARGUMENT_INT);
    } else {
        *amount = read_digits(reader);
    }
}

static size_t read_set(Reader *reader, const char *set, char *out, size_t size)
{
    size_t count = 0;
    for (; peek(reader) && strchr(set, peek(reader)); reader->at++)
        if (count + 1 < size)
            out[count++] = *reader->at;
    out[count] = 0;
    return count;
}

static ArgumentKind kind_of(const Conversion *conversion)
{
    const char letter = conversion->letter;
    const char length = conversion->length[0];
    if (strchr("diouxX", letter)) {
        if (strcmp(conversion->length, "l") == 0)
            return ARGUMENT_LONG;
        return length && strchr("lqjzt", length) ? ARGUMENT_LONG_LONG : ARGUMENT_INT;
    }
    if (strchr("DUO", letter))
        return ARGUMENT_LONG;
    if (strchr("aAeEfFgG", letter))
        return length == 'L' ? ARGUMENT_LONG_DOUBLE : ARGUMENT_DOUBLE;
    if (strchr("cC", letter))
        return ARGUMENT_INT;
    return strchr("@sSpn", letter) ? ARGUMENT_POINTER : ARGUMENT_NONE;
}

/** Read one conversion, behind its '%'. */
static Conversion read_conversion(Reader *reader)
{
    Conversion conversion = {.precision = -1, .precision_argument = -1, .argument = -1};
    const int position = read_position(reader);
    if (peek(reader) == '{') { /* os_log's options */
        while (peek(reader) && peek(reader) != '}')
            reader->at++;
        reader->at += reader->at < reader->end;
    }
    (void)read_set(reader, "-+ #0'", conversion.flags, sizeof conversion.flags);
    read_amount(reader, &conversion.width, &conversion.width_argument);
    if (peek(reader) == '.') {
        reader->at++;
        read_amount(reader, &conversion.precision, &conversion.precision_argument);
    }
    (void)read_set(reader, "hlqjztL", conversion.length, sizeof conversion.length);
    conversion.letter = peek(reader);
    reader->at += reader->at < reader->end;
    const ArgumentKind kind = conversion.letter ? kind_of(&conversion) : ARGUMENT_NONE;
    if (kind != ARGUMENT_NONE)
        conversion.argument = use_argument(reader, position, kind);
    return conversion;
}

static Argument fetch(ArgumentKind kind, va_list *arguments)
{
    switch (kind) {
    case ARGUMENT_LONG:
        return (Argument){.long_ = va_arg(*arguments, long)};
    case ARGUMENT_LONG_LONG:
        return (Argument){.long_long = va_arg(*arguments, long long)};
    case ARGUMENT_DOUBLE:
        return (Argument){.double_ = va_arg(*arguments, double)};
    case ARGUMENT_LONG_DOUBLE:
        return (Argument){.long_double = va_arg(*arguments, long double)};
    case ARGUMENT_POINTER:
        return (Argument){.pointer = va_arg(*arguments, const void *)};
    case ARGUMENT_NONE: /* a position that nothing uses: an int is the best guess */
    case ARGUMENT_INT:
        break;
    }
    return (Argument){.int_ = va_arg(*arguments, int)};
}

static int resolve(const Argument *arguments, int argument, int value)
{
    return argument < 0 ? value : arguments[argument].int_;
}

/** Append `piece`, padded to the width in code points. */
static void append_padded(Text *text, Text *piece, int width, bool left)
{
    int count = 0;
    for (size_t i = 0; i < piece->size; i++)
        count += ((unsigned char)piece->bytes[i] & 0xC0) != 0x80;
    for (int i = count; i < width && !left; i++)
        text_append(text, " ", 1);
    text_append(text, piece->bytes, piece->size);
    for (int i = count; i < width && left; i++)
        text_append(text, " ", 1);
    text->failed = text->failed || piece->failed;
    text_free(piece);
}

/** What the conversions of text make of their argument; a precision limits them. */
static void append_textual(Text *piece, char letter, Argument argument, int precision)
{
    const size_t limit = precision < 0 ? SIZE_MAX : (size_t)precision;
    if (letter == 'c' || letter == 'C') {
        text_append_code_point(piece, letter == 'c' ? (unsigned char)argument.int_
                                                    : (UniChar)argument.int_);
    } else if (!argument.pointer) {
        cf_text_append_foreign(piece, "(null)", limit);
    } else if (letter == 's') {
        cf_text_append_foreign(piece, argument.pointer, limit);
    } else if (letter == 'S') {
        const UniChar *unit = argument.pointer;
        for (size_t i = 0; i < limit && *unit; i++)
            text_append_code_point(piece, *unit++);
    } else {
        cf_text_append_object(piece, argument.pointer, false);
    }
}

/** Numbers: printf does the work, with the same conversion. */
static void append_number(Text *text, const Conversion *conversion, ArgumentKind kind,
                          Argument argument, int width, int precision)
{
    static const char *const lengths[] = {
        [ARGUMENT_LONG] = "l", [ARGUMENT_LONG_LONG] = "ll", [ARGUMENT_LONG_DOUBLE] = "L"};
    const char *length = kind == ARGUMENT_INT && conversion->length[0] == 'h' ? conversion->length
                         : kind < ARGUMENT_POINTER                            ? lengths[kind]
                                                                              : NULL;
    const char old[] = "DUO";
    const char *const is_old = strchr(old, conversion->letter);
    const char letter = (char)(is_old ? "duo"[is_old - old] : conversion->letter);
    char format[48];
    (void)snprintf(format, sizeof format, "%%%s*.*%s%c", conversion->flags, length ? length : "",
                   letter);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    switch (kind) {
    case ARGUMENT_LONG:
        text_append_format(text, format, width, precision, argument.long_);
        break;
    case ARGUMENT_LONG_LONG:
        text_append_format(text, format, width, precision, argument.long_long);
        break;
    case ARGUMENT_DOUBLE:
        text_append_format(text, format, width, precision, argument.double_);
        break;
    case ARGUMENT_LONG_DOUBLE:
        text_append_format(text, format, width, precision, argument.long_double);
        break;
    case ARGUMENT_POINTER:
        (void)snprintf(format, sizeof format, "%%%s*p", conversion->flags);
        text_append_format(text, format, width, argument.pointer);
        break;
    case ARGUMENT_NONE:
    case ARGUMENT_INT:
        text_append_format(text, format, width, precision, argument.int_);
        break;
    }
#pragma GCC diagnostic pop
}

static void append_conversion(Text *text, const Conversion *conversion, const ArgumentKind *kinds,
                              const Argument *arguments)
{
    if (conversion->letter == '%')
        text_append(text, "%", 1);
    if (conversion->argument < 0 || conversion->letter == 'n')
        return;
    int width = resolve(arguments, conversion->width_argument, conversion->width);
    const int precision = resolve(arguments, conversion->precision_argument, conversion->precision);
    const Argument argument = arguments[conversion->argument];
    if (!strchr("cCsS@", conversion->letter)) {
        append_number(text, conversion, kinds[conversion->argument], argument, width, precision);
        return;
    }
    const bool left = width < 0 || strchr(conversion->flags, '-');
    width = width < 0 ? -width : width;
    Text piece = {0};
    append_textual(&piece, conversion->letter, argument, precision);
    append_padded(text, &piece, width, left);
}

/** Go through the format. Without arguments, only learn which there are. */
static void walk(Text *text, Reader *reader, const Argument *arguments)
{
    while (reader->at < reader->end) {
        const char *const percent = memchr(reader->at, '%', (size_t)(reader->end - reader->at));
        const char *const stop = percent ? percent : reader->end;
        if (arguments)
            text_append(text, reader->at, (size_t)(stop - reader->at));
        reader->at = stop + (percent != NULL);
        if (!percent)
            return;
        const Conversion conversion = read_conversion(reader);
        if (arguments)
            append_conversion(text, &conversion, reader->kinds, arguments);
    }
}

void cf_text_append_cf_format(Text *text, const char *format, size_t size, va_list arguments)
{
    Reader reader = {.at = format, .end = format + size};
    Argument values[MAX_ARGUMENTS] = {{0}};
    va_list copy;
    walk(text, &reader, NULL);
    int count = MAX_ARGUMENTS;
    while (count > 0 && reader.kinds[count - 1] == ARGUMENT_NONE)
        count--;
    va_copy(copy, arguments);
    for (int i = 0; i < count; i++)
        values[i] = fetch(reader.kinds[i], &copy);
    va_end(copy);
    reader.at = format;
    reader.next_argument = 0;
    walk(text, &reader, values);
}

void cf_text_append_object(Text *text, CFTypeRef object, bool in_container)
{
    const CFStringRef description = CFCopyDescription(object);
    if (!description) {
        text->failed = true;
        return;
    }
    const StringView view = cf_string_view(description, __func__);
    const bool quoted = in_container && CFGetTypeID(object) == CFStringGetTypeID();
    text_append(text, "\"", quoted);
    text_append(text, view.bytes, view.size);
    text_append(text, "\"", quoted);
    CFRelease(description);
}

CFStringRef CFStringCreateWithFormatAndArguments(CFAllocatorRef alloc,
                                                 CFDictionaryRef formatOptions, CFStringRef format,
                                                 va_list arguments)
{
    const StringView view = cf_string_view(format, __func__);
    Text text = {0};
    cf_text_append_cf_format(&text, view.bytes, view.size, arguments);
    return cf_string_adopt(&text);
}

CFStringRef CFStringCreateWithFormat(CFAllocatorRef alloc, CFDictionaryRef formatOptions,
                                     CFStringRef format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const CFStringRef string =
        CFStringCreateWithFormatAndArguments(alloc, formatOptions, format, arguments);
    va_end(arguments);
    return string;
}
