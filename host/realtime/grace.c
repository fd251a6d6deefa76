/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/grace.h"

#include <sched.h>

void grace_init(Grace *grace)
{
    ck_epoch_init(&grace->epoch);
    ck_epoch_register(&grace->epoch, &grace->io, NULL);
}

static void yield(ck_epoch_t *epoch, ck_epoch_record_t *record, void *context)
{
    (void)epoch;
    (void)record;
    (void)context;
    (void)sched_yield();
}

void grace_wait(Grace *grace)
{
    race_unseen_begin();
    ck_epoch_synchronize_wait(&grace->epoch, yield, NULL);
    race_unseen_end();
    race_acquired(grace);
}
