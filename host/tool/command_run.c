/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/cf_json.h"
#include "tool/commands.h"
#include "tool/config_apply.h"
#include "tool/config_file.h"
#include "tool/control_listener.h"
#include "tool/control_requests.h"
#include "tool/control_server.h"
#include "tool/interrupt.h"
#include "tool/run_endpoint.h"
#include "tool/state_path.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct Run {
    const RunSettings *settings;
    ControlListener listener;
    char *storage_path;
    Session session;
    RunEndpoint endpoint;
    ControlHost host;
    ControlServer server;
    bool listens;
    bool serves;
} Run;

static char *answer(void *context, const char *request, size_t size)
{
    return control_answer(context, request, size);
}

/* The name first: whoever has it uses the settings, too. */
static Status take_name(Run *run, Error *error)
{
    ControlAddress address;
    Status status = control_address_init(&address, run->settings->name, error);
    if (!status)
        status = control_listener_open(&run->listener, &address, error);
    run->listens = !status;
    return status;
}

static Status open_driver(Run *run, Error *error)
{
    run->storage_path = state_path_make(run->listener.address.name, error);
    if (!run->storage_path)
        return STATUS_IO;
    (void)setenv("OSSICLE_LOG", "info", 0); /* nobody asks a host what it has logged */
    SessionSettings settings = run->settings->session;
    settings.storage_path = run->storage_path;
    const Status status = session_open(&run->session, &settings, false, error);
    return status ? status : session_check_folders(&run->session, error);
}

/* The whole of the file, or nothing of it. */
static Status configure(const Run *run, Error *error)
{
    ConfigFile *file = NULL;
    const char *const path = run->settings->config;
    Status status = path ? config_file_load(path, &file, error) : STATUS_OK;
    if (status || !path)
        return status;
    Error reason;
    status = config_apply(run->session.hal, run->session.bundle_path, config_file_plist(file), NULL,
                          &reason);
    if (status == STATUS_UNSUPPORTED)
        *error = reason;
    else if (status)
        status = config_file_explain(file, status, reason.message, error);
    config_file_free(file);
    return status;
}

static Status serve(Run *run, Error *error)
{
    run->host = (ControlHost){.hal = run->session.hal,
                              .name = run->listener.address.name,
                              .driver = run->session.bundle_path};
    const ControlAnswerer answerer = {answer, &run->host};
    const Status status = control_server_start(&run->server, &run->listener, answerer, error);
    run->serves = !status;
    return status;
}

/* Say what runs, and where it can be asked. */
static void announce(const Run *run, const char *endpoint)
{
    const char *const name = run->listener.address.name;
    const char *const socket_path = run->listener.address.socket.sun_path;
    if (run->settings->json) {
        char *const line = json_line(json_pack("{s:s, s:s, s:s, s:s, s:i}", "host", name, "driver",
                                               run->session.bundle_path, "endpoint", endpoint,
                                               "socket", socket_path, "process", (int)getpid()));
        (void)puts(line ? line : "{}");
        free(line);
    } else {
        (void)printf("ossicle: host %s runs %s with endpoint %s, to be asked at %s\n", name,
                     run->session.bundle_path, endpoint, socket_path);
    }
    (void)fflush(stdout);
}

static Status prepare(Run *run, Error *error)
{
    const char *const endpoint = run->settings->endpoint ? run->settings->endpoint : "null";
    Status status = take_name(run, error);
    if (!status)
        status = open_driver(run, error);
    if (!status)
        status = configure(run, error);
    if (!status)
        status = run_endpoint_open(&run->endpoint, endpoint, run->session.hal, error);
    if (!status)
        status = serve(run, error);
    if (!status)
        announce(run, endpoint);
    return status;
}

static Status carry_out(Run *run, Error *error)
{
    const Status status = prepare(run, error);
    if (status)
        return status;
    run_endpoint_run(&run->endpoint);
    return run_endpoint_finish(&run->endpoint, error);
}

static void clean_up(Run *run)
{
    if (run->serves)
        control_server_stop(&run->server);
    run_endpoint_close(&run->endpoint);
    session_close(&run->session);
    free(run->storage_path);
    if (run->listens)
        control_listener_close(&run->listener);
}

int command_run(const void *settings)
{
    Run run = {.settings = settings};
    Error error = {.status = STATUS_OK};
    interrupt_catch_apart();
    const Status status = carry_out(&run, &error);
    clean_up(&run);
    return status ? command_failed(&error) : EXIT_CODE_DONE;
}
