/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The program `ossicle-worker`: runs one chain of modules for the driver that started it, so that
 * their faults cost nothing but their effect. It ends when the driver does. */

#include "worker/hang_up.h"
#include "worker/server.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(void)
{
    static Server server;
    Error error = {.status = STATUS_OK};
    if (server_init(&server, &error) != STATUS_OK) {
        (void)fprintf(stderr, "ossicle-worker: %s\n", error.message);
        return EXIT_FAILURE;
    }
    sandbox_begin(&server.sandbox);
    if (hang_up_watch(&server.link))
        server_run(&server);
    _exit(EXIT_SUCCESS); /* nothing of a module runs any more */
}
