/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/supervisor.h"

#include "engine/call_thread.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_S  1000000000u
#define NS_PER_MS 1000000u

/* What the thread polls with. One that is too small stays until the end, since the thread may be
 * polling with it: each is twice as large as the one before. */
typedef struct Room {
    struct Room *older;
    struct pollfd watched[];
} Room;

struct Supervisor {
    pthread_mutex_t lock; /* never held while a task runs */
    pthread_cond_t has_run;
    SupervisorTask *first;
    const SupervisorTask *running;
    size_t count; /* of tasks */
    Room *room;   /* the latest */
    size_t size;  /* of it */
    int pipe[2];  /* wakes the thread */
    bool is_stopping;
    pthread_t thread;
    CallThread calls;
};

uint64_t supervisor_now_ns(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

/* A pipe that is full wakes the thread as well; nothing interrupts a write that needn't wait. */
static void wake(const Supervisor *supervisor)
{
    if (write(supervisor->pipe[1], "", 1) < 0)
        return;
}

static void drain(const Supervisor *supervisor)
{
    char bytes[64];
    while (read(supervisor->pipe[0], bytes, sizeof bytes) == (ssize_t)sizeof bytes)
        continue;
}

/* How long poll may wait, in whole milliseconds; -1: without end. */
static int patience_ms(const Supervisor *supervisor)
{
    uint64_t due_ns = SUPERVISOR_NEVER;
    for (const SupervisorTask *task = supervisor->first; task; task = task->next)
        due_ns = task->due_ns < due_ns ? task->due_ns : due_ns;
    if (due_ns == SUPERVISOR_NEVER)
        return -1;
    const uint64_t now_ns = supervisor_now_ns();
    if (due_ns <= now_ns)
        return 0;
    const uint64_t ms = (due_ns - now_ns - 1) / NS_PER_MS + 1;
    return ms < INT_MAX ? (int)ms : INT_MAX;
}

/* Gather the descriptors. Returns how many. */
static nfds_t gather(Supervisor *supervisor, struct pollfd *watched)
{
    nfds_t count = 0;
    watched[count++] = (struct pollfd){.fd = supervisor->pipe[0], .events = POLLIN};
    for (const SupervisorTask *task = supervisor->first; task; task = task->next)
        watched[count++] = (struct pollfd){.fd = task->descriptor, .events = POLLIN};
    return count;
}

static bool has_something(const struct pollfd *watched, nfds_t count, int descriptor)
{
    for (nfds_t i = 1; descriptor >= 0 && i < count; i++) {
        if (watched[i].fd == descriptor && watched[i].revents != 0)
            return true;
    }
    return false;
}

static void mark_ready(Supervisor *supervisor, const struct pollfd *watched, nfds_t count)
{
    const uint64_t now_ns = supervisor_now_ns();
    for (SupervisorTask *task = supervisor->first; task; task = task->next) {
        const bool is_due = task->due_ns <= now_ns;
        if (is_due)
            task->due_ns = SUPERVISOR_NEVER;
        task->is_ready = is_due || has_something(watched, count, task->descriptor);
    }
}

static SupervisorTask *next_ready(const Supervisor *supervisor)
{
    for (SupervisorTask *task = supervisor->first; task; task = task->next) {
        if (task->is_ready)
            return task;
    }
    return NULL;
}

/* With the lock held, which is given away while a task runs; the task may be gone afterwards. */
static void run_ready(Supervisor *supervisor)
{
    for (SupervisorTask *task = next_ready(supervisor); task; task = next_ready(supervisor)) {
        task->is_ready = false;
        supervisor->running = task;
        pthread_mutex_unlock(&supervisor->lock);
        task->run(task->context);
        pthread_mutex_lock(&supervisor->lock);
        supervisor->running = NULL;
        pthread_cond_broadcast(&supervisor->has_run);
    }
}

static void *look_after(void *context)
{
    Supervisor *supervisor = context;
    pthread_mutex_lock(&supervisor->lock);
    while (!supervisor->is_stopping) {
        struct pollfd *watched = supervisor->room->watched;
        const nfds_t count = gather(supervisor, watched);
        const int timeout_ms = patience_ms(supervisor);
        pthread_mutex_unlock(&supervisor->lock);
        (void)poll(watched, count, timeout_ms);
        drain(supervisor);
        pthread_mutex_lock(&supervisor->lock);
        mark_ready(supervisor, watched, count);
        run_ready(supervisor);
    }
    pthread_mutex_unlock(&supervisor->lock);
    return NULL;
}

/* Room for the pipe and `count` tasks. With the lock held. */
static Status make_room(Supervisor *supervisor, size_t count)
{
    if (count + 1 <= supervisor->size)
        return STATUS_OK;
    const size_t size = 2 * (count + 1);
    Room *room = calloc(1, sizeof *room + size * sizeof *room->watched);
    if (!room)
        return STATUS_NO_MEMORY;
    room->older = supervisor->room;
    supervisor->room = room;
    supervisor->size = size;
    return STATUS_OK;
}

static void free_rooms(Supervisor *supervisor)
{
    for (Room *room = supervisor->room; room;) {
        Room *older = room->older;
        free(room);
        room = older;
    }
}

static Status make_pipe(int ends[2])
{
    if (pipe(ends) != 0)
        return status_from_errno(errno);
    for (int end = 0; end < 2; end++) {
        (void)fcntl(ends[end], F_SETFD, FD_CLOEXEC);
        (void)fcntl(ends[end], F_SETFL, O_NONBLOCK);
    }
    return STATUS_OK;
}

static Status init_locks(Supervisor *supervisor)
{
    int result = pthread_mutex_init(&supervisor->lock, NULL);
    if (result != 0)
        return status_from_errno(result);
    result = pthread_cond_init(&supervisor->has_run, NULL);
    if (result == 0) {
        const Status status = call_thread_init(&supervisor->calls);
        if (status == STATUS_OK)
            return STATUS_OK;
        pthread_cond_destroy(&supervisor->has_run);
    }
    pthread_mutex_destroy(&supervisor->lock);
    return STATUS_NO_MEMORY;
}

static void cleanup(Supervisor *supervisor)
{
    free_rooms(supervisor);
    call_thread_cleanup(&supervisor->calls);
    pthread_cond_destroy(&supervisor->has_run);
    pthread_mutex_destroy(&supervisor->lock);
}

static Status start(Supervisor *supervisor)
{
    Status status = make_room(supervisor, 1);
    if (status == STATUS_OK)
        status = make_pipe(supervisor->pipe);
    if (status != STATUS_OK)
        return status;
    const int result = pthread_create(&supervisor->thread, NULL, look_after, supervisor);
    if (result == 0)
        return STATUS_OK;
    (void)close(supervisor->pipe[0]);
    (void)close(supervisor->pipe[1]);
    return status_from_errno(result);
}

Supervisor *supervisor_new(Error *error)
{
    Supervisor *supervisor = calloc(1, sizeof *supervisor);
    Status status = supervisor ? init_locks(supervisor) : STATUS_NO_MEMORY;
    if (status == STATUS_OK) {
        status = start(supervisor);
        if (status == STATUS_OK)
            return supervisor;
        cleanup(supervisor);
    }
    (void)error_set(error, status, "supervisor: can't start its thread: %s", status_text(status));
    free(supervisor);
    return NULL;
}

void supervisor_free(Supervisor *supervisor)
{
    if (!supervisor)
        return;
    pthread_mutex_lock(&supervisor->lock);
    supervisor->is_stopping = true;
    pthread_mutex_unlock(&supervisor->lock);
    wake(supervisor);
    pthread_join(supervisor->thread, NULL);
    (void)close(supervisor->pipe[0]);
    (void)close(supervisor->pipe[1]);
    cleanup(supervisor);
    free(supervisor);
}

Status supervisor_add(Supervisor *supervisor, SupervisorTask *task)
{
    pthread_mutex_lock(&supervisor->lock);
    const Status status = make_room(supervisor, supervisor->count + 1);
    if (status == STATUS_OK) {
        task->is_ready = false;
        task->next = supervisor->first;
        supervisor->first = task;
        supervisor->count++;
    }
    pthread_mutex_unlock(&supervisor->lock);
    wake(supervisor);
    return status;
}

static void unlink_task(Supervisor *supervisor, const SupervisorTask *task)
{
    for (SupervisorTask **at = &supervisor->first; *at; at = &(*at)->next) {
        if (*at == task) {
            *at = task->next;
            supervisor->count--;
            return;
        }
    }
}

void supervisor_remove(Supervisor *supervisor, SupervisorTask *task)
{
    pthread_mutex_lock(&supervisor->lock);
    unlink_task(supervisor, task);
    wake(supervisor); /* while it polls, a descriptor that is closed stays open for others */
    const bool is_own = pthread_equal(pthread_self(), supervisor->thread) != 0;
    while (!is_own && supervisor->running == task)
        pthread_cond_wait(&supervisor->has_run, &supervisor->lock);
    pthread_mutex_unlock(&supervisor->lock);
}

void supervisor_set_due(Supervisor *supervisor, SupervisorTask *task, uint64_t due_ns)
{
    pthread_mutex_lock(&supervisor->lock);
    task->due_ns = due_ns;
    pthread_mutex_unlock(&supervisor->lock);
    wake(supervisor);
}

Status supervisor_call(Supervisor *supervisor, void (*call)(void *context), void *context)
{
    return call_thread_call(&supervisor->calls, call, context);
}
