/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/folder_watch.h"

#include "loader/folder.h"
#include "loader/folder_news.h"
#include "loader/watch_points.h"

#include <errno.h>
#include <limits.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER_BYTES = 16 * (sizeof(struct inotify_event) + NAME_MAX + 1) };

struct FolderWatch {
    int file;
    FolderNews news;
    WatchPoints points;
    bool is_lost; /* the way to a folder is another one */
    uint64_t now_ns;
};

static Status start(FolderWatch *watch, const char *const *folders, size_t count, Error *error)
{
    const Status status = folder_news_init(&watch->news, folders, count, error);
    if (status != STATUS_OK)
        return status;
    watch->file = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (watch->file < 0)
        return error_set(error, status_from_errno(errno),
                         "modules folders can't be watched: %s; changes take effect at the next "
                         "start",
                         strerror(errno));
    return watch_points_set(&watch->points, watch->file, watch->news.folders, count, error);
}

FolderWatch *folder_watch_new(const char *const *folders, size_t count, Error *error)
{
    FolderWatch *const watch = calloc(1, sizeof *watch);
    if (!watch) {
        (void)error_set(error, STATUS_NO_MEMORY, "watch of modules folders: out of memory");
        return NULL;
    }
    watch->file = -1;
    if (start(watch, folders, count, error) == STATUS_OK)
        return watch;
    folder_watch_free(watch);
    return NULL;
}

void folder_watch_free(FolderWatch *watch)
{
    if (!watch)
        return;
    if (watch->file >= 0)
        (void)close(watch->file);
    watch_points_cleanup(&watch->points);
    folder_news_cleanup(&watch->news);
    free(watch);
}

int folder_watch_descriptor(const FolderWatch *watch)
{
    return watch->file;
}

uint64_t folder_watch_due_ns(const FolderWatch *watch)
{
    return name_set_due(&watch->news.unfinished);
}

static bool identify(const FolderWatch *watch, size_t folder, const char *name,
                     struct stat *identity)
{
    char *path = NULL;
    if (asprintf(&path, "%s/%s", watch->news.folders[folder], name) < 0)
        return false;
    const bool is_there = lstat(path, identity) == 0;
    free(path);
    return is_there;
}

/* A name that came: a link to what is whole, or a file that is going to be written. */
static void take_created(FolderWatch *watch, size_t folder, const char *name)
{
    struct stat identity;
    if (!identify(watch, folder, name, &identity))
        return; /* its going is told, too */
    if (!S_ISREG(identity.st_mode) || identity.st_nlink > 1 ||
        !name_set_add(&watch->news.unfinished, folder, name, watch->now_ns + FOLDER_NEWS_REST_NS))
        folder_news_note(&watch->news, folder, name);
}

/* Whoever writes closes, which is told. */
static void take_written(FolderWatch *watch, size_t folder, const char *name)
{
    NameEntry *const entry =
        name_set_add(&watch->news.unfinished, folder, name, FOLDER_WATCH_NEVER);
    if (entry)
        entry->due_ns = FOLDER_WATCH_NEVER;
}

static void take_name(FolderWatch *watch, size_t folder, uint32_t mask, const char *name)
{
    if (!folder_may_be_module(name))
        return;
    if ((mask & IN_CREATE) != 0)
        take_created(watch, folder, name);
    else if ((mask & IN_MODIFY) != 0)
        take_written(watch, folder, name);
    else if ((mask & IN_ATTRIB) == 0 || !name_set_find(&watch->news.unfinished, folder, name))
        folder_news_note(&watch->news, folder, name);
}

static void take_event(FolderWatch *watch, const struct inotify_event *event)
{
    const char *const name = event->len > 0 ? event->name : NULL;
    if ((event->mask & IN_Q_OVERFLOW) != 0)
        watch->is_lost = true;
    for (size_t i = 0; i < watch->points.count; i++) {
        const WatchPoint *const point = &watch->points.points[i];
        if (point->descriptor != event->wd)
            continue;
        if (watch_point_leads_elsewhere(point, event->mask, name))
            watch->is_lost = true;
        else if (point->is_folder && name)
            take_name(watch, point->folder, event->mask, name);
        else if (point->is_folder)
            watch->news.has_changed[point->folder] = true;
    }
}

static void take_events(FolderWatch *watch)
{
    alignas(struct inotify_event) char buffer[BUFFER_BYTES];
    ssize_t count;
    while ((count = read(watch->file, buffer, sizeof buffer)) > 0) {
        for (const char *at = buffer; at < buffer + count;) {
            const struct inotify_event *const event = (const void *)at;
            take_event(watch, event);
            at += sizeof *event + event->len;
        }
    }
}

/* Those that came by a link and rest are whole; one without content waits for its writer. */
static void take_rested(FolderWatch *watch)
{
    for (size_t i = 0; i < watch->news.unfinished.count;) {
        NameEntry *const entry = &watch->news.unfinished.entries[i];
        struct stat identity;
        if (entry->due_ns > watch->now_ns)
            i++;
        else if (identify(watch, entry->folder, entry->name, &identity) && identity.st_size == 0)
            entry->due_ns = FOLDER_WATCH_NEVER;
        else
            folder_news_note(&watch->news, entry->folder, entry->name);
    }
}

/* What happened between two ways isn't known. */
static Status find_ways(FolderWatch *watch, Error *error)
{
    if (!watch->is_lost)
        return STATUS_OK;
    watch->is_lost = false;
    name_set_cleanup(&watch->news.unfinished);
    for (size_t i = 0; i < watch->news.count; i++)
        watch->news.has_changed[i] = true;
    return watch_points_set(&watch->points, watch->file, watch->news.folders, watch->news.count,
                            error);
}

Status folder_watch_read(FolderWatch *watch, uint64_t now_ns, FolderWatchChanged *changed,
                         void *context, Error *error)
{
    watch->now_ns = now_ns;
    take_events(watch);
    take_rested(watch);
    const Status status = find_ways(watch, error);
    folder_news_tell(&watch->news, changed, context);
    return status;
}
