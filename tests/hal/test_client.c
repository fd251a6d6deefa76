/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/hal_fixture.h"

#include <stdlib.h>
#include <string.h>

static Fixture fixture;

static void end(void)
{
    fixture_end(&fixture);
}

TestSuite(client, .fini = end);

static void start(const Player *players, size_t count)
{
    host_clock_join(fixture.clock);
    for (size_t i = 0; i < count; i++) {
        Error error = {0};
        cr_assert_eq(hal_client_start(players[i].client, &error), STATUS_OK, "%s", error.message);
    }
    host_clock_leave(fixture.clock);
}

static void wait_for(Player *player)
{
    Error error = {0};
    cr_assert_eq(hal_client_wait(player->client, &error), STATUS_OK, "%s", error.message);
}

static void run_loopback(const char *stamp, UInt32 buffer_frames)
{
    fixture_start(&fixture, stamp);
    cr_assert_eq(hal_set_buffer_frames(fixture.hal, PLAIN_DEVICE, buffer_frames, NULL), STATUS_OK);
    Player players[2] = {{.frames = 20000, .gain = 1}, {.frames = 20000}};
    player_make(&players[0], &fixture, HAL_USE_OUTPUT);
    player_make(&players[1], &fixture, HAL_USE_INPUT);
    player_hears(&players[1]);
    players_run(players, 2, &fixture);
    player_assert_heard(&players[1], players, 1);
    cr_assert_eq(players[1].jumps, 0);
    cr_assert_eq(hal_violation_count(fixture.hal), 0);
    player_free(&players[0]);
    player_free(&players[1]);
    fixture_end(&fixture);
}

Test(client, loopback_is_exact_and_aligned_at_any_buffer_size)
{
    const UInt32 sizes[] = {1, 15, 64, 441, 512, 2048};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        run_loopback("good", sizes[i]);
}

Test(client, loopback_is_exact_with_any_number_of_channels)
{
    run_loopback("mono", 512);
    run_loopback("channels8", 512);
    run_loopback("channels64", 512);
}

Test(client, loopback_is_exact_through_several_streams)
{
    run_loopback("streams2", 512);
}

Test(client, two_writers_mix_to_their_exact_sum)
{
    fixture_start(&fixture, "good");
    Player players[3] = {
        {.frames = 20000, .gain = 0.7F}, {.frames = 20000, .gain = -0.3F}, {.frames = 20000}};
    player_make(&players[0], &fixture, HAL_USE_OUTPUT);
    player_make(&players[1], &fixture, HAL_USE_OUTPUT);
    player_make(&players[2], &fixture, HAL_USE_INPUT);
    player_hears(&players[2]);
    players_run(players, 3, &fixture);
    player_assert_heard(&players[2], players, 2);
    for (int i = 0; i < 3; i++)
        player_free(&players[i]);
}

/* A client that starts later joins at the device's present time, and the others don't notice. */
Test(client, clients_come_and_go_while_others_run)
{
    fixture_start(&fixture, "good");
    Player lasting = {.gain = 1};
    player_make(&lasting, &fixture, HAL_USE_ALL);
    start(&lasting, 1);
    for (int i = 0; i < 50; i++) {
        Player brief = {.frames = 1536, .gain = 1};
        player_make(&brief, &fixture, HAL_USE_ALL);
        start(&brief, 1);
        if (i % 2 == 0)
            wait_for(&brief);
        player_free(&brief);
        cr_assert_leq(brief.cycles, 3);
    }
    hal_client_stop(lasting.client);
    cr_assert_eq(lasting.jumps, 0);
    HalIOCounters counters;
    hal_io_counters(fixture.hal, PLAIN_DEVICE, &counters);
    cr_assert_eq(counters.cycles, lasting.cycles);
    cr_assert_eq(counters.anchors, 1);
    cr_assert_eq(counters.missed, 0);
    player_free(&lasting);
}

