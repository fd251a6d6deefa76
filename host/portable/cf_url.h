/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file cf_url.h
 * URLs as paths: for the files here that open them. */

#ifndef OSSICLE_PORTABLE_CF_URL_H
#define OSSICLE_PORTABLE_CF_URL_H

#include <CoreFoundation/CFURL.h>

/** The absolute path, as long as the URL lives. */
const char *cf_url_path(CFURLRef url, const char *function);

/** The URL of a C path; NULL if memory is short. */
CFURLRef cf_url_from_path(const char *path, bool is_directory);

/** The URL of `path`/`name`, whether or not it is there. `name` may hold slashes. */
CFURLRef cf_url_below(CFURLRef url, const char *name, bool is_directory);

#endif
