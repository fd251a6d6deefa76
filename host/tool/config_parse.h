/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file config_parse.h
 * The syntax of configuration files, which is that of libucl but for macros and variables:
 * docs/configuration.md describes it. [control] */

#ifndef OSSICLE_TOOL_CONFIG_PARSE_H
#define OSSICLE_TOOL_CONFIG_PARSE_H

#include "base/status.h"
#include "tool/config_node.h"

#include <stddef.h>

/** The object that `length` bytes of `text`, with a NUL behind them, describe. `file` is the name
 * for errors, which begin with it and the line: "studio.conf:12: …". On failure `*root` is NULL. */
Status config_parse(const char *file, const char *text, size_t length, ConfigNode **root,
                    Error *error);

#endif
