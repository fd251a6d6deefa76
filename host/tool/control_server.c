/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/control_server.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    POLL_WAKE,
    POLL_LISTENER,
    POLL_CONNECTIONS,
    POLL_COUNT = POLL_CONNECTIONS + CONTROL_CONNECTIONS_MAX,
    NO_FILES_PAUSE_MS = 100, /* between attempts to accept when the process has no files left */
};

static int64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A free place, or else that of the client which has taken longest. */
static ControlConnection *find_place(ControlServer *server)
{
    ControlConnection *slowest = &server->connections[0];
    for (size_t i = 0; i < CONTROL_CONNECTIONS_MAX; i++) {
        ControlConnection *const connection = &server->connections[i];
        if (connection->file < 0)
            return connection;
        if (connection->until_ms < slowest->until_ms)
            slowest = connection;
    }
    control_connection_refuse(slowest, "others want to ask, too: send requests faster");
    return slowest;
}

/* Take in who waits, but not without end. A request that is there already is answered at once, so
 * that a crowd which sends none can't push out those who do. Returns false if there is no file left
 * to take one in. */
static bool accept_all(ControlServer *server)
{
    for (size_t i = 0; i < CONTROL_CONNECTIONS_MAX; i++) {
        const int file = control_listener_accept(server->listener);
        if (file < 0)
            return errno == EAGAIN || errno == EWOULDBLOCK;
        ControlConnection *const connection = find_place(server);
        control_connection_open(connection, file, now_ms());
        control_connection_run(connection, &server->answerer, now_ms());
    }
    return true;
}

/* How long to wait: until the first client has taken too long. */
static int patience_ms(const ControlServer *server, bool accepts)
{
    int64_t until = accepts ? INT64_MAX : now_ms() + NO_FILES_PAUSE_MS;
    for (size_t i = 0; i < CONTROL_CONNECTIONS_MAX; i++) {
        const ControlConnection *const connection = &server->connections[i];
        if (control_connection_is_ready(connection))
            return 0;
        if (connection->file >= 0 && connection->until_ms < until)
            until = connection->until_ms;
    }
    if (until == INT64_MAX)
        return -1;
    const int64_t rest = until - now_ms();
    return rest > 0 ? (int)rest + 1 : 0;
}

static void prepare_poll(const ControlServer *server, bool accepts, struct pollfd *polled)
{
    polled[POLL_WAKE] = (struct pollfd){.fd = server->wake[0], .events = POLLIN};
    polled[POLL_LISTENER] =
        (struct pollfd){.fd = accepts ? server->listener->file : -1, .events = POLLIN};
    for (size_t i = 0; i < CONTROL_CONNECTIONS_MAX; i++) {
        const ControlConnection *const connection = &server->connections[i];
        polled[POLL_CONNECTIONS + i] = (struct pollfd){
            .fd = connection->file, .events = control_connection_events(connection)};
    }
}

static void run_connections(ControlServer *server, const struct pollfd *polled)
{
    for (size_t i = 0; i < CONTROL_CONNECTIONS_MAX; i++) {
        ControlConnection *const connection = &server->connections[i];
        if (connection->file < 0)
            continue;
        if (polled[POLL_CONNECTIONS + i].revents || control_connection_is_ready(connection))
            control_connection_run(connection, &server->answerer, now_ms());
        if (connection->file >= 0 && connection->until_ms <= now_ms())
            control_connection_refuse(connection, "no whole request came within 10 s");
    }
}

static void *serve(void *context)
{
    ControlServer *const server = context;
    struct pollfd polled[POLL_COUNT];
    bool accepts = true;
    for (;;) {
        prepare_poll(server, accepts, polled);
        const int count = poll(polled, POLL_COUNT, patience_ms(server, accepts));
        if (count < 0)
            continue;
        if (polled[POLL_WAKE].revents)
            break;
        run_connections(server, polled);
        accepts = accept_all(server);
    }
    for (size_t i = 0; i < CONTROL_CONNECTIONS_MAX; i++)
        control_connection_close(&server->connections[i]);
    return NULL;
}

/* Signals are for the thread that waits for them. */
static int start_thread(ControlServer *server)
{
    sigset_t all;
    sigset_t before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    const int failed = pthread_create(&server->thread, NULL, serve, server);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failed;
}

Status control_server_start(ControlServer *server, const ControlListener *listener,
                            ControlAnswerer answerer, Error *error)
{
    *server = (ControlServer){.listener = listener, .answerer = answerer};
    for (size_t i = 0; i < CONTROL_CONNECTIONS_MAX; i++)
        server->connections[i].file = -1;
    if (pipe(server->wake) != 0)
        return error_set(error, status_from_errno(errno), "can't make a pipe: %s", strerror(errno));
    (void)fcntl(server->wake[0], F_SETFD, FD_CLOEXEC);
    (void)fcntl(server->wake[1], F_SETFD, FD_CLOEXEC);
    const int failed = start_thread(server);
    if (!failed)
        return STATUS_OK;
    (void)close(server->wake[0]);
    (void)close(server->wake[1]);
    return error_set(error, status_from_errno(failed), "can't start the control thread: %s",
                     strerror(failed));
}

void control_server_stop(ControlServer *server)
{
    (void)close(server->wake[1]);
    (void)pthread_join(server->thread, NULL);
    (void)close(server->wake[0]);
}
