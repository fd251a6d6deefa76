/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/watch_points.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>

enum { MAX_TRIES = 8 };

static const uint32_t own_events = IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED;
static const uint32_t child_events = IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE;
static const uint32_t own_asked = IN_DELETE_SELF | IN_MOVE_SELF;
static const uint32_t file_events = IN_CLOSE_WRITE | IN_MODIFY | IN_ATTRIB;

void watch_points_cleanup(WatchPoints *points)
{
    free(points->points);
    *points = (WatchPoints){NULL, 0};
}

static Status fail(const char *path, int reason, Error *error)
{
    return error_set(error, status_from_errno(reason), "%s: can't be watched: %s", path,
                     strerror(reason));
}

static bool is_absence(int reason)
{
    return reason == ENOENT || reason == ENOTDIR || reason == EACCES || reason == ELOOP;
}

/* Watch the first `length` bytes of the path, which `point` is about. `found` tells whether there
 * is such a folder. */
static Status add(WatchPoints *points, int file, const char *path, size_t length, uint32_t mask,
                  WatchPoint point, bool *found, Error *error)
{
    char *const prefix = strndup(path, length);
    WatchPoint *const grown =
        prefix ? reallocarray(points->points, points->count + 1, sizeof *grown) : NULL;
    if (!grown) {
        free(prefix);
        return fail(path, ENOMEM, error);
    }
    points->points = grown;
    point.descriptor = inotify_add_watch(file, prefix, mask | IN_ONLYDIR | IN_MASK_ADD);
    const int reason = errno;
    free(prefix);
    *found = point.descriptor >= 0;
    if (*found)
        grown[points->count++] = point;
    return *found || is_absence(reason) ? STATUS_OK : fail(path, reason, error);
}

/* How much of the path's first `length` bytes is the way to what is above: at least "/". */
static size_t above(const char *path, size_t length)
{
    while (length > 1 && path[length - 1] != '/')
        length--;
    while (length > 1 && path[length - 1] == '/')
        length--;
    return length;
}

/* From the folder upwards. `missing` is how much of the path is the way to the highest folder that
 * lacks; 0 if none does. */
static Status add_way(WatchPoints *points, int file, const char *path, size_t folder,
                      size_t *missing, Error *error)
{
    size_t length = strlen(path);
    bool found = false;
    WatchPoint point = {.folder = folder, .is_folder = true};
    *missing = 0;
    Status status = add(points, file, path, length, own_asked | child_events | file_events, point,
                        &found, error);
    bool lacks = !found;
    for (bool is_parent = true; status == STATUS_OK && length > 1; is_parent = false) {
        const size_t below = length;
        length = above(path, length);
        point = (WatchPoint){.folder = folder, .child = path + length};
        point.child += strspn(point.child, "/");
        point.child_length = strcspn(point.child, "/");
        const uint32_t mask = is_parent || lacks ? own_asked | child_events : own_asked;
        status = add(points, file, path, length, mask, point, &found, error);
        if (lacks && found)
            *missing = below;
        lacks = lacks && !found;
    }
    return status;
}

static bool is_there(const char *path, size_t length)
{
    struct stat status;
    char *const prefix = strndup(path, length);
    const bool found = prefix && stat(prefix, &status) == 0 && S_ISDIR(status.st_mode);
    free(prefix);
    return found;
}

/* What lacks may have come between the look at it and the watch on what is above. A folder that is
 * there and can't be watched lacks for good, so that there is an end to trying. */
static Status add_folder(WatchPoints *points, int file, const char *path, size_t folder,
                         Error *error)
{
    Status status = STATUS_OK;
    bool has_come = true;
    for (int tries = 0; tries < MAX_TRIES && has_come && status == STATUS_OK; tries++) {
        size_t missing = 0;
        const size_t before = points->count;
        status = add_way(points, file, path, folder, &missing, error);
        has_come = missing > 0 && is_there(path, missing);
        if (has_come && tries + 1 < MAX_TRIES)
            points->count = before;
    }
    return status;
}

Status watch_points_set(WatchPoints *points, int file, char *const *folders, size_t count,
                        Error *error)
{
    for (size_t i = 0; i < points->count; i++)
        (void)inotify_rm_watch(file, points->points[i].descriptor); /* some are gone already */
    points->count = 0;
    Status status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = add_folder(points, file, folders[i], i, error);
    return status;
}

bool watch_point_leads_elsewhere(const WatchPoint *point, unsigned mask, const char *name)
{
    if ((mask & own_events) != 0)
        return true;
    return !point->is_folder && name && strlen(name) == point->child_length &&
           strncmp(name, point->child, point->child_length) == 0;
}
