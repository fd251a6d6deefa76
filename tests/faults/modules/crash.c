/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Modules that crash in process, each in another way. */

#include "faulty.h"

#include <signal.h>
#include <string.h>

static void write_to_null(Faulty *self, const ossicle_block *block)
{
    (void)block;
    *(volatile int *)self->own = 1; /* which is NULL */
}

static void call_abort(Faulty *self, const ossicle_block *block)
{
    (void)self;
    (void)block;
    abort();
}

static void call_null(Faulty *self, const ossicle_block *block)
{
    void (*nowhere)(void);
    (void)block;
    memcpy(&nowhere, &self->own, sizeof nowhere); /* NULL */
    nowhere();
}

static void run_illegal(Faulty *self, const ossicle_block *block)
{
    (void)self;
    (void)block;
    __builtin_trap();
}

/* Not every processor traps divisions by zero: say it. */
static void divide_by_zero(Faulty *self, const ossicle_block *block)
{
    (void)self;
    (void)block;
    (void)raise(SIGFPE);
}

static void touch_missing_page(Faulty *self, const ossicle_block *block)
{
    (void)self;
    (void)block;
    (void)raise(SIGBUS);
}

static unsigned use_stack(volatile unsigned char *above, unsigned calls)
{
    volatile unsigned char frame[4096];
    frame[0] = (unsigned char)(above[0] + 1);
    return calls == 0 ? 0 : use_stack(frame, calls - 1) + frame[0];
}

/* 4 GB of it: more than anybody has. */
static void recurse(Faulty *self, const ossicle_block *block)
{
    volatile unsigned char first[1] = {0};
    (void)block;
    self->status = (ossicle_status)use_stack(first, 1U << 20);
}

FAULTY_MODULES({FAULTY("null-write"), .process = write_to_null},
               {FAULTY("abort"), .process = call_abort},
               {FAULTY("null-call"), .process = call_null},
               {FAULTY("illegal"), .process = run_illegal},
               {FAULTY("divide"), .process = divide_by_zero},
               {FAULTY("bus"), .process = touch_missing_page},
               {FAULTY("recursion"), .process = recurse})
