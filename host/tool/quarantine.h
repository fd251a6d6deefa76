/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file quarantine.h
 * The modules that a host makes no chain with: asked of the host if it runs, or else read from the
 * settings that it has stored. `name` is the host's; NULL: the default one. [control] */

#ifndef OSSICLE_TOOL_QUARANTINE_H
#define OSSICLE_TOOL_QUARANTINE_H

#include "base/status.h"

#include <jansson.h>

/** An array with an object for each module, with the members of kOssiclePlugInPropertyQuarantine,
 * for the caller to json_decref. NULL with an error. */
json_t *quarantine_copy(const char *name, Error *error);

/** Let the module with this id in again. STATUS_NOT_FOUND: none is in quarantine, if no host runs;
 * a host that does says so itself. */
Status quarantine_release(const char *name, const char *id, Error *error);

#endif
