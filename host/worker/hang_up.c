/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "worker/hang_up.h"

#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

static void *watch(void *context)
{
    link_wait_for_end(context);
    _exit(EXIT_SUCCESS);
}

bool hang_up_watch(const Link *link)
{
    static Link watched; /* a copy, for the thread alone */
    pthread_t thread;
    watched = *link;
    return pthread_create(&thread, NULL, watch, &watched) == 0;
}