Test(client, is_announced_started_stopped_and_removed)
{
    fixture_start(&fixture, "good");
    Player player = {.frames = 512};
    player_make(&player, &fixture, HAL_USE_ALL);
    start(&player, 1);
    wait_for(&player);
    player_free(&player);
    size_t count = 0;
    PlainEvent *events = fixture_events(&fixture, &count);
    cr_assert_eq(events[0].phase, PLAIN_ADD_CLIENT);
    cr_assert_eq(events[0].process, 4711);
    cr_assert_neq(events[0].client, 0);
    cr_assert_eq(events[1].phase, PLAIN_START);
    cr_assert_eq(events[1].client, events[0].client);
    cr_assert_eq(events[count - 2].phase, PLAIN_STOP);
    cr_assert_eq(events[count - 1].phase, PLAIN_REMOVE_CLIENT);
    cr_assert_eq(events[count - 1].client, events[0].client);
    free(events);
}

Test(client, can_be_started_again)
{
    fixture_start(&fixture, "good");
    Player player = {.frames = 2048};
    player_make(&player, &fixture, HAL_USE_ALL);
    for (int i = 1; i <= 5; i++) {
        player.done_frames = 0;
        start(&player, 1);
        wait_for(&player);
        cr_assert_eq(player.cycles, (size_t)4 * (size_t)i);
    }
    player_free(&player);
    cr_assert_eq(fixture_count(&fixture, PLAIN_START, 0), 5);
    cr_assert_eq(fixture_count(&fixture, PLAIN_STOP, 0), 5);
}

/* The one that ended by itself has left a thread that ended too: start notices. */
Test(client, can_be_started_again_without_having_been_waited_for)
{
    fixture_start(&fixture, "good");
    Player player = {.frames = 512};
    player_make(&player, &fixture, HAL_USE_ALL);
    for (int i = 0; i < 20; i++) {
        player.done_frames = 0;
        start(&player, 1);
        hal_client_stop(player.client);
    }
    player_free(&player);
}

Test(client, stop_needs_no_time_to_pass)
{
    fixture_start(&fixture, "good");
    host_clock_join(fixture.clock);
    Player player = {0};
    player_make(&player, &fixture, HAL_USE_ALL);
    cr_assert_eq(hal_client_start(player.client, NULL), STATUS_OK);
    hal_client_stop(player.client);
    hal_client_stop(player.client);
    cr_assert_eq(player.cycles, 0);
    host_clock_leave(fixture.clock);
    player_free(&player);
}

static void assert_running(const bool *expected)
{
    HalClientState states[3];
    cr_assert_eq(hal_device_clients(fixture.hal, PLAIN_DEVICE, states, 3), 3);
    for (int i = 0; i < 3; i++) {
        cr_assert_eq(states[i].is_running, expected[i], "%d", i);
        cr_assert_eq(states[i].process_id, 4711);
        cr_assert(i == 0 || states[i].id > states[i - 1].id);
    }
    UInt32 running = 0;
    UInt32 size = sizeof running;
    const AudioObjectPropertyAddress address = fixture_address(kAudioDevicePropertyDeviceIsRunning);
    cr_assert_eq(hal_get(fixture.hal, PLAIN_DEVICE, &address, 0, NULL, &size, &running), 0);
    cr_assert_eq(running, expected[0] || expected[1] || expected[2]);
}

/* Twice, unknown and out of order: the driver gets each StartIO and StopIO once, and its time line
 * begins again only when nobody was running. */
