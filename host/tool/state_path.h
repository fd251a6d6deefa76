/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file state_path.h
 * Where a host keeps its driver's settings from one run to the next. [control] */

#ifndef OSSICLE_TOOL_STATE_PATH_H
#define OSSICLE_TOOL_STATE_PATH_H

#include "base/status.h"

/** Where the settings of the host called `name` are or would be, for the caller to free(). NULL
 * with an error. */
char *state_path_copy(const char *name, Error *error);

/** $XDG_STATE_HOME/ossicle/NAME/settings.plist, or below ~/.local/state without that variable, for
 * the caller to free(); its folders are made. NULL with an error. */
char *state_path_make(const char *name, Error *error);

#endif
