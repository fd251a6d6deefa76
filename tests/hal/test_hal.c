/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The HAL with build/Ossicle.driver, as a user has them. */

#include "hal/hal_fixture.h"

#include <stdlib.h>
#include <string.h>

static Fixture fixture;

static void end(void)
{
    fixture_end(&fixture);
}

TestSuite(hal, .fini = end);

static void make_writer_and_reader(Player players[2], uint64_t frames)
{
    players[0] = (Player){.frames = frames, .gain = 1};
    players[1] = (Player){.frames = frames};
    player_make(&players[0], &fixture, HAL_USE_OUTPUT);
    player_make(&players[1], &fixture, HAL_USE_INPUT);
}

static void assert_clean(UInt32 cycles)
{
    HalIOCounters counters;
    hal_io_counters(fixture.hal, fixture.device, &counters);
    cr_assert_eq(counters.cycles, cycles);
    cr_assert_eq(counters.missed, 0);
    cr_assert_eq(counters.overloads, 0);
    cr_assert_eq(hal_violation_count(fixture.hal), 0);
    cr_assert_eq(fixture_logged("broke a rule"), 0);
}

static void run_loopback(UInt32 buffer_frames)
{
    fixture_start_ossicle(&fixture);
    cr_assert_eq(hal_set_buffer_frames(fixture.hal, fixture.device, buffer_frames, NULL),
                 STATUS_OK);
    Player players[2];
    make_writer_and_reader(players, 20000);
    player_hears(&players[1]);
    players_run(players, 2, &fixture);
    player_assert_heard(&players[1], players, 1);
    assert_clean((20000 + buffer_frames - 1) / buffer_frames);
    player_free(&players[0]);
    player_free(&players[1]);
    fixture_end(&fixture);
}

Test(hal, loopback_is_exact_and_aligned_at_any_buffer_size)
{
    const UInt32 sizes[] = {1, 15, 64, 441, 512, 4096};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        run_loopback(sizes[i]);
}

Test(hal, two_writers_mix_to_their_exact_sum)
{
    fixture_start_ossicle(&fixture);
    Player players[3] = {
        {.frames = 48000, .gain = 0.7F}, {.frames = 48000, .gain = -0.3F}, {.frames = 48000}};
    player_make(&players[0], &fixture, HAL_USE_OUTPUT);
    player_make(&players[1], &fixture, HAL_USE_OUTPUT);
    player_make(&players[2], &fixture, HAL_USE_INPUT);
    player_hears(&players[2]);
    players_run(players, 3, &fixture);
    player_assert_heard(&players[2], players, 2);
    assert_clean((48000 + 511) / 512);
    for (int i = 0; i < 3; i++)
        player_free(&players[i]);
}

/* 10 minutes of stereo at 48 kHz. */
Test(hal, ten_minutes_pass_without_a_missed_cycle, .timeout = 100)
{
    fixture_start_ossicle(&fixture);
    Player players[2];
    make_writer_and_reader(players, 28800000);
    players_run(players, 2, &fixture);
    cr_assert_eq(players[0].jumps + players[1].jumps, 0);
    assert_clean(28800000 / 512);
    player_free(&players[0]);
    player_free(&players[1]);
}

static void set_rate(Float64 rate)
{
    const AudioObjectPropertyAddress address =
        fixture_address(kAudioDevicePropertyNominalSampleRate);
    cr_assert_eq(hal_set(fixture.hal, fixture.device, &address, 0, NULL, sizeof rate, &rate), 0);
}

Test(hal, the_rate_changes_while_clients_run)
{
    fixture_start_ossicle(&fixture);
    Player player = {.gain = 1};
    player_make(&player, &fixture, HAL_USE_ALL);
    const Float64 rates[] = {44100, 96000, 8000, 48000};
    cr_assert_eq(hal_client_start(player.client, NULL), STATUS_OK);
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        set_rate(rates[i]);
        hal_settle(fixture.hal);
        HalDeviceInfo info;
        cr_assert_eq(hal_device_info(fixture.hal, fixture.device, &info, NULL), STATUS_OK);
        cr_assert_eq(info.sample_rate_hz, rates[i]);
    }
    hal_client_stop(player.client);
    HalIOCounters counters;
    hal_io_counters(fixture.hal, fixture.device, &counters);
    cr_assert_eq(counters.anchors, 5);
    cr_assert_eq(counters.missed, 0);
    cr_assert_eq(hal_violation_count(fixture.hal), 0);
    player_free(&player);
}

