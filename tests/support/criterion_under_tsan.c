/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Lets Criterion run in a build with the thread sanitizer. Its sandbox looks for free memory in a
 * range of addresses that belong to the sanitizer on x86-64, and gives up. Here the range looks
 * free, and what is put there goes to a place that both leave alone: below the stacks and libraries
 * of the sanitizer's highest range of application memory (tsan_platform.h of compiler-rt).
 *
 * Not instrumented itself, since the sanitizer uses mmap before it is ready. */

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/types.h>

#define SANDBOX_BEGIN 0x200000000000u
#define SANDBOX_END   0x600000000000u
#define ARENAS        0x7e9000000000u
#define ARENA_COUNT   0x4000u

void *__interceptor_mmap64(void *address, size_t length, int protection, int flags, int file,
                           off64_t offset);
int __interceptor_mincore(void *address, size_t length, unsigned char *residency);
/* Visible, so that Criterion calls these. */
#define VISIBLE __attribute__((visibility("default")))
VISIBLE void *mmap64(void *address, size_t length, int protection, int flags, int file,
                     off64_t offset);
VISIBLE int mincore(void *address, size_t length, unsigned char *residency);

static bool is_in_sandbox(const void *address)
{
    return (uintptr_t)address >= SANDBOX_BEGIN && (uintptr_t)address < SANDBOX_END;
}

/* Place number `n`: a sandbox's memory is much smaller than the 16 MiB between two. */
static void *arena_at(unsigned n)
{
    return (void *)(ARENAS + ((uintptr_t)n << 24));
}

static bool is_free(void *address)
{
    unsigned char residency;
    return __interceptor_mincore(address, 1, &residency) != 0 && errno == ENOMEM;
}

static void *free_arena(void)
{
    unsigned n = 0;
    while (n < ARENA_COUNT && !is_free(arena_at(n)))
        n++;
    return arena_at(n);
}

void *mmap64(void *address, size_t length, int protection, int flags, int file, off64_t offset)
{
    const int wanted = MAP_FIXED | MAP_SHARED;
    if ((flags & wanted) == wanted && is_in_sandbox(address))
        address = free_arena();
    return __interceptor_mmap64(address, length, protection, flags, file, offset);
}

int mincore(void *address, size_t length, unsigned char *residency)
{
    if (!is_in_sandbox(address))
        return __interceptor_mincore(address, length, residency);
    errno = ENOMEM; /* nothing is mapped there */
    return -1;
}
