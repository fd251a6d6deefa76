/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/config_scan.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

Status config_scan_error(ConfigScan *scan, unsigned line, const char *format, ...)
{
    char what[sizeof scan->error->message];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    return error_set(scan->error, STATUS_BAD_FORMAT, "%s:%u: %s", scan->file, line, what);
}

Status config_scan_no_memory(ConfigScan *scan)
{
    return error_set(scan->error, STATUS_NO_MEMORY, "%s: %s", scan->file,
                     status_text(STATUS_NO_MEMORY));
}

static bool begins_with(const ConfigScan *scan, const char *text)
{
    const size_t length = strlen(text);
    return (size_t)(scan->end - scan->at) >= length && memcmp(scan->at, text, length) == 0;
}

static void step(ConfigScan *scan)
{
    scan->line += *scan->at == '\n';
    scan->at++;
}

/* They may stand inside each other. */
static Status skip_comment(ConfigScan *scan)
{
    const unsigned begin = scan->line;
    unsigned depth = 0;
    do {
        if (scan->at == scan->end)
            return config_scan_error(scan, begin, "the comment that begins here doesn't end");
        const int change = begins_with(scan, "/*") ? 1 : begins_with(scan, "*/") ? -1 : 0;
        depth += (unsigned)change;
        if (change != 0)
            step(scan);
        step(scan);
    } while (depth > 0);
    return STATUS_OK;
}

static bool is_one_of(char c, const char *characters)
{
    return c != '\0' && strchr(characters, c);
}

Status config_scan_skip(ConfigScan *scan, bool separators)
{
    while (scan->at < scan->end) {
        if (*scan->at == '#') {
            while (scan->at < scan->end && *scan->at != '\n')
                step(scan);
        } else if (begins_with(scan, "/*")) {
            const Status status = skip_comment(scan);
            if (status != STATUS_OK)
                return status;
        } else if (is_one_of(*scan->at, separators ? " \t\r\n,;" : " \t\r")) {
            step(scan);
        } else {
            break;
        }
    }
    return STATUS_OK;
}

bool config_scan_at_separator(const ConfigScan *scan)
{
    return scan->at == scan->end || is_one_of(*scan->at, "\n,;}]");
}

static char *copy_text(const char *begin, const char *end)
{
    return strndup(begin, (size_t)(end - begin));
}

/* Four hexadecimal digits as UTF-8. Pairs of surrogates are not put together: what lies beyond
 * stands in the file as it is. */
static size_t put_unicode(const char *digits, char *out)
{
    char number[5] = "";
    memcpy(number, digits, 4);
    char *end = NULL;
    const unsigned long code = strtoul(number, &end, 16);
    if (end != number + 4 || code == 0 || (code >= 0xD800 && code < 0xE000))
        return 0;
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | (code >> 6));
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    out[0] = (char)(0xE0 | (code >> 12));
    out[1] = (char)(0x80 | ((code >> 6) & 0x3F));
    out[2] = (char)(0x80 | (code & 0x3F));
    return 3;
}

/* What a backslash and the character behind it stand for, with how many bytes it takes. */
static Status put_escape(ConfigScan *scan, char *out, size_t *length)
{
    static const char escapes[] = "\"\\/'bfnrt";
    static const char meanings[] = "\"\\/'\b\f\n\r\t";
    const char *found =
        scan->at < scan->end ? memchr(escapes, *scan->at, sizeof escapes - 1) : NULL;
    *length = 1;
    if (found) {
        *out = meanings[found - escapes];
        scan->at++;
        return STATUS_OK;
    }
    if (scan->end - scan->at >= 5 && *scan->at == 'u')
        *length = put_unicode(scan->at + 1, out);
    else
        *length = 0;
    if (*length == 0)
        return config_scan_error(scan, scan->line,
                                 "behind a backslash comes one of %s, or u and "
                                 "four hexadecimal digits",
                                 escapes);
    scan->at += 5;
    return STATUS_OK;
}

/* A text in quotes. In single ones a backslash only hides a single quote. */
static Status scan_quoted(ConfigScan *scan, char **text)
{
    const char quote = *scan->at++;
    char *out = malloc(strcspn(scan->at, "\n") + 1); /* it gets shorter */
    if (!out)
        return config_scan_no_memory(scan);
    size_t used = 0;
    Status status = STATUS_OK;
    while (status == STATUS_OK && scan->at < scan->end && *scan->at != quote && *scan->at != '\n') {
        const bool is_escape = *scan->at == '\\' && (quote == '"' || begins_with(scan, "\\'"));
        size_t length = 1;
        if (!is_escape) {
            out[used] = *scan->at++;
        } else {
            scan->at++;
            status = put_escape(scan, out + used, &length);
        }
        used += length;
    }
    if (status == STATUS_OK && (scan->at == scan->end || *scan->at != quote))
        status = config_scan_error(scan, scan->line, "the text has no second %c", quote);
    if (status != STATUS_OK) {
        free(out);
        return status;
    }
    scan->at++;
    out[used] = '\0';
    char *shorter = realloc(out, used + 1);
    *text = shorter ? shorter : out;
    return STATUS_OK;
}

