/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Mach's ports, as far as links use them: made, put into a set, watched, released. */

#include "macho/adapters_ports.h"

#include "macho/adapters.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST_RIGHTS = 1024, FIRST_NAME = 0x100 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Right rights[MOST_RIGHTS];

static void close_descriptors(const Right *right)
{
    if (right->receive >= 0)
        (void)close(right->receive);
    if (right->send >= 0)
        (void)close(right->send);
}

uint32_t adapters_right_add(Right right)
{
    uint32_t name = 0;
    (void)pthread_mutex_lock(&lock);
    for (uint32_t i = 0; i < MOST_RIGHTS && name == 0; i++) {
        if (rights[i].kind != RIGHT_NONE)
            continue;
        rights[i] = right;
        name = FIRST_NAME + i;
    }
    (void)pthread_mutex_unlock(&lock);
    if (name == 0)
        close_descriptors(&right);
    return name;
}

Right adapters_right(uint32_t name)
{
    Right right = {.kind = RIGHT_NONE, .receive = -1, .send = -1};
    (void)pthread_mutex_lock(&lock);
    if (name >= FIRST_NAME && name < FIRST_NAME + MOST_RIGHTS)
        right = rights[name - FIRST_NAME];
    (void)pthread_mutex_unlock(&lock);
    return right;
}

int adapters_right_descriptor(uint32_t name)
{
    const Right right = adapters_right(name);
    return right.kind == RIGHT_NONE ? -1 : fcntl(right.send, F_DUPFD_CLOEXEC, 0);
}

void adapters_right_remove(uint32_t name)
{
    const Right right = adapters_right(name);
    if (right.kind == RIGHT_NONE)
        return;
    (void)pthread_mutex_lock(&lock);
    rights[name - FIRST_NAME] = (Right){.kind = RIGHT_NONE, .receive = -1, .send = -1};
    (void)pthread_mutex_unlock(&lock);
    close_descriptors(&right);
}

void adapters_right_watch(uint32_t name, uint32_t watched, bool has_told)
{
    (void)pthread_mutex_lock(&lock);
    rights[name - FIRST_NAME].watched = watched;
    rights[name - FIRST_NAME].has_told = has_told;
    (void)pthread_mutex_unlock(&lock);
}

bool adapters_right_has_ended(uint32_t name)
{
    const Right right = adapters_right(name);
    struct pollfd descriptor = {.fd = right.send};
    return right.kind == RIGHT_PORT && right.receive < 0 && poll(&descriptor, 1, 0) > 0 &&
           (descriptor.revents & POLLHUP) != 0;
}

enum { DARWIN_SEND = 0, DARWIN_RECEIVE = 1, DARWIN_SET = 3, DARWIN_DEAD = 4 };

static int adapt_allocate(uint32_t task, uint32_t kind, uint32_t *name)
{
    Right right = {.kind = RIGHT_SET, .receive = -1, .send = -1, .queue = -1};
    int ends[2];
    (void)task;
    if (kind == DARWIN_RECEIVE) {
        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
            return KERN_NO_SPACE;
        right = (Right){.kind = RIGHT_PORT, .receive = ends[0], .send = ends[1]};
    }
    *name = adapters_right_add(right);
    return *name != 0 ? KERN_SUCCESS : KERN_NO_SPACE;
}

static int adapt_insert_member(uint32_t task, uint32_t member, uint32_t set)
{
    (void)task;
    (void)pthread_mutex_lock(&lock);
    rights[set - FIRST_NAME].member = member;
    (void)pthread_mutex_unlock(&lock);
    return KERN_SUCCESS;
}

static bool is_of(uint32_t name, uint32_t kind)
{
    const Right right = adapters_right(name);
    switch (right.kind) {
    case RIGHT_SET:
        return kind == DARWIN_SET;
    case RIGHT_PORT:
        return kind == (right.receive >= 0               ? DARWIN_RECEIVE
                        : adapters_right_has_ended(name) ? DARWIN_DEAD
                                                         : DARWIN_SEND);
    case RIGHT_OBJECT:
        return kind == DARWIN_SEND;
    default:
        return false;
    }
}

