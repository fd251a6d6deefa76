/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "worker/hang_up.h"

#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

static void *watch(void *context)
{
    const Link *link = context;
    struct pollfd end = {.fd = link_descriptor(link)};
    while ((end.revents & (POLLHUP | POLLERR | POLLNVAL)) == 0)
        (void)poll(&end, 1, -1);
    _exit(EXIT_SUCCESS);
}

bool hang_up_watch(const Link *link)
{
    static Link watched; /* a copy, for the thread alone */
    pthread_t thread;
    watched = *link;
    return pthread_create(&thread, NULL, watch, &watched) == 0;
}