/* <<END, lines, END. */
static Status scan_lines(ConfigScan *scan, char **text)
{
    const unsigned begin = scan->line;
    const char *mark = scan->at + 2;
    const size_t length = strspn(mark, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    if (length == 0 || mark[length] != '\n')
        return config_scan_error(scan, begin, "behind << comes a word in capitals and a new line");
    const char *first = mark + length + 1;
    const char *line = first;
    while (line < scan->end) {
        const char *next = strchr(line, '\n');
        const char *line_end = next ? next : scan->end;
        if ((size_t)(line_end - line) == length && memcmp(line, mark, length) == 0) {
            *text = copy_text(first, line > first ? line - 1 : line);
            while (scan->at < line_end)
                step(scan);
            return *text ? STATUS_OK : config_scan_no_memory(scan);
        }
        line = line_end + 1;
    }
    return config_scan_error(scan, begin, "no line is %.*s, which would end the text",
                             (int)(length < 32 ? length : 32), mark);
}

Status config_scan_key(ConfigScan *scan, char **key)
{
    if (*scan->at == '.')
        return config_scan_error(scan, scan->line,
                                 "macros such as .include are not taken: a configuration is one "
                                 "file");
    if (is_one_of(*scan->at, "\"'"))
        return scan_quoted(scan, key);
    const char *begin = scan->at;
    while (scan->at < scan->end && !is_one_of(*scan->at, " \t\r\n=:{}[],;\"'#"))
        scan->at++;
    if (scan->at == begin)
        return config_scan_error(scan, scan->line, "here should be a key, not %c", *begin);
    *key = copy_text(begin, scan->at);
    return *key ? STATUS_OK : config_scan_no_memory(scan);
}

static bool read_boolean(ConfigNode *node)
{
    static const struct {
        const char *word;
        bool value;
    } words[] = {{"true", true},   {"yes", true}, {"on", true},
                 {"false", false}, {"no", false}, {"off", false}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i].word, node->text) == 0) {
            node->boolean = words[i].value;
            return true;
        }
    }
    return false;
}

/* Digits, perhaps with a suffix, or 0x and hexadecimal digits. */
static bool read_number(ConfigNode *node)
{
    static const struct {
        const char *suffix;
        double factor;
    } suffixes[] = {{"", 1},       {"k", 1e3},      {"m", 1e6},           {"g", 1e9},
                    {"kb", 1024},  {"mb", 1048576}, {"gb", 1073741824.0}, {"ms", 0.001},
                    {"s", 1},      {"min", 60},     {"h", 3600},          {"d", 86400},
                    {"w", 604800}, {"y", 31536000}};
    const char *digits = node->text + is_one_of(*node->text, "+-");
    if (!is_one_of(*digits, "0123456789."))
        return false;
    char *end = NULL;
    node->number = strtod(node->text, &end);
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        if (strcasecmp(suffixes[i].suffix, end) == 0 && end > digits && isfinite(node->number)) {
            node->number *= suffixes[i].factor;
            return true;
        }
    }
    return false;
}

/* Up to a separator, a bracket, a quote or a comment; without the spaces before that. */
static Status scan_bare(ConfigScan *scan, ConfigNode *node)
{
    const char *begin = scan->at;
    while (scan->at < scan->end && !is_one_of(*scan->at, "\r\n,;{}[]\"#") &&
           !begins_with(scan, "/*"))
        scan->at++;
    const char *end = scan->at;
    while (end > begin && is_one_of(end[-1], " \t"))
        end--;
    if (end == begin)
        return config_scan_error(scan, scan->line, "here should be a value");
    node->text = copy_text(begin, end);
    if (!node->text)
        return config_scan_no_memory(scan);
    if (read_boolean(node))
        node->kind = CONFIG_BOOLEAN;
    else if (read_number(node))
        node->kind = CONFIG_NUMBER;
    return STATUS_OK;
}

Status config_scan_value(ConfigScan *scan, ConfigNode *node)
{
    if (is_one_of(*scan->at, "\"'"))
        return scan_quoted(scan, &node->text);
    if (begins_with(scan, "<<"))
        return scan_lines(scan, &node->text);
    return scan_bare(scan, node);
}
