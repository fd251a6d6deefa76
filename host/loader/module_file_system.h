/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file module_file_system.h
 * How this system puts a file's content out of everybody's reach. */

#ifndef OSSICLE_LOADER_MODULE_FILE_SYSTEM_H
#define OSSICLE_LOADER_MODULE_FILE_SYSTEM_H

#include "base/status.h"

#include <sys/stat.h>

/** [control] Store in `frozen` a descriptor whose content nobody can change, that of `file`, whose
 * fstat is `identity`. `file` stays open. */
Status module_file_freeze(int file, const struct stat *identity, const char *path, int *frozen,
                          Error *error);

#endif
