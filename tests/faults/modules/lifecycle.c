/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Modules that crash outside process, and one that crashes on a thread of its own. */

#include "faulty.h"

#include <pthread.h>
#include <time.h>

static void crash(Faulty *self, const ossicle_block *block)
{
    (void)self;
    (void)block;
    abort();
}

/* Some time later, while the host's threads go on. */
static void *crash_later(void *nothing)
{
    const struct timespec pause = {.tv_nsec = 2000000};
    (void)nothing;
    (void)nanosleep(&pause, NULL);
    abort();
}

static void crash_elsewhere(Faulty *self, const ossicle_block *block)
{
    pthread_t thread;
    (void)self;
    (void)block;
    if (pthread_create(&thread, NULL, crash_later, NULL) != 0)
        abort();
    (void)pthread_detach(thread);
}

static void hang(Faulty *self, const ossicle_block *block)
{
    const struct timespec an_hour = {.tv_sec = 3600};
    (void)self;
    (void)block;
    while (nanosleep(&an_hour, NULL) != 0)
        ;
}

/* The process is alive, says so, and never comes to an end. */
static void babble(Faulty *self, const ossicle_block *block)
{
    (void)block;
    for (;;)
        self->host->log(self->host, OSSICLE_LOG_INFO, "still waiting");
}

FAULTY_MODULES({FAULTY("create"), .create = crash}, {FAULTY("activate"), .activate = crash},
               {FAULTY("activate-hangs"), .activate = hang},
               {FAULTY("activate-babbles"), .activate = babble},
               {FAULTY("deactivate"), .deactivate = crash}, {FAULTY("destroy"), .destroy = crash},
               {FAULTY("save"), .save = crash}, {FAULTY("own-thread"), .process = crash_elsewhere})
