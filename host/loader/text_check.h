/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file text_check.h
 * Whether strings of a module keep the rules of module-api.h. */

#ifndef OSSICLE_LOADER_TEXT_CHECK_H
#define OSSICLE_LOADER_TEXT_CHECK_H

#include "base/status.h"

#include <stdbool.h>

/** [control] Whether `text` is there, ends, is UTF-8 and holds no control character. `what` names
 * it in the error. */
Status text_check(const char *text, bool may_be_empty, const char *what, Error *error);

/** [control] Whether `id` may be the id of a module. */
Status module_id_check(const char *id, Error *error);

/** [control] Whether `id` may be the id of a parameter. */
Status parameter_id_check(const char *id, Error *error);

#endif
