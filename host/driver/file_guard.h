/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file file_guard.h
 * How the driver looks after the code of module files: a worker process looks at each, where there
 * is such. Elsewhere, and when a chain needs the code in this process, a mark stands in the host's
 * storage while it runs for the first time, under the file's path and hash. */

#ifndef OSSICLE_DRIVER_FILE_GUARD_H
#define OSSICLE_DRIVER_FILE_GUARD_H

#include "loader/library.h"

typedef struct Driver Driver;

/** [control] The guard of the driver's catalog. Its functions may be called by any number of
 * control threads; the driver outlives its libraries. */
LibraryGuard file_guard(Driver *driver);

#endif
