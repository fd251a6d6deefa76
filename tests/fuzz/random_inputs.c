/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Calls a property with random inputs: COUNT of them, from SEED on. If it doesn't hold, the seed to
 * repeat that with is said. */

#include "fuzz/fuzz.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LONGEST = 1024 };

/* An xorshift generator: good enough, and the same everywhere. */
static uint64_t next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void run(uint64_t seed)
{
    uint8_t data[LONGEST];
    uint64_t state = (seed + 1) * UINT64_C(0x9E3779B97F4A7C15);
    const size_t size = next(&state) % (LONGEST + 1);
    for (size_t i = 0; i < size; i++)
        data[i] = (uint8_t)(next(&state) >> 32);
    (void)LLVMFuzzerTestOneInput(data, size);
}

static char repeat[64];

static void say_seed(int signal_number)
{
    const ssize_t written = write(STDERR_FILENO, repeat, strlen(repeat));
    (void)written;
}

int main(int argc, char **argv)
{
    const unsigned long long count = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    const unsigned long long seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
    (void)signal(SIGABRT, say_seed);
    for (unsigned long long i = 0; i < count; i++) {
        (void)snprintf(repeat, sizeof repeat, "to repeat it: 1 %llu\n", (seed + i));
        run(seed + i);
    }
    (void)printf("%llu inputs\n", count);
    return EXIT_SUCCESS;
}
