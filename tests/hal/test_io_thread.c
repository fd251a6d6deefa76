/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/hal_fixture.h"

#include <string.h>

static Fixture fixture;

static void end(void)
{
    fixture_end(&fixture);
}

TestSuite(io_thread, .fini = end);

typedef struct Slow {
    unsigned cycle;
    double input_times[10];
} Slow;

/* In its fourth cycle it takes as long as three and a half others. */
static bool be_slow(void *context, UInt32 frames, const AudioTimeStamp *now, const float *input,
                    const AudioTimeStamp *input_time, float *output,
                    const AudioTimeStamp *output_time)
{
    Slow *slow = context;
    slow->input_times[slow->cycle] = input_time->mSampleTime;
    if (++slow->cycle == 4)
        host_clock_wait_until(fixture.clock, host_clock_now(fixture.clock) +
                                                 UINT64_C(3500000000) * frames / 48000);
    return slow->cycle < 10;
}

/* Cycle 4 should have begun 2.5 cycles ago: two are left out, and that one is begun late. */
Test(io_thread, an_overload_leaves_out_what_was_missed)
{
    fixture_start(&fixture, "good");
    Slow slow = {0};
    const HalClientInfo info = {.process_id = 1};
    HalClient *client = hal_client_new(fixture.hal, PLAIN_DEVICE, &info, be_slow, &slow, NULL);
    cr_assert_eq(hal_client_start(client, NULL), STATUS_OK);
    cr_assert_eq(hal_client_wait(client, NULL), STATUS_OK);
    hal_client_free(client);
    for (unsigned i = 1; i < 10; i++)
        cr_assert_eq(slow.input_times[i] - slow.input_times[i - 1], i == 4 ? 512 * 3 : 512, "%u",
                     i);
    HalIOCounters counters;
    hal_io_counters(fixture.hal, PLAIN_DEVICE, &counters);
    cr_assert_eq(counters.cycles, 10);
    cr_assert_eq(counters.overloads, 1);
    cr_assert_eq(counters.missed, 2);
    cr_assert_eq(counters.anchors, 1);
    hal_free(fixture.hal);
    fixture.hal = NULL;
    cr_assert_eq(fixture_logged("I/O overload"), 1);
}

Test(io_thread, runs_on_the_real_clock)
{
    fixture_make(&fixture, "good");
    host_clock_free(fixture.clock);
    fixture.clock = host_clock_new_real();
    cr_assert_not_null(fixture_load(&fixture), "%s", fixture.error.message);
    Player player = {.frames = 480, .gain = 1};
    cr_assert_eq(hal_set_buffer_frames(fixture.hal, PLAIN_DEVICE, 48, NULL), STATUS_OK);
    player_make(&player, &fixture, HAL_USE_ALL);
    cr_assert_eq(hal_client_start(player.client, NULL), STATUS_OK);
    cr_assert_eq(hal_client_wait(player.client, NULL), STATUS_OK);
    cr_assert_eq(player.cycles, 10);
    player_free(&player);
}

/* A cycle lasts a quarter of a second at 8 kHz: stops that waited for its end, or that the I/O
 * thread only noticed from time to time, would take longer than the test may. */
Test(io_thread, a_stop_on_the_real_clock_ends_the_wait, .timeout = 20)
{
    fixture_make(&fixture, "good");
    host_clock_free(fixture.clock);
    fixture.clock = host_clock_new_real();
    cr_assert_not_null(fixture_load(&fixture), "%s", fixture.error.message);
    fixture_set_rate(&fixture, 8000);
    Player player = {.gain = 1};
    cr_assert_eq(hal_set_buffer_frames(fixture.hal, PLAIN_DEVICE, 2048, NULL), STATUS_OK);
    player_make(&player, &fixture, HAL_USE_ALL);
    for (int i = 0; i < 1000; i++) {
        cr_assert_eq(hal_client_start(player.client, NULL), STATUS_OK);
        hal_client_stop(player.client);
    }
    cr_assert_leq(player.cycles, 1);
    player_free(&player);
}
