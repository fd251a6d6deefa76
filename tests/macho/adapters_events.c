/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* kqueue, as far as it watches files and folders: inotify underneath. */

#include "macho/adapters.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <time.h>
#include <unistd.h>

typedef struct DarwinEvent {
    uint64_t identity;
    int16_t filter;
    uint16_t flags;
    uint32_t notes;
    int64_t data;
    void *user_data;
} DarwinEvent;
_Static_assert(sizeof(DarwinEvent) == 32, "Darwin's layout");

enum { DARWIN_FILTER_FILE = -4, DARWIN_ADD = 0x1 };

/* What is told of a file or folder. A file that is open isn't deleted before it is closed: until
 * then inotify only says that it has fewer links. */
static const struct {
    uint32_t note;
    uint32_t mask;
} notes[] = {
    {0x01 /* deleted */, IN_DELETE_SELF | IN_ATTRIB},
    {0x02 /* written */, IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO},
    {0x04 /* extended */, IN_MODIFY},
    {0x08 /* attributes */, IN_ATTRIB},
    {0x10 /* links */, IN_ATTRIB | IN_CREATE | IN_DELETE},
    {0x20 /* renamed */, IN_MOVE_SELF},
};

static int adapt_kqueue(void)
{
    return inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
}

/* The same file may be open, and watched, twice. */
static int add(int queue, const DarwinEvent *change)
{
    char path[64];
    uint32_t mask = IN_MASK_ADD;
    if (change->filter != DARWIN_FILTER_FILE || (change->flags & DARWIN_ADD) == 0) {
        errno = EINVAL;
        return -1;
    }
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
        if ((change->notes & notes[i].note) != 0)
            mask |= notes[i].mask;
    (void)snprintf(path, sizeof path, "/proc/self/fd/%llu", (unsigned long long)change->identity);
    if (fcntl((int)change->identity, F_GETFD) < 0)
        return -1;
    return inotify_add_watch(queue, path, mask) < 0 ? -1 : 0;
}

static void wait_for(int queue, const struct timespec *limit)
{
    struct pollfd file = {.fd = queue, .events = POLLIN};
    (void)ppoll(&file, 1, limit, NULL);
}

/* All that happened so far is one event, which doesn't say to which file: nobody here asks. */
static int adapt_kevent(int queue, const DarwinEvent *changes, int change_count,
                        DarwinEvent *events, int event_count, const struct timespec *limit)
{
    char buffer[4096];
    for (int i = 0; i < change_count; i++)
        if (add(queue, &changes[i]) != 0)
            return -1;
    if (event_count == 0)
        return 0;
    wait_for(queue, limit);
    ssize_t size = 0;
    while (read(queue, buffer, sizeof buffer) > 0)
        size++;
    if (size == 0)
        return 0;
    memset(events, 0, sizeof *events);
    events->filter = DARWIN_FILTER_FILE;
    return 1;
}

const Adapter adapters_events[] = {
    ADAPTER_OWN("kqueue", adapt_kqueue),
    ADAPTER_OWN("kevent", adapt_kevent),
    ADAPTER_END,
};
