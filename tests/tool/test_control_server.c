/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Whatever clients do, the others get their answers. */

#include "support/module_folder.h"
#include "tool/control_client.h"
#include "tool/control_server.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LARGE = 1 << 23 };

static char *runtime;
static ControlAddress address;
static ControlListener listener;
static ControlServer server;

/* The size of the request; after "large", in many bytes. */
static char *answer(void *context, const char *request, size_t size)
{
    char *line = NULL;
    const bool is_large = size == 5 && memcmp(request, "large", 5) == 0;
    if (asprintf(&line, "{\"ok\":true,\"size\":%zu,\"rest\":\"%*s\"}\n", size, is_large ? LARGE : 0,
                 "") < 0)
        return NULL;
    return line;
}

static void start(void)
{
    Error error = {.message = ""};
    runtime = module_folder_new();
    cr_assert_eq(setenv("XDG_RUNTIME_DIR", runtime, 1), 0);
    cr_assert_eq(control_address_init(&address, NULL, NULL), STATUS_OK);
    cr_assert_eq(control_listener_open(&listener, &address, &error), STATUS_OK, "%s",
                 error.message);
    cr_assert_eq(control_server_start(&server, &listener, (ControlAnswerer){answer, NULL}, &error),
                 STATUS_OK, "%s", error.message);
}

static void stop(void)
{
    control_server_stop(&server);
    control_listener_close(&listener);
    cr_expect_eq(rmdir(address.folder), 0, "nothing is left: %s", strerror(errno));
    module_folder_free(runtime);
}

TestSuite(control_server, .init = start, .fini = stop, .timeout = 60);

static int connect_to_it(void)
{
    const int file = socket(AF_UNIX, SOCK_STREAM, 0);
    cr_assert_geq(file, 0);
    cr_assert_eq(connect(file, (const struct sockaddr *)&address.socket, sizeof address.socket), 0,
                 "%s", strerror(errno));
    return file;
}

static void send_bytes(int file, const char *bytes, size_t size)
{
    for (size_t sent = 0; sent < size;) {
        const ssize_t count = send(file, bytes + sent, size - sent, MSG_NOSIGNAL);
        if (count < 0)
            return; /* it has been ended, and what was sent before says why */
        sent += (size_t)count;
    }
}

static void send_text(int file, const char *text)
{
    send_bytes(file, text, strlen(text));
}

/* Read until `size` bytes or the end came; returns how many did. */
static size_t receive(int file, char *text, size_t size)
{
    size_t used = 0;
    ssize_t count = 1;
    while (used < size && count > 0) {
        count = recv(file, text + used, size - used, 0);
        used += count > 0 ? (size_t)count : 0;
    }
    return used;
}

static void expect_received(int file, const char *expected)
{
    char text[512] = "";
    (void)receive(file, text, strlen(expected));
    cr_expect_str_eq(text, expected);
}

static void expect_end(int file)
{
    char byte = 0;
    cr_expect_leq(recv(file, &byte, 1, 0), 0);
    cr_expect_eq(close(file), 0);
}

/* A client with good manners, with a request of so many bytes. */
static void expect_service(size_t size)
{
    Error error = {.message = ""};
    char *const text = calloc(1, size + 1);
    memset(text, 'x', size);
    json_t *const reply = control_ask(NULL, json_pack("{s:s}", "a", text), &error);
    cr_assert_not_null(reply, "%s", error.message);
    cr_expect_eq(json_integer_value(json_object_get(reply, "size")), (json_int_t)size + 8);
    json_decref(reply);
    free(text);
}

Test(control_server, answers_small_and_large_requests)
{
    expect_service(1);
    expect_service(100000);
    expect_service(CONTROL_REQUEST_MAX - 9);
}

Test(control_server, a_client_may_ask_again)
{
    const int file = connect_to_it();
    send_text(file, "a\n");
    expect_received(file, "{\"ok\":true,\"size\":1,\"rest\":\"\"}\n");
    send_text(file, "ab\n");
    expect_received(file, "{\"ok\":true,\"size\":2,\"rest\":\"\"}\n");
    (void)close(file);
}

Test(control_server, many_requests_at_once_are_answered_in_order)
{
    enum { COUNT = 2000 };
    static char requests[COUNT * (COUNT + 1) / 2 + COUNT];
    const int file = connect_to_it();
    size_t used = 0;
    for (size_t i = 0; i < COUNT; i++) {
        memset(requests + used, 'x', i % 100);
        used += i % 100;
        requests[used++] = '\n';
    }
    send_bytes(file, requests, used);
    for (size_t i = 0; i < COUNT; i++) {
        char expected[64];
        (void)snprintf(expected, sizeof expected, "{\"ok\":true,\"size\":%zu,\"rest\":\"\"}\n",
                       i % 100);
        expect_received(file, expected);
    }
    (void)close(file);
}

Test(control_server, any_bytes_are_passed_on)
{
    const int file = connect_to_it();
    send_bytes(file, "\0\xff\0\r\n", 5);
    expect_received(file, "{\"ok\":true,\"size\":4,\"rest\":\"\"}\n");
    (void)close(file);
}

