/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* A cycle, with all that the driver does in it, on a thread that may do next to nothing. The plain
 * driver records what happens in memory that it touches then; ours takes no page fault. */

#include "hal/hal_fixture.h"
#include "hal/hal_private.h"
#include "support/realtime_check.h"

#include <stdlib.h>

static Fixture fixture;

static void end(void)
{
    fixture_end(&fixture);
}

TestSuite(io_cycle_realtime, .fini = end);

enum { CYCLES = 200 };

static void run_cycle(void *context)
{
    IoThread *thread = context;
    io_clock_update(&thread->clock);
    io_cycle_run(thread, thread->list, host_clock_now(thread->host_clock));
    thread->position += thread->info.buffer_frames;
}

static void run_cycles(void *context)
{
    for (int i = 0; i < CYCLES; i++)
        run_cycle(context);
}

/* What hal_client_start does, but for the thread. */
static void start(const Player *player)
{
    AudioServerPlugInDriverRef driver = fixture.hal->plugin.driver;
    IoClient *client = &player->client->io;
    client->operations = io_operations_ask(driver, fixture.device, client->id);
    cr_assert_eq((*driver)->StartIO(driver, fixture.device, client->id), 0);
}

/* Returns how many page faults there were. The first cycle is apart, since it is the first time
 * that the code itself is needed. */
static long assert_realtime(void)
{
    AudioServerPlugInDriverRef driver = fixture.hal->plugin.driver;
    Player players[2] = {{.gain = 1}, {.gain = 1}};
    IoList *list = calloc(1, sizeof *list + 2 * sizeof(IoClient *));
    cr_assert_not_null(list);
    for (size_t i = 0; i < 2; i++) {
        player_make(&players[i], &fixture, HAL_USE_ALL);
        start(&players[i]);
        list->clients[list->count++] = &players[i].client->io;
    }
    IoCounters counters = {0};
    Error error = {0};
    IoThread *thread = io_thread_new(fixture.hal, fixture.device, &counters, list, &error);
    cr_assert_not_null(thread, "%s", error.message);
    const RealtimeCheck first = realtime_check_run(run_cycle, thread);
    cr_assert_null(first.violation, "%s", first.violation);
    const RealtimeCheck check = realtime_check_run(run_cycles, thread);
    cr_assert_null(check.violation, "%s", check.violation);
    cr_assert_eq(atomic_load(&counters.cycles), CYCLES + 1);
    io_thread_free(thread);
    free(list);
    for (size_t i = 0; i < 2; i++) {
        cr_assert_eq((*driver)->StopIO(driver, fixture.device, players[i].client->io.id), 0);
        player_free(&players[i]);
    }
    return check.page_faults;
}

Test(io_cycle_realtime, with_our_driver)
{
    fixture_start_ossicle(&fixture);
    const long page_faults = assert_realtime();
    if (realtime_check_is_active) /* a sanitizer takes page faults of its own */
        cr_assert_eq(page_faults, 0);
}

Test(io_cycle_realtime, with_conversion)
{
    fixture_start(&fixture, "int16");
    assert_realtime();
}

Test(io_cycle_realtime, with_a_driver_that_breaks_rules)
{
    fixture_start(&fixture, "write_fails");
    assert_realtime();
    cr_assert_gt(hal_violation_count(fixture.hal), 0);
}
