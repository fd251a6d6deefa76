/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file plist_file.h
 * Property lists in files. For hal/, and for the tool where no HAL runs. */

#ifndef OSSICLE_HAL_PLIST_FILE_H
#define OSSICLE_HAL_PLIST_FILE_H

#include "base/status.h"

#include <CoreFoundation/CoreFoundation.h>

/** [control] Read the property list at `path`, for the caller to release. NULL with an error:
 * STATUS_NOT_FOUND if there is no file, STATUS_BAD_FORMAT if it is no property list. */
CFPropertyListRef plist_file_copy(const char *path, Error *error);

/** [control] Replace the file at `path` as a whole: it holds the old list or the new one, whatever
 * happens; once this returns, the new one, also if the machine loses power. */
Status plist_file_write(const char *path, CFPropertyListRef list, Error *error);

#endif
