/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Modules that spoil the memory that they share with their host: every byte that can be written,
 * again and again while sound runs, and then go on as if nothing had been, or crash. */

#include "faulty.h"

#include <stdio.h>
#include <string.h>

enum { MAX_AREAS = 64 };

typedef struct Areas {
    unsigned count;
    struct {
        unsigned char *begin;
        size_t size;
    } of[MAX_AREAS];
} Areas;

/* All shared memory of the process that can be written, as Linux lists it. */
static void find_shared(Faulty *self, const ossicle_block *block)
{
    (void)block;
    Areas *const areas = calloc(1, sizeof *areas);
    FILE *const maps = fopen("/proc/self/maps", "re");
    char line[512];
    self->own = areas;
    while (areas && maps && areas->count < MAX_AREAS && fgets(line, sizeof line, maps)) {
        void *begin = NULL;
        void *end = NULL;
        char access[8] = "";
        if (sscanf(line, "%p-%p %7s", &begin, &end, access) != 3 || strcmp(access, "rw-s") != 0)
            continue;
        areas->of[areas->count].begin = begin;
        areas->of[areas->count++].size = (size_t)((char *)end - (char *)begin);
    }
    if (maps)
        (void)fclose(maps);
}

static void forget_shared(Faulty *self, const ossicle_block *block)
{
    (void)block;
    free(self->own);
    self->own = NULL;
}

static void fill_shared(const Faulty *self, uint64_t seed, unsigned one_of)
{
    const Areas *const areas = self->own;
    for (unsigned a = 0; areas && a < areas->count; a++) {
        for (size_t i = 0; i < areas->of[a].size; i++) {
            seed = seed * UINT64_C(6364136223846793005) + 1;
            if ((seed >> 40) % one_of == 0)
                areas->of[a].begin[i] = (unsigned char)(seed >> 33);
        }
    }
}

static void fill_and_crash(Faulty *self, const ossicle_block *block)
{
    fill_shared(self, (uint64_t)block->sample_time, 1);
    abort();
}

/* Here and there, so that much stays in order and is believed. */
static void sprinkle_and_crash(Faulty *self, const ossicle_block *block)
{
    fill_shared(self, (uint64_t)block->sample_time, 97);
    abort();
}

static void fill_and_go_on(Faulty *self, const ossicle_block *block)
{
    fill_shared(self, (uint64_t)block->sample_time, 1);
}

static void clear_and_go_on(Faulty *self, const ossicle_block *block)
{
    (void)block;
    const Areas *const areas = self->own;
    for (unsigned a = 0; areas && a < areas->count; a++)
        memset(areas->of[a].begin, 0, areas->of[a].size);
}

#define SHARED(name_, process_)                                                                    \
    {                                                                                              \
        FAULTY(name_), .process = (process_), .activate = find_shared, .deactivate = forget_shared \
    }

FAULTY_MODULES(SHARED("shared-fill-crash", fill_and_crash),
               SHARED("shared-sprinkle-crash", sprinkle_and_crash),
               SHARED("shared-fill", fill_and_go_on), SHARED("shared-clear", clear_and_go_on))
