/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Modules that spoil the memory that they share with their host: every byte that can be written,
 * while sound runs, and then go on as if nothing had been, crash, or hang. */

#include "faulty.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* A page, and how far above a new mapping, which the system puts below all others, is looked. */
enum { PAGE = 4096, PAGES = 65536, MOST = 4096, ROOM = 4 << 20 };

/* Pages that are shared with others and can be written. */
typedef struct Shared {
    unsigned count;
    unsigned char *pages[MOST];
} Shared;

static Shared shared;

/* Only what is shared can be mapped a second time like that. */
static bool is_shared(unsigned char *page)
{
    void *const copy = mremap(page, 0, PAGE, MREMAP_MAYMOVE);
    if (copy == MAP_FAILED)
        return false;
    (void)munmap(copy, PAGE);
    return true;
}

/* The kernel says where it can't write, and spoils the page a little where it can. */
static bool is_writable(unsigned char *page)
{
    return syscall(SYS_clock_gettime, CLOCK_MONOTONIC, page) == 0;
}

/* Nobody tells a worker where its memory is: its /proc isn't its own. To find none is worth a crash
 * of its own kind. */
static void find_shared(void)
{
    shared.count = 0;
    unsigned char *const below = mmap(NULL, ROOM, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (below != MAP_FAILED)
        (void)munmap(below, ROOM);
    for (size_t i = 0; below != MAP_FAILED && i < PAGES && shared.count < MOST; i++) {
        unsigned char *const page = below + ROOM + i * PAGE;
        if (is_shared(page) && is_writable(page))
            shared.pages[shared.count++] = page;
    }
    if (shared.count == 0)
        (void)raise(SIGTRAP);
}

/* One of `one_of` bytes. */
static void fill_shared(uint64_t seed, unsigned one_of)
{
    find_shared();
    for (unsigned p = 0; p < shared.count; p++) {
        for (size_t i = 0; i < PAGE; i++) {
            seed = seed * UINT64_C(6364136223846793005) + 1;
            if ((seed >> 40) % one_of == 0)
                shared.pages[p][i] = (unsigned char)(seed >> 33);
        }
    }
}

static void fill_and_crash(Faulty *self, const ossicle_block *block)
{
    (void)self;
    fill_shared((uint64_t)block->sample_time, 1);
    abort();
}

static void fill_and_hang(Faulty *self, const ossicle_block *block)
{
    (void)self;
    fill_shared((uint64_t)block->sample_time, 1);
    for (;;)
        (void)pause();
}

/* Here and there, so that much stays in order and is believed. */
static void sprinkle_and_crash(Faulty *self, const ossicle_block *block)
{
    (void)self;
    fill_shared((uint64_t)block->sample_time, 97);
    abort();
}

static void fill_and_go_on(Faulty *self, const ossicle_block *block)
{
    (void)self;
    fill_shared((uint64_t)block->sample_time, 1);
}

static void clear_and_go_on(Faulty *self, const ossicle_block *block)
{
    (void)self;
    (void)block;
    find_shared();
    for (unsigned p = 0; p < shared.count; p++)
        memset(shared.pages[p], 0, PAGE);
}

FAULTY_MODULES({FAULTY("shared-fill-crash"), .process = fill_and_crash},
               {FAULTY("shared-fill-hang"), .process = fill_and_hang},
               {FAULTY("shared-sprinkle-crash"), .process = sprinkle_and_crash},
               {FAULTY("shared-fill"), .process = fill_and_go_on},
               {FAULTY("shared-clear"), .process = clear_and_go_on})
