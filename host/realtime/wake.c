/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/wake.h"

#include "realtime/race.h"

#include <stddef.h>

static const struct ck_ec_mode mode = {.ops = &wake_system_operations, .single_producer = false};
static const struct ck_ec_mode shared_mode = {.ops = &wake_system_shared_operations,
                                              .single_producer = false};

void wake_init(Wake *wake)
{
    ck_ec32_init(&wake->events, 0);
}

void wake_signal(Wake *wake) OSSICLE_REALTIME
{
    race_releasing(wake);
    ck_ec32_inc(&wake->events, &mode);
}

uint32_t wake_ticket(const Wake *wake)
{
    return ck_ec32_value(&wake->events);
}

void wake_wait(Wake *wake, uint32_t ticket)
{
    (void)ck_ec32_wait(&wake->events, &mode, ticket, NULL);
    race_acquired(wake);
}

void wake_signal_shared(Wake *wake) OSSICLE_REALTIME
{
    race_releasing(wake);
    ck_ec32_inc(&wake->events, &shared_mode);
}

void wake_wait_shared(Wake *wake, uint32_t ticket)
{
    (void)ck_ec32_wait(&wake->events, &shared_mode, ticket, NULL);
    race_acquired(wake);
}
