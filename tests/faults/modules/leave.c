/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Modules that leave instead of returning. */

#include "faulty.h"

#include <pthread.h>
#include <setjmp.h>
#include <unistd.h>

static void call_exit(Faulty *self, const ossicle_block *block)
{
    (void)self;
    (void)block;
    exit(0);
}

static void call_exit_at_once(Faulty *self, const ossicle_block *block)
{
    (void)self;
    (void)block;
    _exit(7);
}

/* To a place whose function has long returned. */
static jmp_buf somewhere;

static void remember_somewhere(Faulty *self, const ossicle_block *block)
{
    (void)block;
    if (setjmp(somewhere) != 0) {
        self->latency = 77;
        abort();
    }
}

static void jump_out(Faulty *self, const ossicle_block *block)
{
    (void)self;
    (void)block;
    longjmp(somewhere, 1);
}

static void end_thread(Faulty *self, const ossicle_block *block)
{
    (void)self;
    (void)block;
    pthread_exit(NULL);
}

/* Become another program. */
static void call_exec(Faulty *self, const ossicle_block *block)
{
    char *const nothing[] = {NULL};
    char name[] = "/bin/true";
    char *const arguments[] = {name, NULL};
    (void)self;
    (void)block;
    (void)execve(name, arguments, nothing);
    abort();
}

FAULTY_MODULES({FAULTY("exit"), .process = call_exit},
               {FAULTY("exit-at-once"), .process = call_exit_at_once},
               {FAULTY("longjmp"), .process = jump_out, .activate = remember_somewhere},
               {FAULTY("pthread-exit"), .process = end_thread},
               {FAULTY("exec"), .process = call_exec})