Test(client, the_driver_is_told_of_each_start_and_stop_once)
{
    fixture_start(&fixture, "good");
    Player players[3] = {{.gain = 1}, {.gain = 1}, {.gain = 1}};
    for (int i = 0; i < 3; i++)
        player_make(&players[i], &fixture, HAL_USE_ALL);
    host_clock_join(fixture.clock);
    assert_running((bool[]){false, false, false});
    hal_client_stop(players[2].client);
    start(&players[0], 1);
    start(&players[0], 1);
    assert_running((bool[]){true, false, false});
    start(&players[1], 1);
    hal_client_stop(players[0].client);
    assert_running((bool[]){false, true, false});
    hal_client_stop(players[2].client);
    start(&players[2], 1);
    hal_client_stop(players[1].client);
    hal_client_stop(players[1].client);
    assert_running((bool[]){false, false, true});
    hal_client_stop(players[2].client);
    start(&players[0], 1);
    hal_client_stop(players[0].client);
    assert_running((bool[]){false, false, false});
    host_clock_leave(fixture.clock);
    HalIOCounters counters;
    hal_io_counters(fixture.hal, PLAIN_DEVICE, &counters);
    cr_assert_eq(counters.anchors, 2);
    HalClientState states[3];
    hal_device_clients(fixture.hal, PLAIN_DEVICE, states, 3);
    const struct {
        PlainPhase phase;
        int player;
    } expected[] = {{PLAIN_START, 0}, {PLAIN_START, 1}, {PLAIN_STOP, 0},  {PLAIN_START, 2},
                    {PLAIN_STOP, 1},  {PLAIN_STOP, 2},  {PLAIN_START, 0}, {PLAIN_STOP, 0}};
    size_t count = 0;
    size_t found = 0;
    PlainEvent *events = fixture_events(&fixture, &count);
    for (size_t i = 0; i < count; i++) {
        if (events[i].phase != PLAIN_START && events[i].phase != PLAIN_STOP)
            continue;
        cr_assert_lt(found, sizeof expected / sizeof expected[0]);
        cr_assert_eq(events[i].phase, expected[found].phase, "%zu", found);
        cr_assert_eq(events[i].client, states[expected[found].player].id, "%zu", found);
        found++;
    }
    cr_assert_eq(found, sizeof expected / sizeof expected[0]);
    free(events);
    for (int i = 0; i < 3; i++)
        player_free(&players[i]);
    cr_assert_eq(hal_device_clients(fixture.hal, PLAIN_DEVICE, NULL, 0), 0);
}

Test(client, its_state_says_who_it_is)
{
    fixture_start(&fixture, "good");
    const HalClientInfo infos[] = {{.process_id = 7, .bundle_id = CFSTR("org.ossicle.tests.seven")},
                                   {.process_id = 8}};
    HalClient *clients[2];
    for (int i = 0; i < 2; i++)
        clients[i] = hal_client_new(fixture.hal, PLAIN_DEVICE, &infos[i], NULL, NULL, NULL);
    HalClientState states[2] = {{.id = 99}, {.id = 99}};
    cr_assert_eq(hal_device_clients(fixture.hal, PLAIN_DEVICE, states, 1), 2);
    cr_assert_str_eq(states[0].bundle_id, "org.ossicle.tests.seven");
    cr_assert_eq(states[0].process_id, 7);
    cr_assert_eq(states[1].id, 99, "there was no room for it");
    cr_assert_eq(hal_device_clients(fixture.hal, PLAIN_DEVICE, states, 2), 2);
    cr_assert_str_eq(states[1].bundle_id, "");
    cr_assert_eq(states[1].process_id, 8);
    cr_assert_eq(hal_device_clients(fixture.hal, 99, states, 2), 0);
    for (int i = 0; i < 2; i++)
        hal_client_free(clients[i]);
}

Test(client, free_takes_null_and_stops)
{
    fixture_start(&fixture, "good");
    hal_client_free(NULL);
    Player player = {0};
    player_make(&player, &fixture, HAL_USE_ALL);
    start(&player, 1);
    player_free(&player);
    cr_assert_eq(fixture_count(&fixture, PLAIN_STOP, 0), 1);
}

Test(client, the_hal_frees_those_that_are_left)
{
    fixture_start(&fixture, "good");
    static Player players[3];
    for (int i = 0; i < 3; i++)
        player_make(&players[i], &fixture, HAL_USE_ALL);
    start(players, 2);
}