static int adapt_get_refs(uint32_t task, uint32_t name, uint32_t kind, uint32_t *references)
{
    (void)task;
    *references = is_of(name, kind) ? 1 : 0;
    return KERN_SUCCESS;
}

static int adapt_mod_refs(uint32_t task, uint32_t name, uint32_t kind, int32_t difference)
{
    (void)task;
    if (is_of(name, kind) && difference < 0)
        adapters_right_remove(name);
    return KERN_SUCCESS;
}

static int adapt_deallocate(uint32_t task, uint32_t name)
{
    (void)task;
    if (adapters_right(name).receive < 0)
        adapters_right_remove(name);
    return KERN_SUCCESS;
}

static int adapt_type(uint32_t task, uint32_t name, uint32_t *type)
{
    (void)task;
    if (adapters_right(name).kind == RIGHT_NONE)
        return KERN_INVALID_NAME;
    *type = 0;
    for (uint32_t kind = DARWIN_SEND; kind <= DARWIN_DEAD; kind++)
        if (is_of(name, kind))
            *type = UINT32_C(0x10000) << kind;
    return KERN_SUCCESS;
}

/* A set's queue tells of an end as well. */
static void watch_in_sets(uint32_t port, int descriptor)
{
    struct epoll_event event = {.events = 0};
    (void)pthread_mutex_lock(&lock);
    for (size_t i = 0; i < MOST_RIGHTS; i++)
        if (rights[i].kind == RIGHT_SET && rights[i].member == port && rights[i].queue >= 0)
            (void)epoll_ctl(rights[i].queue, EPOLL_CTL_ADD, descriptor, &event);
    (void)pthread_mutex_unlock(&lock);
}

static int adapt_request_notification(uint32_t task, uint32_t name, int id, uint32_t sync,
                                      uint32_t port, uint32_t disposition, uint32_t *previous)
{
    (void)task;
    (void)id;
    (void)sync;
    (void)disposition;
    *previous = 0;
    adapters_right_watch(port, name, false);
    watch_in_sets(port, adapters_right(name).send);
    return KERN_SUCCESS;
}

typedef struct DarwinEvent64 {
    uint64_t identity;
    int16_t filter;
    uint16_t flags;
    uint32_t notes;
    int64_t data;
    uint64_t user_data;
    uint64_t extension[2];
} DarwinEvent64;
_Static_assert(sizeof(DarwinEvent64) == 48, "Darwin's layout");

/* The queue, which watches nothing else, becomes one that watches the set's port. */
static int adapt_kevent64(int queue, const DarwinEvent64 *changes, int change_count,
                          DarwinEvent64 *events, int event_count, unsigned flags,
                          const struct timespec *limit)
{
    enum { DARWIN_FILTER_PORT = -8 };
    struct epoll_event event = {.events = EPOLLIN};
    (void)events;
    (void)flags;
    (void)limit;
    const uint32_t set = change_count == 1 ? (uint32_t)changes->identity : 0;
    if (event_count != 0 || adapters_right(set).kind != RIGHT_SET ||
        changes->filter != DARWIN_FILTER_PORT) {
        errno = EINVAL;
        return -1;
    }
    const int other = epoll_create1(EPOLL_CLOEXEC);
    if (other < 0 || dup3(other, queue, O_CLOEXEC) < 0)
        return -1;
    (void)close(other);
    (void)pthread_mutex_lock(&lock);
    rights[set - FIRST_NAME].queue = queue;
    (void)pthread_mutex_unlock(&lock);
    return epoll_ctl(queue, EPOLL_CTL_ADD, adapters_right(adapters_right(set).member).receive,
                     &event);
}

const Adapter adapters_ports[] = {
    ADAPTER_OWN("mach_port_allocate", adapt_allocate),
    ADAPTER_OWN("mach_port_deallocate", adapt_deallocate),
    ADAPTER_OWN("mach_port_get_refs", adapt_get_refs),
    ADAPTER_OWN("mach_port_insert_member", adapt_insert_member),
    ADAPTER_OWN("mach_port_mod_refs", adapt_mod_refs),
    ADAPTER_OWN("mach_port_request_notification", adapt_request_notification),
    ADAPTER_OWN("mach_port_type", adapt_type),
    ADAPTER_OWN("kevent64", adapt_kevent64),
    ADAPTER_END,
};
