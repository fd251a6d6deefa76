/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file grace.h
 * When an I/O thread can no longer hold what was taken away from it: a grace period, over ck_epoch.
 *
 * The I/O thread enters before it looks at what may be taken away, and leaves when it holds nothing
 * any more. A control thread takes it away, waits, and may then free it. */

#ifndef OSSICLE_REALTIME_GRACE_H
#define OSSICLE_REALTIME_GRACE_H

#include "realtime/race.h"
#include "realtime/realtime.h"

#include <ck_epoch.h>

typedef struct Grace {
    ck_epoch_t epoch;
    ck_epoch_record_t io;
} Grace;

/** [control] */
void grace_init(Grace *grace);

/** [control] Wait until the I/O thread has left, if it is inside. What was taken away before the
 * call is then the caller's alone. Yields the processor meanwhile. */
void grace_wait(Grace *grace);

/** [io, one thread] From now on nothing that is found is freed. */
static inline void grace_enter(Grace *grace) OSSICLE_REALTIME
{
    race_unseen_begin();
    ck_epoch_begin(&grace->io, NULL);
    race_unseen_end();
}

/** [io, the same thread] Nothing that was found is used any more. */
static inline void grace_leave(Grace *grace) OSSICLE_REALTIME
{
    race_releasing(grace);
    race_unseen_begin();
    (void)ck_epoch_end(&grace->io, NULL);
    race_unseen_end();
}

#endif
