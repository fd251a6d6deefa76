/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/folder_watch.h"

#include "loader/folder.h"
#include "loader/folder_news.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/event.h>
#include <sys/stat.h>
#include <unistd.h>

/* kqueue says that something happened to an open file or folder, not what, and nothing when a
 * writer closes. So each event has all looked at, and a file counts as written when its size and
 * times rested for so long. */
#define FOLDER_NEWS_REST_NS 1000000000u

enum { MAX_TRIES = 8, EVENTS = 16 };

static const uint32_t all_notes =
    NOTE_WRITE | NOTE_EXTEND | NOTE_ATTRIB | NOTE_DELETE | NOTE_RENAME | NOTE_LINK | NOTE_REVOKE;
static const uint32_t own_notes = NOTE_DELETE | NOTE_RENAME | NOTE_REVOKE;

/* A file as it was when it was last looked at. */
typedef struct Known {
    size_t folder;
    char *name;
    struct stat status;
    int file; /* watched; -1: it can't be opened */
    bool is_there;
} Known;

struct FolderWatch {
    int queue;
    FolderNews news;
    struct stat *found; /* each folder as it was; all zero: it wasn't there */
    int *points;        /* the folders and those above them, watched */
    size_t point_count;
    Known *known;
    size_t known_count;
};

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtimespec.tv_sec == b->st_mtimespec.tv_sec &&
           a->st_mtimespec.tv_nsec == b->st_mtimespec.tv_nsec &&
           a->st_ctimespec.tv_sec == b->st_ctimespec.tv_sec &&
           a->st_ctimespec.tv_nsec == b->st_ctimespec.tv_nsec;
}

static bool is_same_folder(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_mode == b->st_mode &&
           a->st_uid == b->st_uid;
}

/* An open file for nothing but its events; -1: there is none. */
static int watch_path(const FolderWatch *watch, const char *path, uint32_t notes)
{
    const int file = open(path, O_EVTONLY | O_CLOEXEC);
    struct kevent event;
    EV_SET(&event, file, EVFILT_VNODE, EV_ADD | EV_CLEAR, notes, 0, NULL);
    if (file < 0 || kevent(watch->queue, &event, 1, NULL, 0, NULL) == 0)
        return file;
    (void)close(file);
    return -1;
}

static void close_points(FolderWatch *watch)
{
    for (size_t i = 0; i < watch->point_count; i++)
        (void)close(watch->points[i]);
    watch->point_count = 0;
}

/* Watch `path`, of which `child` is the part that leads on from a folder above. False: no memory.
 */
static bool add_point(FolderWatch *watch, const char *path, uint32_t notes, bool *found)
{
    int *const points = reallocarray(watch->points, watch->point_count + 1, sizeof *points);
    if (!points)
        return false;
    watch->points = points;
    const int file = watch_path(watch, path, notes);
    *found = file >= 0;
    if (*found)
        points[watch->point_count++] = file;
    return true;
}

/* The folder and all above it; what is above the highest that lacks tells when it comes. */
static bool add_way(FolderWatch *watch, const char *folder, bool *is_there)
{
    char *const path = strdup(folder);
    bool has_memory = path && add_point(watch, path, all_notes, is_there);
    bool lacks = has_memory && !*is_there;
    bool is_parent = true;
    while (has_memory && path[1] != '\0') {
        char *const slash = strrchr(path, '/');
        slash[slash == path] = '\0';
        bool found = false;
        const uint32_t notes = is_parent || lacks ? own_notes | NOTE_WRITE : own_notes;
        has_memory = add_point(watch, path, notes, &found);
        lacks = lacks && !found;
        is_parent = false;
    }
    free(path);
    return has_memory;
}

/* Watch the ways to all folders, and note how the folders are. A folder may come between the look
 * at it and the watch on what is above. */
static Status find_ways(FolderWatch *watch, Error *error)
{
    close_points(watch);
    for (size_t i = 0; i < watch->news.count; i++) {
        bool is_there = false;
        bool has_come = true;
        for (int tries = 0; tries < MAX_TRIES && has_come; tries++) {
            if (!add_way(watch, watch->news.folders[i], &is_there))
                return error_set(error, STATUS_NO_MEMORY, "%s: can't be watched: out of memory",
                                 watch->news.folders[i]);
            const bool exists = stat(watch->news.folders[i], &watch->found[i]) == 0;
            if (!exists)
                watch->found[i] = (struct stat){0};
            has_come = exists && !is_there;
        }
    }
    return STATUS_OK;
}

static void wait_for_rest(FolderWatch *watch, const Known *known, uint64_t now_ns)
{
    NameEntry *const entry = name_set_add(&watch->news.unfinished, known->folder, known->name,
                                          now_ns + FOLDER_NEWS_REST_NS);
    if (entry)
        entry->due_ns = now_ns + FOLDER_NEWS_REST_NS;
    else
        watch->news.has_changed[known->folder] = true;
}

static void forget(FolderWatch *watch, Known *known)
{
    if (known->file >= 0)
        (void)close(known->file);
    free(known->name);
    *known = watch->known[--watch->known_count];
}

static Known *find(FolderWatch *watch, size_t folder, const char *name)
{
    for (size_t i = 0; i < watch->known_count; i++) {
        if (watch->known[i].folder == folder && strcmp(watch->known[i].name, name) == 0)
            return &watch->known[i];
    }
    return NULL;
}

/* A file that wasn't known, with nothing known of it yet. NULL: no memory. */
static Known *learn(FolderWatch *watch, size_t folder, const char *name)
{
    Known *const known = reallocarray(watch->known, watch->known_count + 1, sizeof *watch->known);
    if (!known)
        return NULL;
    watch->known = known;
    Known *const made = &known[watch->known_count];
    *made = (Known){.folder = folder, .name = strdup(name), .file = -1};
    if (!made->name)
        return NULL;
    watch->known_count++;
    return made;
}

