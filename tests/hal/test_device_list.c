/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Devices that appear and vanish. */

#include "hal/device_list.h"

#include "hal/hal_fixture.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { MILLISECONDS = 1000000 };

static Fixture fixture;

static void end(void)
{
    fixture_end(&fixture);
}

TestSuite(device_list, .fini = end);

static void poke_and_settle(UInt32 what)
{
    fixture_poke(&fixture, what);
    hal_settle(fixture.hal);
}

/* A player of the second device, which must be there. */
static void make_second(Player *player)
{
    fixture.device = PLAIN_SECOND;
    player_make(player, &fixture, HAL_USE_ALL);
    fixture.device = PLAIN_DEVICE;
}

/* What the driver heard of the second device from the first event of a phase on; other events of
 * I/O are left out. */
static size_t keep_second(PlainEvent *kept, size_t room, PlainPhase first)
{
    size_t count = 0;
    size_t found = 0;
    PlainEvent *events = fixture_events(&fixture, &count);
    for (size_t i = 0; i < count; i++) {
        const bool is_io = events[i].phase >= PLAIN_BEGIN && events[i].phase <= PLAIN_END;
        if (events[i].device != PLAIN_SECOND || is_io || (found == 0 && events[i].phase != first))
            continue;
        cr_assert_lt(found, room);
        kept[found++] = events[i];
    }
    free(events);
    return found;
}

/* Both of its clients are stopped, then removed, and nothing is heard of it any more. */
static void assert_ended(void)
{
    PlainEvent kept[8];
    const PlainPhase expected[] = {PLAIN_STOP, PLAIN_STOP, PLAIN_REMOVE_CLIENT,
                                   PLAIN_REMOVE_CLIENT};
    cr_assert_eq(keep_second(kept, 8, PLAIN_STOP), 4);
    for (size_t i = 0; i < 4; i++) {
        cr_assert_eq(kept[i].phase, expected[i], "%zu", i);
        cr_assert_eq(kept[i].client, kept[i % 2].client, "%zu", i);
    }
    cr_assert_neq(kept[0].client, kept[1].client);
}

static void assert_gone(Player *player)
{
    Error error = {0};
    cr_assert_eq(hal_client_wait(player->client, &error), STATUS_NOT_FOUND);
    cr_assert_str_eq(error.message, "device 12 is gone");
    cr_assert_eq(hal_client_start(player->client, &error), STATUS_NOT_FOUND);
    cr_assert_str_eq(error.message, "device 12 is gone");
    hal_client_stop(player->client);
    player_free(player);
}

/* The second device goes at 200 ms, in the middle of what the first one plays and records. */
static void vanish_meanwhile(UInt32 how)
{
    fixture_start(&fixture, "good");
    poke_and_settle(PLAIN_POKE_APPEAR);
    Player players[4] = {{.frames = 24000, .gain = 1}, {.frames = 24000}, {.gain = 1}, {.gain = 1}};
    player_make(&players[0], &fixture, HAL_USE_OUTPUT);
    player_make(&players[1], &fixture, HAL_USE_INPUT);
    player_hears(&players[1]);
    make_second(&players[2]);
    make_second(&players[3]);
    host_clock_join(fixture.clock);
    const uint64_t start = host_clock_now(fixture.clock);
    for (int i = 0; i < 4; i++)
        cr_assert_eq(hal_client_start(players[i].client, NULL), STATUS_OK);
    host_clock_wait_until(fixture.clock, start + (uint64_t)200 * MILLISECONDS);
    poke_and_settle(how);
    host_clock_leave(fixture.clock);
    for (int i = 0; i < 2; i++)
        cr_assert_eq(hal_client_wait(players[i].client, NULL), STATUS_OK);
    player_assert_heard(&players[1], players, 1);
    HalIOCounters counters;
    hal_io_counters(fixture.hal, PLAIN_DEVICE, &counters);
    cr_assert_eq(counters.cycles, (24000 + 511) / 512);
    cr_assert_eq(counters.missed + counters.overloads, 0);
    cr_assert_eq(counters.anchors, 1);
    cr_assert_eq(players[0].jumps + players[1].jumps, 0);
    /* The first cycle starts after 16 + 512 frames, at 11 ms; each lasts 10.67 ms. */
    hal_io_counters(fixture.hal, PLAIN_SECOND, &counters);
    cr_assert_eq(counters.cycles, 18);
    cr_assert_eq(players[2].cycles, 18);
    cr_assert_eq(hal_device_clients(fixture.hal, PLAIN_SECOND, NULL, 0), 0);
    cr_assert_eq(hal_device_clients(fixture.hal, PLAIN_DEVICE, NULL, 0), 2);
    assert_gone(&players[2]);
    assert_gone(&players[3]);
    assert_ended();
    cr_assert_eq(fixture_count(&fixture, PLAIN_STRAY, 0), 0);
    cr_assert_eq(hal_violation_count(fixture.hal), 0);
    player_free(&players[0]);
    player_free(&players[1]);
}

