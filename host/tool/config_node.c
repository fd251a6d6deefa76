/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/config_node.h"

#include "tool/cf.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

ConfigNode *config_node_new(ConfigKind kind, unsigned line)
{
    ConfigNode *node = calloc(1, sizeof *node);
    if (node) {
        node->kind = kind;
        node->line = line;
    }
    return node;
}

void config_node_free(ConfigNode *node)
{
    if (!node)
        return;
    for (size_t i = 0; i < node->count; i++)
        config_node_free(node->items[i]);
    free(node->items);
    free(node->key);
    free(node->text);
    free(node);
}

/* Arrays grow at the powers of two. */
static bool append(ConfigNode *node, ConfigNode *item)
{
    if ((node->count & (node->count - 1)) == 0) {
        const size_t capacity = node->count > 0 ? 2 * node->count : 1;
        ConfigNode **items = realloc(node->items, capacity * sizeof(void *));
        if (!items)
            return false;
        node->items = items;
    }
    node->items[node->count++] = item;
    return true;
}

static ConfigNode **find_key(const ConfigNode *object, const char *key, size_t length)
{
    for (size_t i = 0; i < object->count; i++) {
        const char *other = object->items[i]->key;
        if (strncmp(other, key, length) == 0 && other[length] == '\0')
            return &object->items[i];
    }
    return NULL;
}

/* Put an array of the value there, and of `item`, into the object's `place`. */
static bool repeat(ConfigNode **place, ConfigNode *item)
{
    ConfigNode *first = *place;
    if (first->kind == CONFIG_REPEATED)
        return append(first, item);
    ConfigNode *both = config_node_new(CONFIG_REPEATED, first->line);
    if (!both)
        return false;
    both->key = strdup(first->key);
    if (!both->key || !append(both, first) || !append(both, item)) {
        both->count = 0; /* neither value is its own yet */
        config_node_free(both);
        return false;
    }
    *place = both;
    return true;
}

bool config_node_add(ConfigNode *node, ConfigNode *item)
{
    if (node->kind == CONFIG_ARRAY)
        return append(node, item);
    ConfigNode **same = find_key(node, item->key, strlen(item->key));
    if (same)
        return repeat(same, item);
    return node->count < CONFIG_KEYS_MAX && append(node, item);
}

/* Whether what stands under this key is a list, be it of one. */
static bool has_list(const char *key)
{
    static const char *const lists[] = {"devices", "applications", "rates",
                                        "formats", "controls",     "channelControls"};
    for (size_t i = 0; key && i < sizeof lists / sizeof *lists; i++) {
        if (strcmp(lists[i], key) == 0)
            return true;
    }
    return false;
}

static bool is_array(const ConfigNode *node)
{
    return node->kind == CONFIG_ARRAY || node->kind == CONFIG_REPEATED;
}

static CFTypeRef copy_number(double number)
{
    const double exact = 9007199254740992; /* whole numbers below are */
    const int64_t integer = fabs(number) < exact ? (int64_t)number : 0;
    if ((double)integer == number)
        return CFNumberCreate(NULL, kCFNumberSInt64Type, &integer);
    return CFNumberCreate(NULL, kCFNumberDoubleType, &number);
}

static CFTypeRef copy_value(const ConfigNode *node);

/* Append a copy of `node`; false: no memory. */
static bool append_copy(CFMutableArrayRef array, const ConfigNode *node)
{
    CFTypeRef value = copy_value(node);
    if (!value)
        return false;
    const CFIndex before = CFArrayGetCount(array);
    CFArrayAppendValue(array, value);
    CFRelease(value);
    return CFArrayGetCount(array) == before + 1;
}

/* All of `nodes` as an array. */
static CFTypeRef copy_array(ConfigNode *const *nodes, size_t count)
{
    CFMutableArrayRef array = CFArrayCreateMutable(NULL, 0, &kCFTypeArrayCallBacks);
    for (size_t i = 0; array && i < count; i++) {
        if (!append_copy(array, nodes[i])) {
            CFRelease(array);
            return NULL;
        }
    }
    return array;
}

static bool set_copy(CFMutableDictionaryRef dictionary, ConfigNode *const *place)
{
    const ConfigNode *node = *place;
    const bool is_one_of_list = has_list(node->key) && !is_array(node);
    CFStringRef key = cf_copy_string(node->key);
    CFTypeRef value = is_one_of_list ? copy_array(place, 1) : copy_value(node);
    const CFIndex before = CFDictionaryGetCount(dictionary);
    if (key && value)
        CFDictionarySetValue(dictionary, key, value);
    cf_release(key);
    cf_release(value);
    return CFDictionaryGetCount(dictionary) == before + 1;
}

static CFTypeRef copy_object(const ConfigNode *node)
{
    CFMutableDictionaryRef dictionary = CFDictionaryCreateMutable(
        NULL, 0, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
    for (size_t i = 0; dictionary && i < node->count; i++) {
        if (!set_copy(dictionary, &node->items[i])) {
            CFRelease(dictionary);
            return NULL;
        }
    }
    return dictionary;
}

static CFTypeRef copy_value(const ConfigNode *node)
{
    switch (node->kind) {
    case CONFIG_TEXT:
        return cf_copy_string(node->text);
    case CONFIG_BOOLEAN:
        return CFRetain(node->boolean ? kCFBooleanTrue : kCFBooleanFalse);
    case CONFIG_NUMBER:
        return copy_number(node->number);
    case CONFIG_OBJECT:
        return copy_object(node);
    case CONFIG_ARRAY:
    case CONFIG_REPEATED:
        break;
    }
    return copy_array(node->items, node->count);
}

CFTypeRef config_node_copy_plist(const ConfigNode *node)
{
    return copy_value(node);
}

/* The item with the index that stands at `*place`, `[2]`, which moves behind it; NULL if there is
 * none. What stands alone is the first of a list. */
static const ConfigNode *find_item(const ConfigNode *node, const char **place)
{
    char *end = NULL;
    const unsigned long index = strtoul(*place + 1, &end, 10);
    if (end == *place + 1 || *end != ']')
        return NULL;
    *place = end + 1;
    if (!is_array(node))
        return index == 0 ? node : NULL;
    return index < node->count ? node->items[index] : NULL;
}

static const ConfigNode *find_member(const ConfigNode *node, const char **place)
{
    if (**place == '.')
        ++*place;
    const size_t length = strcspn(*place, ".[:");
    ConfigNode **found = node->kind == CONFIG_OBJECT ? find_key(node, *place, length) : NULL;
    *place += length;
    return found ? *found : NULL;
}

unsigned config_node_line(const ConfigNode *root, const char *place)
{
    unsigned line = 0;
    const ConfigNode *node = root;
    while (*place && *place != ':') {
        node = *place == '[' ? find_item(node, &place) : find_member(node, &place);
        if (!node)
            break;
        line = node->line;
    }
    return line;
}
