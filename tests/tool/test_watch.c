/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/watch.h"

#include <criterion/criterion.h>

Test(watch, a_run_that_moves_goes_on)
{
    WatchMemory memory = {0};
    for (int i = 0; i < 100; i++)
        cr_assert_eq(watch_look(&memory, i, 9.9 * i, 10, false), WATCH_MOVING);
}

Test(watch, a_run_that_stands_still_is_stalled)
{
    WatchMemory memory = {0};
    cr_expect_eq(watch_look(&memory, 0, 1000, 10, false), WATCH_MOVING, "time counts from here");
    cr_expect_eq(watch_look(&memory, 0, 1009.5, 10, false), WATCH_MOVING);
    cr_expect_eq(watch_look(&memory, 5, 1009.5, 10, false), WATCH_MOVING);
    cr_expect_eq(watch_look(&memory, 5, 1019, 10, false), WATCH_MOVING);
    cr_expect_eq(watch_look(&memory, 5, 1019.5, 10, false), WATCH_STALLED);
}

Test(watch, an_interrupt_is_patient_for_a_second_only)
{
    WatchMemory memory = {0};
    cr_expect_eq(watch_look(&memory, 5, 0, 10, true), WATCH_MOVING);
    cr_expect_eq(watch_look(&memory, 5, 0.5, 10, true), WATCH_MOVING);
    cr_expect_eq(watch_look(&memory, 6, 1.0, 10, true), WATCH_MOVING);
    cr_expect_eq(watch_look(&memory, 6, 2.0, 10, true), WATCH_INTERRUPTED);
}

Test(watch, the_bar)
{
    char bar[WATCH_BAR_SIZE];
    cr_expect_str_eq(watch_bar(bar, 0, 48000, 48000),
                     "[..............................]   0%  0.0 of 1.0 s");
    cr_expect_str_eq(watch_bar(bar, 24000, 48000, 48000),
                     "[###############...............]  50%  0.5 of 1.0 s");
    cr_expect_str_eq(watch_bar(bar, 60000, 48000, 48000),
                     "[##############################] 100%  1.0 of 1.0 s");
}

static void fail(void *context, WatchSight sight)
{
    cr_assert_fail("nothing has stalled");
}

Test(watch, it_ends_when_it_is_told_to)
{
    WatchProgress progress = {.total = 100, .rate_hz = 48000};
    Watch watch = {.progress = &progress, .give_up = fail, .patience_s = 10};
    cr_assert_eq(watch_start(&watch, NULL), STATUS_OK);
    watch_stop(&watch);
}