Test(device_list, a_device_that_vanishes_ends_its_clients_and_no_others)
{
    vanish_meanwhile(PLAIN_POKE_VANISH);
}

Test(device_list, a_device_that_dies_ends_its_clients_and_no_others)
{
    vanish_meanwhile(PLAIN_POKE_DIE);
}

static void *wait_for(void *context)
{
    static Error error;
    return hal_client_wait(context, &error) == STATUS_NOT_FOUND ? error.message : NULL;
}

Test(device_list, whoever_waits_for_a_client_hears_that_its_device_is_gone)
{
    fixture_start(&fixture, "good");
    poke_and_settle(PLAIN_POKE_APPEAR);
    Player player = {.gain = 1};
    make_second(&player);
    cr_assert_eq(hal_client_start(player.client, NULL), STATUS_OK);
    pthread_t thread;
    cr_assert_eq(pthread_create(&thread, NULL, wait_for, player.client), 0);
    fixture_poke(&fixture, PLAIN_POKE_VANISH);
    void *message = NULL;
    cr_assert_eq(pthread_join(thread, &message), 0);
    cr_assert_not_null(message);
    cr_assert_str_eq(message, "device 12 is gone");
    cr_assert_eq(fixture_logged("device 12 is gone"), 1);
    player_free(&player);
}

Test(device_list, what_had_ended_by_itself_before_has_not_failed)
{
    fixture_start(&fixture, "good");
    poke_and_settle(PLAIN_POKE_APPEAR);
    Player players[2] = {{.frames = 512, .gain = 1}, {.gain = 1}};
    make_second(&players[0]);
    make_second(&players[1]);
    host_clock_join(fixture.clock);
    for (int i = 0; i < 2; i++)
        cr_assert_eq(hal_client_start(players[i].client, NULL), STATUS_OK);
    host_clock_wait_until(fixture.clock,
                          host_clock_now(fixture.clock) + (uint64_t)100 * MILLISECONDS);
    host_clock_leave(fixture.clock);
    poke_and_settle(PLAIN_POKE_VANISH);
    cr_assert_eq(hal_client_wait(players[0].client, NULL), STATUS_OK);
    assert_ended();
    player_free(&players[0]);
    assert_gone(&players[1]);
}

