/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* How long a connection waits for its client, with the time as the test says. */

#include "tool/control_connection.h"
#include "tool/control_protocol.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int client;
static ControlConnection connection;

static char *answer(void *context, const char *request, size_t size)
{
    return strdup("{\"ok\":true}\n");
}

static const ControlAnswerer answerer = {answer, NULL};

static void connect_both(void)
{
    int files[2];
    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, files), 0);
    cr_assert_eq(fcntl(files[1], F_SETFL, O_NONBLOCK), 0);
    client = files[0];
    control_connection_open(&connection, files[1], 1000);
}

static void close_both(void)
{
    control_connection_close(&connection);
    (void)close(client);
}

TestSuite(control_patience, .init = connect_both, .fini = close_both);

Test(control_patience, a_request_has_to_come_in_time)
{
    cr_expect_eq(connection.until_ms, 1000 + CONTROL_PATIENCE_MS);
    cr_assert_eq(write(client, "ab", 2), 2);
    control_connection_run(&connection, &answerer, 2000);
    cr_expect_eq(connection.until_ms, 1000 + CONTROL_PATIENCE_MS, "bytes buy no time");
    cr_assert_eq(write(client, "c\n", 2), 2);
    control_connection_run(&connection, &answerer, 3000);
    cr_expect_eq(connection.until_ms, 3000 + CONTROL_PATIENCE_MS, "the next request has its own");
    cr_expect_eq(control_connection_events(&connection), POLLIN);
}

Test(control_patience, an_answer_has_to_be_taken_in_time)
{
    char bytes[4096] = "";
    const int file = connection.file;
    while (write(file, bytes, sizeof bytes) > 0) /* until nothing more fits */
        continue;
    cr_assert_eq(write(client, "ab\n", 3), 3);
    control_connection_run(&connection, &answerer, 4000);
    cr_expect_eq(control_connection_events(&connection), POLLOUT);
    cr_expect_eq(connection.until_ms, 4000 + CONTROL_PATIENCE_MS);
    control_connection_run(&connection, &answerer, 5000);
    cr_expect_eq(connection.until_ms, 4000 + CONTROL_PATIENCE_MS);
}

Test(control_patience, a_refusal_is_a_line)
{
    char text[128] = "";
    control_connection_refuse(&connection, "too slow");
    cr_expect_eq(connection.file, -1);
    cr_expect_gt(read(client, text, sizeof text - 1), 0);
    cr_expect_str_eq(text, "{\"ok\":false,\"error\":\"too slow\"}\n");
}

Test(control_patience, one_request_is_answered_at_a_time)
{
    char text[128] = "";
    cr_assert_eq(write(client, "a\nb\nc\n", 6), 6);
    for (int i = 0; i < 3; i++) {
        cr_expect_eq(control_connection_is_ready(&connection), i > 0);
        control_connection_run(&connection, &answerer, 1000);
        cr_expect_eq(read(client, text, sizeof text), 12);
    }
    cr_expect_not(control_connection_is_ready(&connection));
}
