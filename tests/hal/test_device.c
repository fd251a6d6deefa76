/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Configuration changes, and what else happens to a device as a whole. */

#include "hal/hal_fixture.h"

#include <stdlib.h>
#include <string.h>

static Fixture fixture;

static void end(void)
{
    fixture_end(&fixture);
}

TestSuite(device, .fini = end);

static void start(Player *player)
{
    Error error = {0};
    cr_assert_eq(hal_client_start(player->client, &error), STATUS_OK, "%s", error.message);
}

Test(device, a_change_is_carried_out_by_the_hal)
{
    fixture_start(&fixture, "good");
    fixture_set_rate(&fixture, 96000);
    HalDeviceInfo info;
    cr_assert_eq(hal_device_info(fixture.hal, PLAIN_DEVICE, &info, NULL), STATUS_OK);
    cr_assert_eq(info.sample_rate_hz, 96000);
    cr_assert_eq(fixture_count(&fixture, PLAIN_PERFORM, 100), 1);
}

Test(device, info_says_what_the_properties_say)
{
    fixture_start(&fixture, "streams2");
    HalDeviceInfo info;
    cr_assert_eq(hal_device_info(fixture.hal, PLAIN_DEVICE, &info, NULL), STATUS_OK);
    cr_assert_eq(info.sample_rate_hz, 48000);
    cr_assert_eq(info.input_channels, 4);
    cr_assert_eq(info.output_channels, 4);
    cr_assert_eq(info.input_latency, 33);
    cr_assert_eq(info.output_latency, 55);
    cr_assert_eq(info.input_safety_offset, PLAIN_INPUT_SAFETY);
    cr_assert_eq(info.output_safety_offset, PLAIN_OUTPUT_SAFETY);
    cr_assert_eq(info.zero_time_stamp_period, PLAIN_PERIOD);
    cr_assert_eq(info.buffer_frames, 512);
}

/* Stop for each client, perform with nothing running, start for each client. */
Test(device, io_is_stopped_for_a_change_and_goes_on_after_it)
{
    fixture_start(&fixture, "good");
    Player players[2] = {{.gain = 1}, {.gain = 1}};
    host_clock_join(fixture.clock);
    for (int i = 0; i < 2; i++) {
        player_make(&players[i], &fixture, HAL_USE_ALL);
        start(&players[i]);
    }
    fixture_set_rate(&fixture, 44100);
    for (int i = 0; i < 2; i++)
        players[i].frames = players[i].done_frames + 2048;
    host_clock_leave(fixture.clock);
    for (int i = 0; i < 2; i++)
        cr_assert_eq(hal_client_wait(players[i].client, NULL), STATUS_OK);
    size_t count = 0;
    PlainEvent *events = fixture_events(&fixture, &count);
    PlainEvent kept[16];
    size_t kept_count = 0;
    for (size_t i = 0; i < count; i++)
        if (events[i].phase == PLAIN_START || events[i].phase == PLAIN_STOP ||
            events[i].phase == PLAIN_PERFORM)
            kept[kept_count++] = events[i];
    const PlainPhase expected[] = {PLAIN_START, PLAIN_START, PLAIN_STOP, PLAIN_STOP, PLAIN_PERFORM,
                                   PLAIN_START, PLAIN_START, PLAIN_STOP, PLAIN_STOP};
    cr_assert_eq(kept_count, sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < kept_count; i++)
        cr_assert_eq(kept[i].phase, expected[i], "%zu", i);
    cr_assert_eq(kept[4].stream, 0, "the driver saw itself running while it changed");
    free(events);
    for (int i = 0; i < 2; i++)
        player_free(&players[i]);
    HalIOCounters counters;
    hal_io_counters(fixture.hal, PLAIN_DEVICE, &counters);
    cr_assert_eq(counters.anchors, 2);
    cr_assert_eq(hal_violation_count(fixture.hal), 0);
}

static bool change_in_the_middle(void *context, UInt32 frames, const AudioTimeStamp *now,
                                 const float *input, const AudioTimeStamp *input_time,
                                 float *output, const AudioTimeStamp *output_time)
{
    Player *player = context;
    if (player->cycles > 0 && input_time->mSampleTime != player->next_input_time)
        player->jumps++;
    player->next_input_time = input_time->mSampleTime + frames;
    if (++player->cycles == 10)
        fixture_poke(&fixture, PLAIN_POKE_SEED);
    return player->cycles < 20;
}

Test(device, a_new_seed_makes_a_new_time_line)
{
    fixture_start(&fixture, "good");
    Player player = {0};
    const HalClientInfo info = {.process_id = 1};
    HalClient *client =
        hal_client_new(fixture.hal, PLAIN_DEVICE, &info, change_in_the_middle, &player, NULL);
    cr_assert_eq(hal_client_start(client, NULL), STATUS_OK);
    cr_assert_eq(hal_client_wait(client, NULL), STATUS_OK);
    cr_assert_eq(player.cycles, 20);
    cr_assert_eq(player.jumps, 1);
    HalIOCounters counters;
    hal_io_counters(fixture.hal, PLAIN_DEVICE, &counters);
    cr_assert_eq(counters.anchors, 2);
    cr_assert_eq(counters.missed, 0);
    hal_client_free(client);
}

