/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file remote_library.h
 * A module file that a worker process looks at, so that none of its code runs in the host. */

#ifndef OSSICLE_ENGINE_REMOTE_LIBRARY_H
#define OSSICLE_ENGINE_REMOTE_LIBRARY_H

#include "base/status.h"
#include "engine/remote_process.h"
#include "loader/library_table.h"

/** [control] Have a process of its own load the open `file`, and read what it says of it; the host
 * believes none of that. `path` names the file in messages. STATUS_NOT_FOUND: no process is to be
 * had here. A file that crashes, hangs or is refused there is another failure, and its reason is
 * the error's. On failure `table` is empty. */
Status remote_library_read(const RemoteProgram *program, int file, const char *path,
                           LibraryTable *table, Error *error);

#endif
