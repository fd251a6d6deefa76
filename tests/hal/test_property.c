/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Properties, and the rules that a driver breaks in them. */

#include "hal/hal_fixture.h"
#include "hal/rules.h"

#include <string.h>

static Fixture fixture;

static void end(void)
{
    fixture_end(&fixture);
}

TestSuite(property, .fini = end);

static OSStatus get_rate(Float64 *rate, UInt32 *size)
{
    const AudioObjectPropertyAddress address =
        fixture_address(kAudioDevicePropertyNominalSampleRate);
    return hal_get(fixture.hal, PLAIN_DEVICE, &address, 0, NULL, size, rate);
}

Test(property, is_passed_through)
{
    fixture_start(&fixture, "good");
    Float64 rate = 0;
    UInt32 size = sizeof rate;
    cr_assert_eq(get_rate(&rate, &size), 0);
    cr_assert_eq(rate, 48000);
    cr_assert_eq(size, 8);
    AudioObjectPropertyAddress address = fixture_address(kAudioDevicePropertyNominalSampleRate);
    Boolean settable = false;
    cr_assert(hal_has_property(fixture.hal, PLAIN_DEVICE, &address));
    cr_assert_eq(hal_is_settable(fixture.hal, PLAIN_DEVICE, &address, &settable), 0);
    cr_assert(settable);
    address.mSelector = kAudioDevicePropertyDeviceUID;
    cr_assert_eq(hal_is_settable(fixture.hal, PLAIN_DEVICE, &address, &settable), 0);
    cr_assert_not(settable);
    cr_assert_eq(hal_violation_count(fixture.hal), 0);
}

Test(property, failures_are_passed_through)
{
    fixture_start(&fixture, "good");
    AudioObjectPropertyAddress address = fixture_address('zzzz');
    UInt32 size = 4;
    UInt32 value = 7;
    Boolean settable = false;
    cr_assert_not(hal_has_property(fixture.hal, PLAIN_DEVICE, &address));
    cr_assert_eq(hal_get_size(fixture.hal, PLAIN_DEVICE, &address, 0, NULL, &size),
                 kAudioHardwareUnknownPropertyError);
    cr_assert_eq(hal_get(fixture.hal, PLAIN_DEVICE, &address, 0, NULL, &size, &value),
                 kAudioHardwareUnknownPropertyError);
    cr_assert_eq(hal_is_settable(fixture.hal, PLAIN_DEVICE, &address, &settable),
                 kAudioHardwareUnknownPropertyError);
    cr_assert_eq(hal_set(fixture.hal, PLAIN_DEVICE, &address, 0, NULL, 4, &value),
                 kAudioHardwareUnknownPropertyError);
    cr_assert_eq(value, 7);
    Float64 rate = 1;
    size = 3;
    cr_assert_eq(get_rate(&rate, &size), kAudioHardwareBadPropertySizeError);
    cr_assert_eq(rate, 1);
    cr_assert_eq(hal_violation_count(fixture.hal), 0);
}

/* The rule is reported once however often it is broken, with object and selector. */
static void assert_reported(Rule rule, const char *where)
{
    cr_assert_geq(hal_violation_count(fixture.hal), 2);
    cr_assert_eq(fixture_logged(rule_text(rule)), 1, "%s", rule_text(rule));
    cr_assert_eq(fixture_logged("broke a rule"), 1);
    cr_assert_eq(fixture_logged(where), 1, "%s", where);
}

Test(property, size_and_data_disagree)
{
    fixture_start(&fixture, "lies_about_size");
    for (int i = 0; i < 3; i++) {
        Float64 rate = 0;
        UInt32 size = sizeof rate;
        cr_assert_eq(get_rate(&rate, &size), 0);
    }
    assert_reported(RULE_SIZE_AND_GET_AGREE, "object 2, 'nsrt'");
    cr_assert_eq(fixture_logged("expected 4, found 8"), 1);
}

Test(property, data_past_the_buffer)
{
    fixture_start(&fixture, "overruns");
    struct {
        Float64 rate;
        unsigned char next[8];
    } memory = {0, {9, 9, 9, 9, 9, 9, 9, 9}};
    for (int i = 0; i < 3; i++) {
        UInt32 size = sizeof memory.rate;
        cr_assert_eq(get_rate(&memory.rate, &size), 0);
    }
    assert_reported(RULE_GET_STAYS_IN_BUFFER, "object 2, 'nsrt'");
    cr_assert_eq(memory.next[0], 9, "the client's own memory was overwritten");
}

