/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/config_parse.h"

#include "tool/config_scan.h"

#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 16 };

static Status parse_value(ConfigScan *scan, ConfigNode **value, unsigned depth);

static Status add(ConfigScan *scan, ConfigNode *node, ConfigNode *item)
{
    if (config_node_add(node, item))
        return STATUS_OK;
    const bool is_full = node->kind == CONFIG_OBJECT && node->count == CONFIG_KEYS_MAX;
    const Status status =
        is_full
            ? config_scan_error(scan, item->line, "there are more than %d keys", CONFIG_KEYS_MAX)
            : config_scan_no_memory(scan);
    config_node_free(item);
    return status;
}

/* Whether an object or array begins here, be it on one of the next lines; if so, go there. */
static bool goes_on_with_bracket(ConfigScan *scan)
{
    ConfigScan ahead = *scan;
    Error ignored;
    ahead.error = &ignored;
    while (config_scan_skip(&ahead, false) == STATUS_OK && ahead.at < ahead.end &&
           *ahead.at == '\n') {
        ahead.at++;
        ahead.line++;
    }
    if (ahead.at == ahead.end || (*ahead.at != '{' && *ahead.at != '['))
        return false;
    scan->at = ahead.at;
    scan->line = ahead.line;
    return true;
}

/* `name {…}` behind a key: the object is a member, `name`, of the key's object. The name was read
 * as the value. */
static Status parse_named(ConfigScan *scan, ConfigNode **value, unsigned depth)
{
    ConfigNode *inner = NULL;
    ConfigNode *outer = config_node_new(CONFIG_OBJECT, (*value)->line);
    if (!outer)
        return config_scan_no_memory(scan);
    Status status = parse_value(scan, &inner, depth + 1);
    if (status == STATUS_OK) {
        inner->key = (*value)->text;
        (*value)->text = NULL;
        status = add(scan, outer, inner);
    } else {
        config_node_free(inner);
    }
    if (status != STATUS_OK) {
        config_node_free(outer);
        return status;
    }
    config_node_free(*value);
    *value = outer;
    return STATUS_OK;
}

/* What stands behind the key, and the end of it. */
static Status parse_entry_value(ConfigScan *scan, const char *key, ConfigNode **value,
                                unsigned depth)
{
    Status status = config_scan_skip(scan, false);
    const bool has_sign = scan->at < scan->end && (*scan->at == '=' || *scan->at == ':');
    scan->at += has_sign;
    const bool is_bracket = status == STATUS_OK && goes_on_with_bracket(scan);
    if (status == STATUS_OK)
        status = config_scan_skip(scan, false);
    if (status == STATUS_OK && config_scan_at_separator(scan))
        return config_scan_error(scan, scan->line, "%s has no value", key);
    if (status == STATUS_OK)
        status = parse_value(scan, value, depth);
    if (status != STATUS_OK || is_bracket)
        return status;
    status = config_scan_skip(scan, false);
    if (status == STATUS_OK && !has_sign && *scan->at == '{')
        return parse_named(scan, value, depth);
    if (status == STATUS_OK && !config_scan_at_separator(scan))
        return config_scan_error(scan, scan->line,
                                 "%c stands behind the value of %s; a text with one of , ; { } [ ] "
                                 "# or a quote stands in quotes",
                                 *scan->at, key);
    return status;
}

static Status parse_entry(ConfigScan *scan, ConfigNode *object, unsigned depth)
{
    const unsigned line = scan->line;
    char *key = NULL;
    ConfigNode *value = NULL;
    Status status = config_scan_key(scan, &key);
    if (status == STATUS_OK)
        status = parse_entry_value(scan, key, &value, depth);
    if (status != STATUS_OK || !value) {
        config_node_free(value);
        free(key);
        return status;
    }
    value->key = key;
    value->line = line;
    return add(scan, object, value);
}

static Status parse_item(ConfigScan *scan, ConfigNode *array, unsigned depth)
{
    ConfigNode *value = NULL;
    const Status status = parse_value(scan, &value, depth);
    if (status == STATUS_OK)
        return add(scan, array, value);
    config_node_free(value);
    return status;
}

