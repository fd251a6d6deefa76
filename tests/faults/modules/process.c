/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Modules that change the process they run in. */

#include "faulty.h"

#include <fenv.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

/* The child goes on with a copy of everything, the worker's own code included. */
static void call_fork(Faulty *self, const ossicle_block *block)
{
    (void)self;
    (void)block;
    (void)fork();
}

/* The parent is gone, the child goes on. */
static void leave_a_child(Faulty *self, const ossicle_block *block)
{
    (void)self;
    (void)block;
    if (fork() != 0)
        _exit(0);
}

static void close_all(Faulty *self, const ossicle_block *block)
{
    (void)self;
    (void)block;
    for (int descriptor = 0; descriptor < 4096; descriptor++)
        (void)close(descriptor);
}

static void end_by_signal(Faulty *self, const ossicle_block *block)
{
    (void)self;
    (void)block;
    (void)raise(SIGTERM);
}

/* Signals that mean nothing here. */
static void raise_odd_signals(Faulty *self, const ossicle_block *block)
{
    static const int signals[] = {SIGCHLD, SIGURG, SIGWINCH, SIGCONT};
    (void)self;
    (void)block;
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        (void)raise(signals[i]);
}

/* Blocks and ignores what can be, then hangs: nothing but SIGKILL helps. */
static void hold_on(Faulty *self, const ossicle_block *block)
{
    sigset_t all;
    (void)self;
    (void)block;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, NULL);
    for (int number = 1; number < 32; number++)
        (void)signal(number, SIG_IGN);
    for (;;)
        (void)pause();
}

/* Returns with other rounding, blocked signals and the lowest priority. */
static void change_the_thread(Faulty *self, const ossicle_block *block)
{
    sigset_t all;
    (void)self;
    (void)block;
    (void)fesetround(FE_TOWARDZERO);
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, NULL);
    (void)setpriority(PRIO_PROCESS, 0, 19);
}

FAULTY_MODULES({FAULTY("fork"), .process = call_fork},
               {FAULTY("leaves-child"), .process = leave_a_child},
               {FAULTY("close-all"), .process = close_all},
               {FAULTY("terminate"), .process = end_by_signal},
               {FAULTY("odd-signals"), .process = raise_odd_signals},
               {FAULTY("holds-on"), .process = hold_on},
               {FAULTY("rounding"), .process = change_the_thread})