typedef struct Inspection {
    unsigned objects;
    unsigned properties;
} Inspection;

/* Asking for everything, everywhere, must show no contradiction. */
static bool ask_for_everything(void *context, const HalObject *object)
{
    static const AudioObjectPropertyScope scopes[] = {kAudioObjectPropertyScopeGlobal,
                                                      kAudioObjectPropertyScopeInput,
                                                      kAudioObjectPropertyScopeOutput};
    static const AudioObjectPropertySelector cf_objects[] = {
        kAudioObjectPropertyName,         kAudioObjectPropertyManufacturer,
        kAudioDevicePropertyDeviceUID,    kAudioDevicePropertyModelUID,
        kAudioPlugInPropertyBundleID,     kAudioPlugInPropertyResourceBundle,
        kAudioObjectPropertyElementName,  kAudioDevicePropertyIcon,
        kAudioObjectPropertySerialNumber, kAudioObjectPropertyFirmwareVersion,
        kAudioObjectPropertyModelName,
    };
    static const AudioObjectPropertySelector numbers[] = {
        kAudioObjectPropertyClass,
        kAudioObjectPropertyBaseClass,
        kAudioObjectPropertyOwner,
        kAudioObjectPropertyOwnedObjects,
        kAudioDevicePropertyStreams,
        kAudioObjectPropertyControlList,
        kAudioDevicePropertyLatency,
        kAudioDevicePropertySafetyOffset,
        kAudioDevicePropertyNominalSampleRate,
        kAudioDevicePropertyAvailableNominalSampleRates,
        kAudioStreamPropertyVirtualFormat,
        kAudioStreamPropertyAvailableVirtualFormats,
        kAudioLevelControlPropertyScalarValue,
        kAudioBooleanControlPropertyValue,
    };
    Inspection *inspection = context;
    inspection->objects++;
    for (size_t s = 0; s < sizeof scopes / sizeof scopes[0]; s++) {
        UInt32 size = 0;
        for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
            const AudioObjectPropertyAddress address = {numbers[i], scopes[s], 0};
            void *value = hal_copy(fixture.hal, object->id, &address, &size);
            inspection->properties += value != NULL;
            free(value);
        }
        for (size_t i = 0; i < sizeof cf_objects / sizeof cf_objects[0]; i++) {
            const AudioObjectPropertyAddress address = {cf_objects[i], scopes[s], 0};
            CFTypeRef *value = hal_copy(fixture.hal, object->id, &address, &size);
            inspection->properties += value != NULL;
            if (value != NULL && size == sizeof(CFTypeRef) && *value != NULL)
                CFRelease(*value);
            free(value);
        }
    }
    return true;
}

Test(hal, the_driver_contradicts_itself_nowhere)
{
    fixture_start_ossicle(&fixture);
    Inspection inspection = {0};
    cr_assert(hal_visit(fixture.hal, kAudioObjectPlugInObject, ask_for_everything, &inspection));
    cr_assert_geq(inspection.objects, 8);
    cr_assert_gt(inspection.properties, 5 * inspection.objects);
    cr_assert_eq(hal_violation_count(fixture.hal), 0);
}

Test(hal, can_be_made_and_freed_over_and_over)
{
    fixture_start_ossicle(&fixture);
    for (int i = 0; i < 20; i++) {
        Player player = {.frames = 2048, .gain = 1};
        player_make(&player, &fixture, HAL_USE_ALL);
        players_run(&player, 1, &fixture);
        player_free(&player);
        hal_free(fixture.hal);
        cr_assert_not_null(fixture_load(&fixture), "%s", fixture.error.message);
    }
}
