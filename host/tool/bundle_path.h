/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file bundle_path.h
 * Where the driver's bundle is. [control] */

#ifndef OSSICLE_TOOL_BUNDLE_PATH_H
#define OSSICLE_TOOL_BUNDLE_PATH_H

#include "base/status.h"

/** The path of the bundle `named`, or, if that is NULL, of the Ossicle.driver next to this program
 * (so it is in a build folder), or else of the installed one; for the caller to free(). NULL: there
 * is no such folder, and the error says where it was looked for. */
char *bundle_path_copy(const char *named, Error *error);

#endif
