/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file config_node.h
 * What stands in a configuration file, with the lines where it stands. [control] */

#ifndef OSSICLE_TOOL_CONFIG_NODE_H
#define OSSICLE_TOOL_CONFIG_NODE_H

#include <CoreFoundation/CoreFoundation.h>
#include <stdbool.h>
#include <stddef.h>

typedef enum ConfigKind {
    CONFIG_TEXT,
    CONFIG_BOOLEAN,
    CONFIG_NUMBER,
    CONFIG_ARRAY,
    CONFIG_OBJECT,
    CONFIG_REPEATED, /**< an array of the values of a key that is there more than once */
} ConfigKind;

typedef struct ConfigNode {
    ConfigKind kind;
    unsigned line; /**< 1 is the first */
    char *key;     /**< in an object */
    char *text;
    bool boolean;
    double number;
    struct ConfigNode **items; /**< of an array or object, in the order of the file */
    size_t count;
} ConfigNode;

/** How many keys an object may have. */
enum { CONFIG_KEYS_MAX = 256 };

/** A node without key and value. NULL: no memory. */
ConfigNode *config_node_new(ConfigKind kind, unsigned line);

/** With all that it holds. NULL is fine. */
void config_node_free(ConfigNode *node);

/** Put `item`, which becomes the node's, into an array, or into an object under its own key. A key
 * that is there already has both values from then on. False: no memory, or too many keys; `item`
 * stays the caller's. */
bool config_node_add(ConfigNode *node, ConfigNode *item);

/** The property list of a tree. What stands alone under a key that has a list becomes a list of
 * one. NULL: no memory. */
CFTypeRef config_node_copy_plist(const ConfigNode *node);

/** The line of a place such as `devices[1].rates[2]`, with anything behind it, or of the innermost
 * place around it that is there. 0: not even its first key is. */
unsigned config_node_line(const ConfigNode *root, const char *place);

#endif