Test(device, changes_happen_in_the_order_of_their_requests)
{
    fixture_start(&fixture, "good");
    fixture_poke(&fixture, PLAIN_POKE_REQUEST_TWO);
    fixture_poke(&fixture, PLAIN_POKE_REQUEST_TWO);
    hal_settle(fixture.hal);
    size_t count = 0;
    PlainEvent *events = fixture_events(&fixture, &count);
    cr_assert_eq(count, 4);
    for (size_t i = 0; i < count; i++) {
        cr_assert_eq(events[i].phase, PLAIN_PERFORM);
        cr_assert_eq(events[i].operation, 101 + i % 2);
    }
    free(events);
}

Test(device, a_device_that_cannot_start_again_ends_its_clients)
{
    fixture_start(&fixture, "good");
    Player player = {0};
    player_make(&player, &fixture, HAL_USE_ALL);
    start(&player);
    fixture_poke(&fixture, PLAIN_POKE_NO_RESTART);
    fixture_set_rate(&fixture, 44100);
    Error error = {0};
    cr_assert_eq(hal_client_wait(player.client, &error), STATUS_FAILED);
    cr_assert_not_null(strstr(error.message, "StartIO after a configuration change"), "%s",
                       error.message);
    player_free(&player);
    cr_assert_eq(fixture_logged("I/O ends"), 1);
}

static void poke_and_settle(UInt32 what)
{
    fixture_poke(&fixture, what);
    hal_settle(fixture.hal);
}

/* Their samples would be laid out otherwise than they know. */
Test(device, clients_with_other_channels_than_they_began_with_end)
{
    fixture_start(&fixture, "good");
    Player players[2] = {{.gain = 1}, {.gain = 1}};
    for (int i = 0; i < 2; i++) {
        player_make(&players[i], &fixture, HAL_USE_ALL);
        start(&players[i]);
    }
    poke_and_settle(PLAIN_POKE_MONO);
    for (int i = 0; i < 2; i++) {
        Error error = {0};
        cr_assert_eq(hal_client_wait(players[i].client, &error), STATUS_INCOMPATIBLE);
        cr_assert_not_null(strstr(error.message, "had 2 input and 2 output channels and buffers of "
                                                 "512 frames, and now has 1, 1 and 512"),
                           "%s", error.message);
    }
    cr_assert_eq(fixture_count(&fixture, PLAIN_START, 0), 2);
    cr_assert_eq(fixture_count(&fixture, PLAIN_STOP, 0), 2);
    cr_assert_eq(fixture_count(&fixture, PLAIN_REMOVE_CLIENT, 0), 0);
    for (int i = 0; i < 2; i++)
        player_free(&players[i]);
}

/* They are clients still, and start with what there is now. */
Test(device, clients_that_ended_start_again_with_the_new_channels)
{
    fixture_start(&fixture, "good");
    Player players[2] = {{.gain = 1}, {0}};
    player_make(&players[0], &fixture, HAL_USE_OUTPUT);
    player_make(&players[1], &fixture, HAL_USE_INPUT);
    for (int i = 0; i < 2; i++)
        start(&players[i]);
    poke_and_settle(PLAIN_POKE_MONO);
    for (int i = 0; i < 2; i++) {
        cr_assert_eq(hal_client_wait(players[i].client, NULL), STATUS_INCOMPATIBLE);
        players[i] = (Player){.client = players[i].client,
                              .frames = 20000,
                              .gain = players[i].gain,
                              .input_channels = 1,
                              .output_channels = 1};
    }
    player_hears(&players[1]);
    players_run(players, 2, &fixture);
    player_assert_heard(&players[1], players, 1);
    cr_assert_eq(hal_violation_count(fixture.hal), 0);
    for (int i = 0; i < 2; i++)
        player_free(&players[i]);
}

/* 600 frames leave room for 300 at a time. */
Test(device, a_shorter_period_ends_clients_whose_buffers_are_too_long_for_it)
{
    fixture_start(&fixture, "good");
    Player player = {.gain = 1};
    player_make(&player, &fixture, HAL_USE_ALL);
    start(&player);
    poke_and_settle(PLAIN_POKE_SHORT_PERIOD);
    Error error = {0};
    cr_assert_eq(hal_client_wait(player.client, &error), STATUS_INCOMPATIBLE);
    cr_assert_not_null(strstr(error.message, "now has 2, 2 and 300"), "%s", error.message);
    HalDeviceInfo info;
    cr_assert_eq(hal_device_info(fixture.hal, PLAIN_DEVICE, &info, NULL), STATUS_OK);
    cr_assert_eq(info.zero_time_stamp_period, PLAIN_SHORT_PERIOD);
    cr_assert_eq(info.buffer_frames, 300);
    player = (Player){.client = player.client, .frames = 3000, .gain = 1, .output_channels = 2};
    players_run(&player, 1, &fixture);
    cr_assert_eq(player.cycles, 10);
    cr_assert_eq(player.jumps, 0);
    player_free(&player);
}

