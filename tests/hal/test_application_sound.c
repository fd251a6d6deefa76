/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Chains of single applications in our driver, as the HAL runs them: each client's sound goes
 * through its own before the mix, and all others' stays as it is. */

#include "driver/custom_properties.h"
#include "hal/hal_fixture.h"

#include <math.h>

enum { FRAMES = 20000 };

static Fixture fixture;

static void set_up(void)
{
    fixture_start_ossicle(&fixture);
}

static void tear_down(void)
{
    cr_assert_eq(hal_violation_count(fixture.hal), 0);
    fixture_end(&fixture);
}

TestSuite(application_sound, .init = set_up, .fini = tear_down);

/* NULL: none has one. */
static void set_chain(CFStringRef chain)
{
    const AudioObjectPropertyAddress address = fixture_address(kOssicleDevicePropertyApplications);
    const void *keys[] = {CFSTR(OSSICLE_KEY_BUNDLE_ID), CFSTR(OSSICLE_KEY_CHAIN)};
    const void *values[] = {CFSTR("org.ossicle.tests.player"), chain};
    CFDictionaryRef row =
        CFDictionaryCreate(NULL, keys, values, chain ? 2 : 0, &kCFTypeDictionaryKeyCallBacks,
                           &kCFTypeDictionaryValueCallBacks);
    const void *rows[] = {row};
    CFArrayRef list = CFArrayCreate(NULL, rows, chain ? 1 : 0, &kCFTypeArrayCallBacks);
    cr_assert_eq(hal_set(fixture.hal, fixture.device, &address, 0, NULL, sizeof(CFTypeRef), &list),
                 0);
    hal_settle(fixture.hal);
    CFRelease(list);
    CFRelease(row);
}

/* Two clients of the application and one of another play; `gain` is what their chain comes to. */
static void assert_heard(float gain)
{
    Player players[4] = {
        {.frames = FRAMES, .gain = 1, .bundle_id = CFSTR("org.ossicle.tests.player")},
        {.frames = FRAMES, .gain = -0.3F, .bundle_id = CFSTR("org.ossicle.tests.other")},
        {.frames = FRAMES, .gain = 0.25F, .bundle_id = CFSTR("org.ossicle.tests.player")},
        {.frames = FRAMES},
    };
    for (size_t i = 0; i < 4; i++)
        player_make(&players[i], &fixture, i < 3 ? HAL_USE_OUTPUT : HAL_USE_INPUT);
    player_hears(&players[3]);
    players_run(players, 4, &fixture);
    players[0].gain *= gain; /* both gains are powers of two: the order of factors is no matter */
    players[2].gain *= gain;
    player_assert_heard(&players[3], players, 3);
    for (size_t i = 0; i < 4; i++)
        player_free(&players[i]);
}

Test(application_sound, is_processed_before_the_mix)
{
    set_chain(CFSTR("org.ossicle.gain(gain=-20)"));
    assert_heard(0.1F);
}

Test(application_sound, is_left_alone_without_a_chain)
{
    set_chain(CFSTR("org.ossicle.gain(gain=-20)"));
    set_chain(NULL);
    assert_heard(1);
    set_chain(CFSTR(""));
    assert_heard(1);
}

/* The loudest sample, up to 0.5, of the first channel in the second half of what somebody hears
 * now. */
static float loudest_now(void)
{
    Player reader = {.frames = FRAMES};
    float loudest = 0;
    player_make(&reader, &fixture, HAL_USE_INPUT);
    player_hears(&reader);
    players_run(&reader, 1, &fixture);
    for (size_t i = FRAMES / 2; i < FRAMES; i++)
        loudest = fmaxf(loudest, fabsf(reader.heard[i * reader.input_channels]));
    player_free(&reader);
    return loudest;
}

Test(application_sound, changes_while_the_application_plays)
{
    static Player player;
    player = (Player){.gain = 1, .bundle_id = CFSTR("org.ossicle.tests.player")};
    Error error = {0};
    player_make(&player, &fixture, HAL_USE_OUTPUT);
    cr_assert_eq(hal_client_start(player.client, &error), STATUS_OK, "%s", error.message);
    cr_assert_gt(loudest_now(), 0.45F);
    set_chain(CFSTR("org.ossicle.gain(gain=-20)"));
    const float loudest = loudest_now();
    cr_assert(loudest > 0.045F && loudest <= 0.05F, "%g", (double)loudest);
    set_chain(NULL);
    cr_assert_gt(loudest_now(), 0.45F);
    hal_client_stop(player.client);
    player_free(&player);
}
