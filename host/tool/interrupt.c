/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/interrupt.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

/* Written by a handler on whichever thread the signal comes to, and read by others. */
static atomic_int caught;

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

/* Those that the parent doesn't ignore. */
static sigset_t wanted_signals(void)
{
    sigset_t wanted;
    (void)sigemptyset(&wanted);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction before;
        if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            (void)sigaddset(&wanted, signals[i]);
    }
    return wanted;
}

/* The first signal is taken here; a second has its usual effect. */
static void *wait_for_signal(void *unused)
{
    const sigset_t wanted = wanted_signals();
    int number = 0;
    if (sigwait(&wanted, &number) == 0)
        caught = number;
    (void)pthread_sigmask(SIG_UNBLOCK, &wanted, NULL);
    for (;;)
        (void)pause();
    return NULL;
}

void interrupt_catch_apart(void)
{
    const sigset_t wanted = wanted_signals();
    pthread_t thread;
    (void)signal(SIGXFSZ, SIG_IGN);
    (void)pthread_sigmask(SIG_BLOCK, &wanted, NULL);
    if (pthread_create(&thread, NULL, wait_for_signal, NULL) == 0) {
        (void)pthread_detach(thread);
        return;
    }
    (void)pthread_sigmask(SIG_UNBLOCK, &wanted, NULL);
    interrupt_catch();
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
