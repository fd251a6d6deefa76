/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file file_format.h
 * What libsndfile's numbers and errors mean to us. Private to endpoints/. */

#ifndef OSSICLE_ENDPOINTS_FILE_FORMAT_H
#define OSSICLE_ENDPOINTS_FILE_FORMAT_H

#include "base/status.h"

#include <sndfile.h>
#include <stdbool.h>

/** Choose container and sample format of a file to write, into `out->format`; rate and channels
 * of `out` are given. `input_format` is that of the file read, or 0. `sample_format` is a name
 * of endpoint.h's, or NULL for that of the input, or the nearest that the container can hold. */
Status file_format_choose(const char *path, int input_format, const char *sample_format,
                          SF_INFO *out, Error *error);

/** Whether the header of `file` promises more than the file holds. */
bool file_format_is_truncated(SNDFILE *file);

/** Say what libsndfile's last error for `file` (NULL: of opening) means: `what` is a phrase such as
 * "can't read". The one place where its errors are translated. */
Status file_format_error(SNDFILE *file, const char *what, const char *path, Error *error);

#endif
