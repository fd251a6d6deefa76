/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/hal_fixture.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static Fixture fixture;

static void end(void)
{
    fixture_end(&fixture);
}

TestSuite(host_interface, .fini = end);

typedef struct Heard {
    unsigned calls;
    AudioObjectID object;
    UInt32 count;
    AudioObjectPropertyAddress addresses[3];
} Heard;

static void listen(void *context, AudioObjectID object, UInt32 count,
                   const AudioObjectPropertyAddress *addresses)
{
    Heard *heard = context;
    heard->calls++;
    heard->object = object;
    heard->count = count;
    memcpy(heard->addresses, addresses, (count < 3 ? count : 3) * sizeof *addresses);
}

Test(host_interface, notifications_reach_the_listener)
{
    fixture_start(&fixture, "good");
    Heard heard = {0};
    hal_set_listener(fixture.hal, listen, &heard);
    fixture_poke(&fixture, PLAIN_POKE_NOTIFY);
    cr_assert_eq(heard.calls, 1);
    cr_assert_eq(heard.object, PLAIN_DEVICE);
    cr_assert_eq(heard.count, 3);
    cr_assert_eq(heard.addresses[0].mSelector, kAudioDevicePropertyNominalSampleRate);
    cr_assert_eq(heard.addresses[2].mScope, kAudioObjectPropertyScopeOutput);
    hal_set_listener(fixture.hal, NULL, NULL);
    fixture_poke(&fixture, PLAIN_POKE_NOTIFY);
    cr_assert_eq(heard.calls, 1);
    cr_assert_eq(hal_violation_count(fixture.hal), 0);
}

static OSStatus set_setting(CFStringRef value)
{
    const AudioObjectPropertyAddress address = fixture_address(PLAIN_PROPERTY_SETTING);
    return hal_set(fixture.hal, PLAIN_DEVICE, &address, 0, NULL, sizeof(CFTypeRef), &value);
}

static void assert_setting(CFStringRef expected)
{
    const AudioObjectPropertyAddress address = fixture_address(PLAIN_PROPERTY_SETTING);
    CFStringRef value = NULL;
    UInt32 size = sizeof(CFTypeRef);
    cr_assert_eq(hal_get(fixture.hal, PLAIN_DEVICE, &address, 0, NULL, &size, &value), 0);
    cr_assert_not_null(value);
    cr_assert(CFEqual(value, expected));
    CFRelease(value);
}

Test(host_interface, settings_outlive_the_hal)
{
    fixture_start(&fixture, "good");
    assert_setting(CFSTR("none"));
    cr_assert_eq(set_setting(CFSTR("first")), 0);
    cr_assert_eq(set_setting(CFSTR("loud & \"clear\"")), 0);
    assert_setting(CFSTR("loud & \"clear\""));
    hal_free(fixture.hal);
    cr_assert_not_null(fixture_load(&fixture), "%s", fixture.error.message);
    assert_setting(CFSTR("loud & \"clear\""));
    fixture_poke(&fixture, PLAIN_POKE_FORGET);
    assert_setting(CFSTR("none"));
    fixture_poke(&fixture, PLAIN_POKE_FORGET);
    hal_free(fixture.hal);
    cr_assert_not_null(fixture_load(&fixture), "%s", fixture.error.message);
    assert_setting(CFSTR("none"));
}

Test(host_interface, a_setting_that_cannot_be_written_fails_and_is_logged)
{
    fixture_make(&fixture, "good");
    cr_assert_not_null(fixture_load(&fixture), "%s", fixture.error.message);
    cr_assert_eq(mkdir(fixture.storage, 0700), 0); /* a folder can't be replaced by a file */
    cr_assert_eq(set_setting(CFSTR("x")), kAudioHardwareUnspecifiedError);
    cr_assert_eq(fixture_logged(fixture.storage), 1);
    assert_setting(CFSTR("none"));
}

Test(host_interface, broken_settings_are_kept_aside)
{
    fixture_make(&fixture, "good");
    FILE *file = fopen(fixture.storage, "w");
    cr_assert_not_null(file);
    (void)fputs("not a property list <", file);
    cr_assert_eq(fclose(file), 0);
    cr_assert_not_null(fixture_load(&fixture), "%s", fixture.error.message);
    cr_assert_eq(fixture_logged("settings.plist.broken"), 1);
    assert_setting(CFSTR("none"));
    cr_assert_eq(set_setting(CFSTR("new")), 0);
    hal_free(fixture.hal);
    cr_assert_not_null(fixture_load(&fixture), "%s", fixture.error.message);
    assert_setting(CFSTR("new"));
    cr_assert_eq(fixture_logged("settings.plist.broken"), 1);
}

Test(host_interface, two_hals_cannot_have_the_same_settings)
{
    fixture_start(&fixture, "good");
    Hal *first = fixture.hal;
    cr_assert_null(fixture_load(&fixture));
    cr_assert_eq(fixture.error.status, STATUS_BUSY);
    cr_assert_not_null(strstr(fixture.error.message, "in use by another HAL"), "%s",
                       fixture.error.message);
    hal_free(first);
    cr_assert_not_null(fixture_load(&fixture), "%s", fixture.error.message);
}
