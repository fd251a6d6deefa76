/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/wake.h"

#include "realtime/address_wait_darwin.h"

#include <time.h>

/* Waits have no time limit here: nobody in this project gives one, and Concurrency Kit's own are
 * only a back-off, which a wake-up ends in any case. */

static int get_time(const struct ck_ec_ops *operations, struct timespec *now)
{
    (void)operations;
    return clock_gettime(CLOCK_MONOTONIC, now);
}

static void wait_private(const struct ck_ec_wait_state *state, const uint32_t *address,
                         uint32_t expected, const struct timespec *deadline)
{
    (void)state;
    (void)deadline;
    address_wait(address, expected, ADDRESS_WAIT_FOREVER, false);
}

static void wake_private(const struct ck_ec_ops *operations,
                         const uint32_t *address) OSSICLE_REALTIME
{
    (void)operations;
    address_wake_all(address, false);
}

static void wait_shared(const struct ck_ec_wait_state *state, const uint32_t *address,
                        uint32_t expected, const struct timespec *deadline)
{
    (void)state;
    (void)deadline;
    address_wait(address, expected, ADDRESS_WAIT_FOREVER, true);
}

static void wake_shared(const struct ck_ec_ops *operations,
                        const uint32_t *address) OSSICLE_REALTIME
{
    (void)operations;
    address_wake_all(address, true);
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
