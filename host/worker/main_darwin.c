/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The program `ossicle-worker` on macOS: as launchd's job, with --service NAME, it starts itself
 * once more for each host that asks; that process runs one chain of modules, as on other systems.
 */

#include "worker/hang_up.h"
#include "worker/server.h"
#include "worker/service_darwin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int run_chain(void)
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

int main(int count, char **arguments)
{
    if (count == 1)
        return run_chain();
    if (count == 3 && strcmp(arguments[1], "--service") == 0)
        return service_run(arguments[2]);
    (void)fputs("usage: ossicle-worker --service NAME\n", stderr);
    return 2;
}