/* All up to the bracket `end`, or up to the end of the file if that is NUL. */
static Status parse_items(ConfigScan *scan, ConfigNode *node, char end, unsigned depth)
{
    Status status = STATUS_OK;
    while (status == STATUS_OK) {
        status = config_scan_skip(scan, true);
        if (status != STATUS_OK)
            return status;
        if (scan->at == scan->end)
            return end == '\0' ? STATUS_OK
                               : config_scan_error(scan, node->line,
                                                   "the bracket that opens here is never closed");
        if (*scan->at == end) {
            scan->at++;
            return STATUS_OK;
        }
        status = node->kind == CONFIG_OBJECT ? parse_entry(scan, node, depth)
                                             : parse_item(scan, node, depth);
    }
    return status;
}

/* On failure `*value` may hold a part of it. */
static Status parse_value(ConfigScan *scan, ConfigNode **value, unsigned depth)
{
    const char first = *scan->at;
    const ConfigKind kind = first == '{'   ? CONFIG_OBJECT
                            : first == '[' ? CONFIG_ARRAY
                                           : CONFIG_TEXT;
    if (depth > DEEPEST)
        return config_scan_error(scan, scan->line, "this lies in more than %d brackets", DEEPEST);
    *value = config_node_new(kind, scan->line);
    if (!*value)
        return config_scan_no_memory(scan);
    if (kind == CONFIG_TEXT)
        return config_scan_value(scan, *value);
    scan->at++;
    return parse_items(scan, *value, kind == CONFIG_OBJECT ? '}' : ']', depth + 1);
}

/* The whole may stand in braces. */
static Status parse_root(ConfigScan *scan, ConfigNode *root)
{
    Status status = config_scan_skip(scan, true);
    const bool has_brace = scan->at < scan->end && *scan->at == '{';
    scan->at += has_brace;
    if (status == STATUS_OK)
        status = parse_items(scan, root, has_brace ? '}' : '\0', 1);
    if (status == STATUS_OK)
        status = config_scan_skip(scan, true);
    if (status == STATUS_OK && scan->at < scan->end)
        return config_scan_error(scan, scan->line, "something stands behind the last brace");
    return status;
}

/* How many bytes the character at `at` has; 0 if it is no UTF-8, or NUL. */
static size_t character_bytes(const unsigned char *at, const unsigned char *end)
{
    static const struct {
        unsigned char first, last;               /* the byte that says the length */
        unsigned char second_first, second_last; /* neither longer than need be nor a surrogate */
        size_t bytes;
    } forms[] = {
        {0x01, 0x7F, 0x00, 0xFF, 1}, {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
        {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
        {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
    };
    size_t form = 0;
    while (form<sizeof forms / sizeof *forms && * at> forms[form].last)
        form++;
    if (form == sizeof forms / sizeof *forms || *at < forms[form].first)
        return 0;
    const size_t bytes = forms[form].bytes;
    if (bytes > (size_t)(end - at) ||
        (bytes > 1 && (at[1] < forms[form].second_first || at[1] > forms[form].second_last)))
        return 0;
    for (size_t i = 2; i < bytes; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 0;
    }
    return bytes;
}

/* The line of the first byte that can't be there; 0 if all is text. */
static unsigned find_binary(const char *text, size_t length)
{
    const unsigned char *at = (const unsigned char *)text;
    const unsigned char *end = at + length;
    unsigned line = 1;
    while (at < end) {
        const size_t bytes = character_bytes(at, end);
        if (bytes == 0)
            return line;
        line += *at == '\n';
        at += bytes;
    }
    return 0;
}

Status config_parse(const char *file, const char *text, size_t length, ConfigNode **root,
                    Error *error)
{
    static const char mark[] = "\xEF\xBB\xBF"; /* which some editors put in front of UTF-8 */
    const size_t mark_bytes = length >= 3 && memcmp(text, mark, 3) == 0 ? 3 : 0;
    ConfigScan scan = {file, text + mark_bytes, text + length, 1, error};
    *root = NULL;
    const unsigned binary = find_binary(text, length);
    if (binary > 0)
        return config_scan_error(&scan, binary, "this line is not UTF-8 text");
    *root = config_node_new(CONFIG_OBJECT, 1);
    if (!*root)
        return config_scan_no_memory(&scan);
    const Status status = parse_root(&scan, *root);
    if (status != STATUS_OK) {
        config_node_free(*root);
        *root = NULL;
    }
    return status;
}
