/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Modules that don't come back. */

#include "faulty.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>

static void loop_for_ever(Faulty *self, const ossicle_block *block)
{
    (void)block;
    for (volatile Faulty *busy = self;; busy->latency = 0)
        ;
}

static void sleep_long(Faulty *self, const ossicle_block *block)
{
    const struct timespec an_hour = {.tv_sec = 3600};
    (void)self;
    (void)block;
    while (nanosleep(&an_hour, NULL) != 0)
        ;
}

/* For two blocks of 512 frames at 48 kHz: late, but not for good. */
static void sleep_shortly(Faulty *self, const ossicle_block *block)
{
    const struct timespec pause = {.tv_nsec = 21333333};
    (void)self;
    (void)block;
    (void)nanosleep(&pause, NULL);
}

static void lock_twice(Faulty *self, const ossicle_block *block)
{
    pthread_mutex_t mutex;
    (void)self;
    (void)block;
    (void)pthread_mutex_init(&mutex, NULL);
    (void)pthread_mutex_lock(&mutex);
    (void)pthread_mutex_lock(&mutex);
}

/* Nothing of the process runs until somebody else lets it. */
static void stop_itself(Faulty *self, const ossicle_block *block)
{
    (void)self;
    (void)block;
    (void)raise(SIGSTOP);
}

FAULTY_MODULES({FAULTY("loop"), .process = loop_for_ever}, {FAULTY("sleep"), .process = sleep_long},
               {FAULTY("late"), .process = sleep_shortly},
               {FAULTY("deadlock"), .process = lock_twice},
               {FAULTY("stop"), .process = stop_itself})
