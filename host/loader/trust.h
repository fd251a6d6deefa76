/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file trust.h
 * Whose files may bring code into this process. Decision 0020 says why these rules. */

#ifndef OSSICLE_LOADER_TRUST_H
#define OSSICLE_LOADER_TRUST_H

#include "base/status.h"

#include <sys/stat.h>
#include <sys/types.h>

/** [control] Whether `path`, whose fstat is `status`, belongs to root or `user` and can be written
 * by its owner alone. The error says what is wrong and how to mend it. */
Status trust_check(const struct stat *status, uid_t user, const char *path, Error *error);

#endif