Test(device, clients_whose_buffers_fit_go_on_with_a_shorter_period)
{
    fixture_start(&fixture, "good");
    cr_assert_eq(hal_set_buffer_frames(fixture.hal, PLAIN_DEVICE, 64, NULL), STATUS_OK);
    Player player = {.frames = 64000, .gain = 1};
    player_make(&player, &fixture, HAL_USE_ALL);
    host_clock_join(fixture.clock);
    start(&player);
    host_clock_wait_until(fixture.clock, host_clock_now(fixture.clock) + 100000000);
    poke_and_settle(PLAIN_POKE_SHORT_PERIOD);
    host_clock_leave(fixture.clock);
    cr_assert_eq(hal_client_wait(player.client, NULL), STATUS_OK);
    cr_assert_eq(player.cycles, 1000);
    cr_assert_eq(player.jumps, 1);
    cr_assert_eq(hal_violation_count(fixture.hal), 0);
    player_free(&player);
}

typedef struct Offsets {
    unsigned cycles;
    double input[2]; /* how far behind the output it was, first and last */
} Offsets;

static bool note_offsets(void *context, UInt32 frames, const AudioTimeStamp *now,
                         const float *input, const AudioTimeStamp *input_time, float *output,
                         const AudioTimeStamp *output_time)
{
    Offsets *offsets = context;
    offsets->input[offsets->cycles > 0] = output_time->mSampleTime - input_time->mSampleTime;
    return ++offsets->cycles < 200;
}

Test(device, io_goes_on_with_the_safety_offset_of_a_change)
{
    fixture_start(&fixture, "good");
    Offsets offsets = {0};
    const HalClientInfo info = {.process_id = 1};
    HalClient *client =
        hal_client_new(fixture.hal, PLAIN_DEVICE, &info, note_offsets, &offsets, NULL);
    host_clock_join(fixture.clock);
    cr_assert_eq(hal_client_start(client, NULL), STATUS_OK);
    host_clock_wait_until(fixture.clock, host_clock_now(fixture.clock) + 100000000);
    poke_and_settle(PLAIN_POKE_MORE_SAFETY);
    host_clock_leave(fixture.clock);
    cr_assert_eq(hal_client_wait(client, NULL), STATUS_OK);
    const double before = PLAIN_INPUT_SAFETY + PLAIN_OUTPUT_SAFETY + 2 * 512;
    cr_assert_eq(offsets.input[0], before);
    cr_assert_eq(offsets.input[1], before + PLAIN_MORE_SAFETY);
    hal_client_free(client);
}

Test(device, the_buffer_size_can_be_set_while_nothing_runs)
{
    fixture_start(&fixture, "good");
    Error error = {0};
    cr_assert_eq(hal_set_buffer_frames(fixture.hal, PLAIN_DEVICE, 0, &error), STATUS_BAD_ARGUMENT);
    cr_assert_eq(hal_set_buffer_frames(fixture.hal, PLAIN_DEVICE, PLAIN_PERIOD / 2 + 1, &error),
                 STATUS_BAD_ARGUMENT);
    cr_assert_not_null(strstr(error.message, "buffer of 2049 frames"), "%s", error.message);
    cr_assert_not_null(strstr(error.message, "1 to 2048"), "%s", error.message);
    cr_assert_eq(hal_set_buffer_frames(fixture.hal, PLAIN_DEVICE, PLAIN_PERIOD / 2, &error),
                 STATUS_OK);
    cr_assert_eq(hal_set_buffer_frames(fixture.hal, PLAIN_INPUT, 100, &error), STATUS_NOT_FOUND);
    cr_assert_eq(hal_set_buffer_frames(fixture.hal, PLAIN_DEVICE, 100, &error), STATUS_OK);
    Player player = {0};
    player_make(&player, &fixture, HAL_USE_ALL);
    start(&player);
    cr_assert_eq(hal_set_buffer_frames(fixture.hal, PLAIN_DEVICE, 200, &error), STATUS_BUSY);
    hal_client_stop(player.client);
    cr_assert_eq(player.done_frames, player.cycles * 100);
    cr_assert_eq(hal_set_buffer_frames(fixture.hal, PLAIN_DEVICE, 200, &error), STATUS_OK);
    player_free(&player);
}

Test(device, counters_of_an_unknown_device_are_zero)
{
    fixture_start(&fixture, "good");
    HalIOCounters counters = {1, 2, 3, 4};
    hal_io_counters(fixture.hal, 99, &counters);
    cr_assert_eq(counters.cycles + counters.overloads + counters.missed + counters.anchors, 0);
}