/* A device that comes back has none of its clients, and takes new ones. */
Test(device_list, a_device_may_come_back)
{
    fixture_start(&fixture, "good");
    for (int i = 0; i < 5; i++) {
        fixture_poke(&fixture, PLAIN_POKE_APPEAR);
        Player player = {.frames = 1024, .gain = 1};
        make_second(&player);
        fixture.device = PLAIN_SECOND;
        players_run(&player, 1, &fixture);
        fixture.device = PLAIN_DEVICE;
        cr_assert_eq(player.cycles, 2);
        poke_and_settle(PLAIN_POKE_VANISH);
        const HalClientInfo info = {.process_id = 1};
        Error error = {0};
        cr_assert_null(hal_client_new(fixture.hal, PLAIN_SECOND, &info, NULL, NULL, &error));
        cr_assert_eq(error.status, STATUS_NOT_FOUND);
        cr_assert_str_eq(error.message, "device 12 is gone");
        fixture_poke(&fixture, PLAIN_POKE_APPEAR);
        hal_settle(fixture.hal);
        cr_assert_eq(hal_client_start(player.client, &error), STATUS_NOT_FOUND);
        player_free(&player);
        poke_and_settle(PLAIN_POKE_VANISH);
    }
    cr_assert_eq(fixture_count(&fixture, PLAIN_ADD_CLIENT, 0), 5);
    cr_assert_eq(fixture_count(&fixture, PLAIN_REMOVE_CLIENT, 0), 5);
    cr_assert_eq(fixture_count(&fixture, PLAIN_STRAY, 0), 0);
}

Test(device_list, the_hal_frees_clients_whose_device_is_gone)
{
    fixture_start(&fixture, "good");
    poke_and_settle(PLAIN_POKE_APPEAR);
    static Player players[2];
    for (int i = 0; i < 2; i++) {
        make_second(&players[i]);
        cr_assert_eq(hal_client_start(players[i].client, NULL), STATUS_OK);
    }
    poke_and_settle(PLAIN_POKE_VANISH);
    assert_ended();
}

/* Nothing has to be late for it: the I/O thread waits for a cycle that is far off. */
Test(device_list, a_device_vanishes_at_once_on_the_real_clock)
{
    fixture_make(&fixture, "good");
    host_clock_free(fixture.clock);
    fixture.clock = host_clock_new_real();
    cr_assert_not_null(fixture_load(&fixture), "%s", fixture.error.message);
    for (int i = 0; i < 20; i++) {
        poke_and_settle(PLAIN_POKE_APPEAR);
        Player player = {.gain = 1};
        make_second(&player);
        cr_assert_eq(hal_client_start(player.client, NULL), STATUS_OK);
        poke_and_settle(PLAIN_POKE_VANISH);
        assert_gone(&player);
    }
    cr_assert_eq(fixture_count(&fixture, PLAIN_STOP, 0), 20);
    cr_assert_eq(fixture_count(&fixture, PLAIN_REMOVE_CLIENT, 0), 20);
    cr_assert_eq(fixture_count(&fixture, PLAIN_STRAY, 0), 0);
}

Test(device_list, a_change_of_a_device_that_is_gone_is_aborted)
{
    fixture_start(&fixture, "good");
    poke_and_settle(PLAIN_POKE_CHANGE_SECOND);
    cr_assert_eq(fixture_count(&fixture, PLAIN_ABORT, 103), 1);
    poke_and_settle(PLAIN_POKE_APPEAR);
    poke_and_settle(PLAIN_POKE_CHANGE_SECOND);
    cr_assert_eq(fixture_count(&fixture, PLAIN_PERFORM, 103), 1);
    Player player = {.gain = 1};
    make_second(&player);
    cr_assert_eq(hal_client_start(player.client, NULL), STATUS_OK);
    fixture_poke(&fixture, PLAIN_POKE_VANISH);
    poke_and_settle(PLAIN_POKE_CHANGE_SECOND);
    cr_assert_eq(fixture_count(&fixture, PLAIN_PERFORM, 103), 1);
    cr_assert_eq(fixture_count(&fixture, PLAIN_ABORT, 103), 2);
    assert_gone(&player);
}

static CFDictionaryRef make_description(CFStringRef key)
{
    CFTypeRef value = kCFBooleanTrue;
    return CFDictionaryCreate(NULL, (const void **)&key, &value, 1, &kCFTypeDictionaryKeyCallBacks,
                              &kCFTypeDictionaryValueCallBacks);
}

