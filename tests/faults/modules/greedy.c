/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Modules that take more than their share of what the system has. Where no limit stops them, they
 * stop by themselves before the machine suffers. */

#include "faulty.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

/* Memory until there is no more. */
static void take_all_memory(Faulty *self, const ossicle_block *block)
{
    enum { PIECE = 16 << 20, PIECES = 128 };
    (void)block;
    for (unsigned i = 0; i < PIECES; i++) {
        unsigned char *const piece = malloc(PIECE);
        if (!piece)
            abort();
        memset(piece, 0x77, PIECE);
        self->own = piece;
    }
    abort();
}

/* File descriptors until there are no more; then goes on. */
static void take_all_descriptors(Faulty *self, const ossicle_block *block)
{
    (void)self;
    (void)block;
    for (unsigned i = 0; i < 4096 && dup(0) >= 0; i++)
        ;
}

static void *sit(void *nothing)
{
    (void)pause();
    return nothing;
}

/* Threads that do nothing but be there; then goes on. */
static void take_threads(Faulty *self, const ossicle_block *block)
{
    pthread_t thread;
    (void)self;
    (void)block;
    for (unsigned i = 0; i < 64 && pthread_create(&thread, NULL, sit, NULL) == 0; i++)
        (void)pthread_detach(thread);
}

FAULTY_MODULES({FAULTY("memory"), .process = take_all_memory},
               {FAULTY("descriptors"), .process = take_all_descriptors},
               {FAULTY("threads"), .process = take_threads})