static void watch_file(FolderWatch *watch, Known *known)
{
    char *path = NULL;
    if (known->file >= 0)
        (void)close(known->file);
    known->file = -1;
    if (asprintf(&path, "%s/%s", watch->news.folders[known->folder], known->name) < 0)
        return;
    known->file = watch_path(watch, path, all_notes);
    free(path);
}

/* `is_new`: the folder is told as a whole, or wasn't watched before. */
static void look_at_file(FolderWatch *watch, size_t folder, int opened, const char *name,
                         bool is_new, uint64_t now_ns)
{
    struct stat status = {0};
    Known *known = find(watch, folder, name);
    if (!known)
        known = learn(watch, folder, name);
    if (!known) {
        watch->news.has_changed[folder] = true;
        return;
    }
    if (fstatat(opened, name, &status, 0) != 0)
        status = (struct stat){0}; /* a link that leads nowhere */
    known->is_there = true;
    if (is_same(&status, &known->status))
        return;
    const bool is_another =
        status.st_dev != known->status.st_dev || status.st_ino != known->status.st_ino;
    known->status = status;
    if (is_another)
        watch_file(watch, known);
    if (!is_new)
        wait_for_rest(watch, known, now_ns);
}

static void look_at_folder(FolderWatch *watch, size_t folder, bool is_new, uint64_t now_ns)
{
    Folder listing;
    const bool is_open = folder_open(&listing, watch->news.folders[folder], NULL) == STATUS_OK;
    for (size_t i = 0; i < watch->known_count; i++) {
        if (watch->known[i].folder == folder)
            watch->known[i].is_there = false;
    }
    for (size_t i = 0; is_open && i < listing.count; i++)
        look_at_file(watch, folder, listing.file, listing.names[i], is_new, now_ns);
    if (is_open)
        folder_close(&listing);
    for (size_t i = watch->known_count; i > 0; i--) {
        Known *const known = &watch->known[i - 1];
        if (known->folder != folder || known->is_there)
            continue;
        folder_news_note(&watch->news, folder, known->name);
        forget(watch, known);
    }
}

/* Whether one of the folders is another one than before, or has other rights. */
static bool is_lost(FolderWatch *watch)
{
    bool lost = false;
    for (size_t i = 0; i < watch->news.count; i++) {
        struct stat now = {0};
        if (stat(watch->news.folders[i], &now) != 0)
            now = (struct stat){0};
        if (!is_same_folder(&now, &watch->found[i])) {
            watch->news.has_changed[i] = true;
            lost = true;
        }
    }
    return lost;
}

static Status start(FolderWatch *watch, const char *const *folders, size_t count, Error *error)
{
    Status status = folder_news_init(&watch->news, folders, count, error);
    if (status != STATUS_OK)
        return status;
    watch->found = calloc(count + 1, sizeof *watch->found);
    if (!watch->found)
        return error_set(error, STATUS_NO_MEMORY, "watch of modules folders: out of memory");
    watch->queue = kqueue();
    if (watch->queue < 0)
        return error_set(error, status_from_errno(errno),
                         "modules folders can't be watched: %s; changes take effect at the next "
                         "start",
                         strerror(errno));
    (void)fcntl(watch->queue, F_SETFD, FD_CLOEXEC);
    status = find_ways(watch, error);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        look_at_folder(watch, i, true, 0);
    return status;
}

FolderWatch *folder_watch_new(const char *const *folders, size_t count, Error *error)
{
    FolderWatch *const watch = calloc(1, sizeof *watch);
    if (!watch) {
        (void)error_set(error, STATUS_NO_MEMORY, "watch of modules folders: out of memory");
        return NULL;
    }
    watch->queue = -1;
    if (start(watch, folders, count, error) == STATUS_OK)
        return watch;
    folder_watch_free(watch);
    return NULL;
}

void folder_watch_free(FolderWatch *watch)
{
    if (!watch)
        return;
    close_points(watch);
    while (watch->known_count > 0)
        forget(watch, &watch->known[watch->known_count - 1]);
    if (watch->queue >= 0)
        (void)close(watch->queue);
    folder_news_cleanup(&watch->news);
    free(watch->found);
    free(watch->known);
    free(watch->points);
    free(watch);
}

int folder_watch_descriptor(const FolderWatch *watch)
{
    return watch->queue;
}

uint64_t folder_watch_due_ns(const FolderWatch *watch)
{
    return name_set_due(&watch->news.unfinished);
}

static void drain(const FolderWatch *watch)
{
    static const struct timespec at_once = {0, 0};
    struct kevent events[EVENTS];
    while (kevent(watch->queue, NULL, 0, events, EVENTS, &at_once) > 0) {
    }
}

static void take_rested(FolderWatch *watch, uint64_t now_ns)
{
    for (size_t i = 0; i < watch->news.unfinished.count;) {
        const NameEntry *const entry = &watch->news.unfinished.entries[i];
        if (entry->due_ns > now_ns)
            i++;
        else
            folder_news_note(&watch->news, entry->folder, entry->name);
    }
}

Status folder_watch_read(FolderWatch *watch, uint64_t now_ns, FolderWatchChanged *changed,
                         void *context, Error *error)
{
    drain(watch);
    const Status status = is_lost(watch) ? find_ways(watch, error) : STATUS_OK;
    for (size_t i = 0; i < watch->news.count; i++)
        look_at_folder(watch, i, watch->news.has_changed[i], now_ns);
    take_rested(watch, now_ns);
    folder_news_tell(&watch->news, changed, context);
    return status;
}