Test(client, a_driver_that_refuses_it_is_quoted)
{
    fixture_start(&fixture, "add_client_fails");
    const HalClientInfo info = {.process_id = 1};
    Error error = {0};
    cr_assert_null(hal_client_new(fixture.hal, PLAIN_DEVICE, &info, NULL, NULL, &error));
    cr_assert_not_null(strstr(error.message, "AddDeviceClient returned 'nope'"), "%s",
                       error.message);
}

Test(client, a_driver_that_cannot_start_is_quoted)
{
    fixture_start(&fixture, "start_fails");
    Player player = {0};
    player_make(&player, &fixture, HAL_USE_ALL);
    Error error = {0};
    cr_assert_eq(hal_client_start(player.client, &error), STATUS_FAILED);
    cr_assert_not_null(strstr(error.message, "StartIO returned 'stop'"), "%s", error.message);
    player_free(&player);
    cr_assert_eq(fixture_count(&fixture, PLAIN_STOP, 0), 0);
}

Test(client, a_driver_without_time_cannot_start)
{
    fixture_start(&fixture, "no_time");
    Player player = {0};
    player_make(&player, &fixture, HAL_USE_ALL);
    Error error = {0};
    cr_assert_eq(hal_client_start(player.client, &error), STATUS_FAILED);
    cr_assert_not_null(strstr(error.message, "GetZeroTimeStamp"), "%s", error.message);
    player_free(&player);
    cr_assert_eq(fixture_count(&fixture, PLAIN_STOP, 0), 1);
}

Test(client, a_format_that_cannot_be_carried_is_named)
{
    fixture_start(&fixture, "odd_format");
    Player player = {0};
    player_make(&player, &fixture, HAL_USE_ALL);
    Error error = {0};
    cr_assert_eq(hal_client_start(player.client, &error), STATUS_UNSUPPORTED);
    cr_assert_not_null(strstr(error.message, "physical format"), "%s", error.message);
    player_free(&player);
}

Test(client, no_client_of_what_is_no_device)
{
    fixture_start(&fixture, "good");
    HalDeviceInfo info;
    Error error = {0};
    cr_assert_eq(hal_device_info(fixture.hal, PLAIN_INPUT, &info, &error), STATUS_NOT_FOUND);
    cr_assert_eq(hal_device_info(fixture.hal, 99, &info, &error), STATUS_NOT_FOUND);
    cr_assert_not_null(strstr(error.message, "99"), "%s", error.message);
}

/* 10 minutes of stereo at 48 kHz. */
Test(client, ten_minutes_pass_without_a_missed_cycle, .timeout = 100)
{
    fixture_start(&fixture, "good");
    Player players[2] = {{.frames = 28800000, .gain = 1}, {.frames = 28800000}};
    player_make(&players[0], &fixture, HAL_USE_OUTPUT);
    player_make(&players[1], &fixture, HAL_USE_INPUT);
    const uint64_t start = host_clock_now(fixture.clock);
    players_run(players, 2, &fixture);
    HalIOCounters counters;
    hal_io_counters(fixture.hal, PLAIN_DEVICE, &counters);
    cr_assert_eq(counters.cycles, 28800000 / 512);
    cr_assert_eq(counters.missed, 0);
    cr_assert_eq(counters.overloads, 0);
    cr_assert_eq(players[0].jumps + players[1].jumps, 0);
    /* From the start of the first cycle to that of the last. */
    const double seconds = (double)(host_clock_now(fixture.clock) - start) / 1e9;
    const double frames = (PLAIN_INPUT_SAFETY + 512) + 28800000 - 512;
    cr_assert_float_eq(seconds, frames / 48000, 1e-6, "%.9f", seconds);
    cr_assert_eq(hal_violation_count(fixture.hal), 0);
    player_free(&players[0]);
    player_free(&players[1]);
}
