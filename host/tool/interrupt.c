/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/interrupt.h"

#include <signal.h>
#include <stddef.h>

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

/* A signal's handler reaches nothing else. */
static volatile sig_atomic_t caught;

static void remember(int number)
{
    caught = number;
}

void interrupt_catch(void)
{
    (void)signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is a failed write like others */
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction before;
        struct sigaction action = {.sa_flags = SA_RESTART | (int)SA_RESETHAND};
        action.sa_handler = remember;
        (void)sigemptyset(&action.sa_mask);
        /* What the parent ignores (nohup) stays ignored. */
        if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            (void)sigaction(signals[i], &action, NULL);
    }
}

bool interrupt_pending(void)
{
    return caught;
}

void interrupt_finish(void)
{
    if (!caught)
        return;
    (void)signal(caught, SIG_DFL);
    (void)raise(caught);
}
