/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file config_scan.h
 * The words of a configuration file: keys, texts, numbers, comments. What they mean together stands
 * in config_parse.c. Errors begin with the file and the line. [control] */

#ifndef OSSICLE_TOOL_CONFIG_SCAN_H
#define OSSICLE_TOOL_CONFIG_SCAN_H

#include "base/status.h"
#include "tool/config_node.h"

typedef struct ConfigScan {
    const char *file;
    const char *at; /**< what isn't read yet; a NUL stands at `end` */
    const char *end;
    unsigned line; /**< of `at` */
    Error *error;
} ConfigScan;

/** Fill in the error for `line` of the file. */
Status config_scan_error(ConfigScan *scan, unsigned line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

Status config_scan_no_memory(ConfigScan *scan);

/** Skip spaces and comments; `separators` besides, which are line breaks, commas and semicolons. */
Status config_scan_skip(ConfigScan *scan, bool separators);

/** Whether a line break or another separator, or nothing, comes next. */
bool config_scan_at_separator(const ConfigScan *scan);

/** Read a key; an empty one is an error. The caller frees it. */
Status config_scan_key(ConfigScan *scan, char **key);

/** Read a value that is neither an array nor an object into `node`: a text in quotes, one of
 * several lines, or what stands without quotes, which may be a number or a boolean. */
Status config_scan_value(ConfigScan *scan, ConfigNode *node);

#endif