Test(property, has_what_it_cannot_give)
{
    fixture_start(&fixture, "has_without_get");
    const AudioObjectPropertyAddress address = fixture_address(kAudioObjectPropertyModelName);
    for (int i = 0; i < 3; i++) {
        CFStringRef name = NULL;
        UInt32 size = sizeof(CFTypeRef);
        cr_assert_neq(hal_get(fixture.hal, PLAIN_DEVICE, &address, 0, NULL, &size, &name), 0);
    }
    assert_reported(RULE_HAS_AND_GET_AGREE, "object 2, 'lmod'");
    UInt32 size = 0;
    hal_get_size(fixture.hal, PLAIN_DEVICE, &address, 0, NULL, &size);
    Boolean settable = false;
    hal_is_settable(fixture.hal, PLAIN_DEVICE, &address, &settable);
    cr_assert_eq(fixture_logged(rule_text(RULE_HAS_AND_SIZE_AGREE)), 1);
    cr_assert_eq(fixture_logged(rule_text(RULE_HAS_AND_SETTABLE_AGREE)), 1);
}

Test(property, gives_what_it_says_it_lacks)
{
    fixture_start(&fixture, "gets_without_has");
    const AudioObjectPropertyAddress address = fixture_address(kAudioObjectPropertyName);
    for (int i = 0; i < 3; i++) {
        CFStringRef name = NULL;
        UInt32 size = sizeof(CFTypeRef);
        cr_assert_eq(hal_get(fixture.hal, PLAIN_DEVICE, &address, 0, NULL, &size, &name), 0);
        CFRelease(name);
    }
    assert_reported(RULE_HAS_AND_GET_AGREE, "object 2, 'lnam'");
}

Test(property, sets_what_it_calls_unsettable)
{
    fixture_start(&fixture, "sets_unsettable");
    for (int i = 0; i < 3; i++)
        fixture_poke(&fixture, PLAIN_POKE_NOTIFY);
    assert_reported(RULE_SETTABLE_AND_SET_AGREE, "object 2, 'poke'");
}

Test(property, a_list_that_is_no_whole_number_of_objects)
{
    fixture_start(&fixture, "odd_list");
    const AudioObjectPropertyAddress address = fixture_address(kAudioPlugInPropertyDeviceList);
    UInt32 size = 0;
    for (int i = 0; i < 3; i++)
        hal_get_size(fixture.hal, kAudioObjectPlugInObject, &address, 0, NULL, &size);
    assert_reported(RULE_SIZE_IS_WHOLE_ITEMS, "object 1, 'dev#'");
}

static void run_briefly(const char *stamp)
{
    fixture_start(&fixture, stamp);
    Player player = {.frames = 30720};
    player_make(&player, &fixture, HAL_USE_ALL);
    cr_assert_eq(hal_client_start(player.client, NULL), STATUS_OK);
    cr_assert_eq(hal_client_wait(player.client, NULL), STATUS_OK);
    player_free(&player);
}

Test(property, a_zero_time_that_goes_backwards)
{
    run_briefly("backward_time");
    cr_assert_eq(fixture_logged(rule_text(RULE_ZERO_SAMPLE_TIME_GROWS)), 1);
    cr_assert_eq(fixture_logged("broke a rule: object 2, clock"), 1);
}

Test(property, a_zero_time_off_the_period)
{
    run_briefly("uneven_time");
    cr_assert_eq(fixture_logged(rule_text(RULE_ZERO_SAMPLE_TIME_PERIOD)), 1);
    cr_assert_eq(fixture_logged("expected 4096, found 4097"), 1);
}

Test(property, a_zero_time_in_the_future)
{
    run_briefly("future_time");
    assert_reported(RULE_ZERO_HOST_TIME_IS_PAST, "object 2, clock");
}

Test(property, a_notification_from_the_io_thread)
{
    run_briefly("notifies_on_io");
    assert_reported(RULE_NOTIFIES_OFF_IO_THREAD, "object 2, 'nsrt'");
}

Test(property, a_device_that_does_not_do_what_it_must)
{
    run_briefly("no_write_mix");
    cr_assert_eq(fixture_logged(rule_text(RULE_REQUIRED_OPERATION)), 1);
    cr_assert_eq(fixture_logged("object 2, 'rite'"), 1);
    fixture_end(&fixture);
    run_briefly("no_read_input");
    cr_assert_eq(fixture_logged(rule_text(RULE_REQUIRED_OPERATION)), 2);
    cr_assert_eq(fixture_logged("object 2, 'read'"), 1);
}

Test(property, an_operation_that_fails)
{
    run_briefly("write_fails");
    assert_reported(RULE_OPERATION_SUCCEEDS, "object 4, 'rite'");
}

Test(property, an_operation_that_writes_past_its_buffer)
{
    run_briefly("read_overruns");
    assert_reported(RULE_OPERATION_STAYS_IN_BUFFER, "object 3, 'read'");
}

Test(property, a_good_driver_breaks_no_rule)
{
    run_briefly("good");
    cr_assert_eq(hal_violation_count(fixture.hal), 0);
    cr_assert_eq(fixture_logged("broke a rule"), 0);
}
