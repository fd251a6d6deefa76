/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file platform.h
 * What differs between systems for the tool. [control] */

#ifndef OSSICLE_TOOL_PLATFORM_H
#define OSSICLE_TOOL_PLATFORM_H

#include <stdbool.h>

/** The path of the running program without symbolic links, for the caller to free(); NULL if it
 * can't be known. */
char *platform_copy_program_path(void);

/** Whether the driver, when this program loads it, searches the folders of OSSICLE_MODULE_PATH. */
extern const bool platform_has_module_path;

#endif
