/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/wake.h"

#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int get_time(const struct ck_ec_ops *operations, struct timespec *now)
{
    (void)operations;
    return clock_gettime(CLOCK_MONOTONIC, now);
}

/* FUTEX_WAIT_BITSET, because its time limit is absolute, as Concurrency Kit gives it. */
static void wait_private(const struct ck_ec_wait_state *state, const uint32_t *address,
                         uint32_t expected, const struct timespec *deadline)
{
    (void)state;
    (void)syscall(SYS_futex, address, FUTEX_WAIT_BITSET_PRIVATE, expected, deadline, NULL,
                  FUTEX_BITSET_MATCH_ANY);
}

static void wake_private(const struct ck_ec_ops *operations,
                         const uint32_t *address) OSSICLE_REALTIME
{
    (void)operations;
    (void)syscall(SYS_futex, address, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

static void wait_shared(const struct ck_ec_wait_state *state, const uint32_t *address,
                        uint32_t expected, const struct timespec *deadline)
{
    (void)state;
    (void)syscall(SYS_futex, address, FUTEX_WAIT_BITSET, expected, deadline, NULL,
                  FUTEX_BITSET_MATCH_ANY);
}

static void wake_shared(const struct ck_ec_ops *operations,
                        const uint32_t *address) OSSICLE_REALTIME
{
    (void)operations;
    (void)syscall(SYS_futex, address, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

const struct ck_ec_ops wake_system_operations = {
    .gettime = get_time,
    .wait32 = wait_private,
    .wake32 = wake_private,
};

const struct ck_ec_ops wake_system_shared_operations = {
    .gettime = get_time,
    .wait32 = wait_shared,
    .wake32 = wake_shared,
};