Test(device_list, a_device_is_made_and_destroyed_by_the_driver)
{
    fixture_start(&fixture, "good");
    CFDictionaryRef description = make_description(CFSTR("plain"));
    Error error = {0};
    AudioObjectID device = 0;
    cr_assert_eq(hal_create_device(fixture.hal, description, &device, &error), STATUS_OK, "%s",
                 error.message);
    cr_assert_eq(device, PLAIN_SECOND);
    cr_assert_eq(hal_find_device(fixture.hal, CFSTR("plain-second")), PLAIN_SECOND);
    Player players[2] = {{.gain = 1}, {.gain = 1}};
    for (int i = 0; i < 2; i++) {
        make_second(&players[i]);
        cr_assert_eq(hal_client_start(players[i].client, NULL), STATUS_OK);
    }
    cr_assert_eq(hal_destroy_device(fixture.hal, device, &error), STATUS_OK, "%s", error.message);
    assert_ended();
    for (int i = 0; i < 2; i++)
        assert_gone(&players[i]);
    cr_assert_eq(hal_find_device(fixture.hal, CFSTR("plain-second")), kAudioObjectUnknown);
    CFRelease(description);
}

Test(device_list, what_the_driver_says_against_it_is_quoted)
{
    fixture_start(&fixture, "good");
    CFDictionaryRef description = make_description(CFSTR("other"));
    Error error = {0};
    AudioObjectID device = 77;
    cr_assert_eq(hal_create_device(fixture.hal, description, &device, &error), STATUS_FAILED);
    cr_assert_not_null(strstr(error.message, "CreateDevice returned 'nope'"), "%s", error.message);
    cr_assert_eq(device, 77);
    cr_assert_eq(hal_destroy_device(fixture.hal, PLAIN_DEVICE, &error), STATUS_FAILED);
    cr_assert_not_null(strstr(error.message, "device 2: DestroyDevice returned '!dev'"), "%s",
                       error.message);
    CFRelease(description);
}

/* Clients of a device that comes and goes all the time: whatever fails, fails as it should. */
static void *come_and_go(void *context)
{
    for (int i = 0; i < 300; i++)
        fixture_poke(&fixture, i % 2 == 0 ? PLAIN_POKE_APPEAR : PLAIN_POKE_VANISH);
    return NULL;
}

static bool three_cycles(void *context, UInt32 frames, const AudioTimeStamp *now,
                         const float *input, const AudioTimeStamp *input_time, float *output,
                         const AudioTimeStamp *output_time)
{
    unsigned *cycles = context;
    return ++*cycles < 3;
}

static void *play_anyway(void *context)
{
    const HalClientInfo info = {.process_id = 1};
    for (int i = 0; i < 100; i++) {
        unsigned cycles = 0;
        HalClient *client =
            hal_client_new(fixture.hal, PLAIN_SECOND, &info, three_cycles, &cycles, NULL);
        if (client != NULL && hal_client_start(client, NULL) == STATUS_OK &&
            hal_client_wait(client, NULL) == STATUS_OK && cycles != 3)
            *(bool *)context = true;
        hal_client_free(client);
    }
    return NULL;
}

Test(device_list, clients_and_devices_come_and_go_at_once)
{
    fixture_start(&fixture, "good");
    bool is_wrong[2] = {false, false};
    pthread_t threads[3];
    cr_assert_eq(pthread_create(&threads[0], NULL, come_and_go, NULL), 0);
    for (int i = 0; i < 2; i++)
        cr_assert_eq(pthread_create(&threads[1 + i], NULL, play_anyway, &is_wrong[i]), 0);
    for (int i = 0; i < 3; i++)
        cr_assert_eq(pthread_join(threads[i], NULL), 0);
    cr_assert_not(is_wrong[0]);
    cr_assert_not(is_wrong[1]);
    poke_and_settle(PLAIN_POKE_VANISH);
    cr_assert_eq(fixture_count(&fixture, PLAIN_START, 0), fixture_count(&fixture, PLAIN_STOP, 0));
    cr_assert_eq(fixture_count(&fixture, PLAIN_ADD_CLIENT, 0),
                 fixture_count(&fixture, PLAIN_REMOVE_CLIENT, 0));
    cr_assert_eq(hal_device_clients(fixture.hal, PLAIN_SECOND, NULL, 0), 0);
}
