/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file watch_points.h
 * Which places inotify watches, so that nothing that happens to a folder is missed: the folder, its
 * parent for its coming and going, and all folders above for theirs. [control] */

#ifndef OSSICLE_LOADER_WATCH_POINTS_H
#define OSSICLE_LOADER_WATCH_POINTS_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/** One place, on behalf of one folder. */
typedef struct WatchPoint {
    int descriptor; /**< inotify's; several points may have the same */
    size_t folder;
    bool is_folder;    /**< the folder itself, not one above */
    const char *child; /**< in a folder above: the name that leads on, up to the next slash */
    size_t child_length;
} WatchPoint;

/** A zeroed one is empty. */
typedef struct WatchPoints {
    WatchPoint *points;
    size_t count;
} WatchPoints;

/** Let the inotify instance `file` watch these folders, whose paths are absolute and stay where
 * they are, in place of what it watched before. On failure it may watch some of it. */
Status watch_points_set(WatchPoints *points, int file, char *const *folders, size_t count,
                        Error *error);

/** Whether what happened at the point, with `name` or none, concerns the way to its folder. */
bool watch_point_leads_elsewhere(const WatchPoint *point, unsigned mask, const char *name);

void watch_points_cleanup(WatchPoints *points);

#endif
