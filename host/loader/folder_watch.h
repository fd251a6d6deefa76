/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file folder_watch.h
 * Notices that files of folders come, change and go, also in folders that aren't there yet or go
 * and come again. A file that is being written is told of when that is done. Without a thread of
 * its own: somebody waits for the descriptor. [control, one thread at a time] */

#ifndef OSSICLE_LOADER_FOLDER_WATCH_H
#define OSSICLE_LOADER_FOLDER_WATCH_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

typedef struct FolderWatch FolderWatch;

/** folder_watch_due_ns: nothing is to be done before the descriptor says so. */
#define FOLDER_WATCH_NEVER UINT64_MAX

/** The file `name` of the folder with this index came, changed or went; NULL: any of its files may
 * have, or the folder itself. The name is that of a module file. Must not use the watch. */
typedef void FolderWatchChanged(void *context, size_t folder, const char *name);

/** Begin to watch these folders. What changed before is for others to find out. NULL on failure. */
FolderWatch *folder_watch_new(const char *const *folders, size_t count, Error *error);

/** NULL is fine. */
void folder_watch_free(FolderWatch *watch);

/** Readable when folder_watch_read has something to do. */
int folder_watch_descriptor(const FolderWatch *watch);

/** When folder_watch_read has something to do all the same, on the clock whose time it is given. */
uint64_t folder_watch_due_ns(const FolderWatch *watch);

/** Tell of what changed so far, each file once. Doesn't wait. On failure some changes may go
 * unnoticed from now on. */
Status folder_watch_read(FolderWatch *watch, uint64_t now_ns, FolderWatchChanged *changed,
                         void *context, Error *error);

#endif
