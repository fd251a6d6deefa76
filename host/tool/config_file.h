/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file config_file.h
 * A configuration file, as docs/configuration.md describes it, as the property list that the driver
 * takes. Whether its keys and values are right is for the driver to say; config_file_explain adds
 * where that stands in the file. [control] */

#ifndef OSSICLE_TOOL_CONFIG_FILE_H
#define OSSICLE_TOOL_CONFIG_FILE_H

#include "base/status.h"

#include <CoreFoundation/CoreFoundation.h>

enum { CONFIG_FILE_BYTES_MAX = 1048576 };

typedef struct ConfigFile ConfigFile;

/** Read the file. What is wrong with its syntax is said with the line: "studio.conf:12: …". On
 * failure `*file` is NULL. */
Status config_file_load(const char *path, ConfigFile **file, Error *error);

/** NULL is fine. */
void config_file_free(ConfigFile *file);

/** All of it; the file goes on owning it. */
CFDictionaryRef config_file_plist(const ConfigFile *file);

/** Make of what the driver says of the property list, "devices[1].channels: 300 is not …", what
 * people can find: "studio.conf:12: devices[1].channels: 300 is not …". What names no place gets
 * the file alone. Returns the error's status. `message` may lie in `error`. */
Status config_file_explain(const ConfigFile *file, Status status, const char *message,
                           Error *error);

#endif