Test(control_server, a_line_that_is_too_long_is_refused)
{
    static char line[CONTROL_REQUEST_MAX + 65536];
    memset(line, '[', sizeof line);
    const int file = connect_to_it();
    send_bytes(file, line, sizeof line);
    expect_received(file, "{\"ok\":false,\"error\":\"the request is too long: a line may have a "
                          "mebibyte\"}\n");
    expect_end(file);
    expect_service(1);
}

Test(control_server, a_client_that_hangs_up_halfway_is_told_so)
{
    const int file = connect_to_it();
    send_text(file, "{\"request\":");
    cr_expect_eq(shutdown(file, SHUT_WR), 0);
    expect_received(file, "{\"ok\":false,\"error\":\"the request ends without a line break\"}\n");
    expect_end(file);
}

Test(control_server, who_only_listens_any_more_gets_the_answer)
{
    const int file = connect_to_it();
    send_text(file, "abc\n");
    cr_expect_eq(shutdown(file, SHUT_WR), 0);
    expect_received(file, "{\"ok\":true,\"size\":3,\"rest\":\"\"}\n");
    expect_end(file);
}

Test(control_server, who_doesnt_read_holds_up_nobody)
{
    char byte = 0;
    int files[8];
    for (size_t i = 0; i < 8; i++) {
        files[i] = connect_to_it();
        send_text(files[i], "large\n");
        cr_expect_eq(recv(files[i], &byte, 1, 0), 1, "it has begun");
    }
    expect_service(1);
    for (size_t i = 0; i < 4; i++)
        cr_expect_eq(close(files[i]), 0, "in the middle of the answer");
    expect_service(1);
    for (size_t i = 4; i < 8; i++) {
        static const char frame[] = "{\"ok\":true,\"size\":5,\"rest\":\"\"}\n";
        const size_t rest = LARGE + sizeof frame - 2; /* without the byte that has been read */
        char *const text = malloc(rest);
        cr_expect_eq(receive(files[i], text, rest), rest, "%zu", i);
        cr_expect_eq(text[rest - 1], '\n');
        free(text);
        cr_expect_eq(close(files[i]), 0);
    }
}

Test(control_server, slow_clients_hold_up_nobody)
{
    static const char request[] = "slow\n";
    int files[16];
    for (size_t i = 0; i < 16; i++)
        files[i] = connect_to_it();
    for (size_t byte = 0; byte < sizeof request - 1; byte++) {
        for (size_t i = 0; i < 16; i++)
            send_bytes(files[i], &request[byte], 1);
        expect_service(1);
    }
    for (size_t i = 0; i < 16; i++) {
        expect_received(files[i], "{\"ok\":true,\"size\":4,\"rest\":\"\"}\n");
        (void)close(files[i]);
    }
}

Test(control_server, a_crowd_that_asks_nothing_keeps_nobody_out)
{
    enum { CROWD = 200 };
    int files[CROWD];
    for (size_t i = 0; i < CROWD; i++) {
        files[i] = connect_to_it();
        if (i % 20 == 0)
            expect_service(1000);
    }
    expect_service(1);
    /* The first have had to go, and were told why. */
    expect_received(files[0],
                    "{\"ok\":false,\"error\":\"others want to ask, too: send requests faster\"}\n");
    expect_end(files[0]);
    for (size_t i = 1; i < CROWD; i++)
        (void)close(files[i]);
    expect_service(1);
}

Test(control_server, a_second_host_of_the_name_is_refused)
{
    ControlListener second;
    Error error;
    char expected[256];
    (void)snprintf(expected, sizeof expected,
                   "a host called main already runs (process %d, %s): stop it, or give this one "
                   "another --name",
                   (int)getpid(), address.socket.sun_path);
    cr_expect_eq(control_listener_open(&second, &address, &error), STATUS_BUSY);
    cr_expect_str_eq(error.message, expected);
    expect_service(1);
}

/* Connect as another user, to whom the folder is opened. Returns what recv did. */
static int ask_as_another(void)
{
    char byte = 0;
    if (setuid(65534) != 0)
        return 2;
    const int file = connect_to_it();
    send_text(file, "abc\n");
    return recv(file, &byte, 1, 0) > 0 ? 1 : 0;
}

Test(control_server, another_user_is_turned_away)
{
    if (geteuid() != 0)
        cr_skip_test("only root can be another user");
    cr_assert_eq(chmod(runtime, 0711), 0);
    cr_assert_eq(chmod(address.folder, 0711), 0);
    cr_assert_eq(chmod(address.socket.sun_path, 0666), 0);
    const pid_t child = fork();
    if (child == 0)
        _exit(ask_as_another());
    int status = 0;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert_eq(chmod(address.folder, 0700), 0);
    cr_expect(WIFEXITED(status));
    cr_expect_eq(WEXITSTATUS(status), 0);
    expect_service(1);
}
