/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/control_gain.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

static const AudioObjectPropertyScope input = kAudioObjectPropertyScopeInput;
static const AudioObjectPropertyScope output = kAudioObjectPropertyScopeOutput;

static DeviceConfiguration configuration;
static Control *controls;
static UInt32 control_count;

/* A device with each control that there is, wherever it can stand. */
static void make(UInt32 channels)
{
    const UInt64 every_kind = CONTROL_BIT(CONTROL_KIND_COUNT) - 1;
    const SideConfiguration side = {.controls = every_kind, .channel_controls = every_kind};
    configuration = (DeviceConfiguration){
        .channels = channels,
        .input = side,
        .output = side,
        .controls = every_kind,
        .volume = {.minimum_db = -96, .maximum_db = 12},
    };
    control_count = controls_count(&configuration);
    controls = calloc(control_count, sizeof *controls);
    cr_assert_not_null(controls);
    controls_init(controls, &configuration, NULL);
}

static void tear_down(void)
{
    free(controls);
}

TestSuite(control_gain, .fini = tear_down);

static void set(UInt32 kind, AudioObjectPropertyScope scope, AudioObjectPropertyElement element,
                ControlValue value)
{
    for (UInt32 i = 0; i < control_count; i++) {
        if (controls[i].kind == &control_kinds[kind] && controls[i].object.scope == scope &&
            controls[i].element == element) {
            control_set_value(&controls[i], value);
            return;
        }
    }
    cr_assert_fail("no %s on element %u", control_kinds[kind].name, element);
}

static void set_number(UInt32 kind, AudioObjectPropertyScope scope,
                       AudioObjectPropertyElement element, UInt32 number)
{
    set(kind, scope, element, (ControlValue){.number = number});
}

static void set_decibels(UInt32 kind, AudioObjectPropertyScope scope,
                         AudioObjectPropertyElement element, Float32 decibels)
{
    set(kind, scope, element, (ControlValue){.level = {.decibels = decibels}});
}

static void set_pan(AudioObjectPropertyScope scope, Float32 position, UInt16 left, UInt16 right)
{
    set(CONTROL_PAN, scope, 0, (ControlValue){.pan = {position, left, right}});
}

/* As many as the device has channels. */
static void expect(size_t count, const double *expected)
{
    float gains[8];
    cr_assert_eq(count, configuration.channels);
    control_gains(controls, control_count, &configuration, gains);
    for (size_t c = 0; c < count; c++)
        cr_assert_lt(fabs((double)gains[c] - expected[c]), 1e-6, "channel %zu: %g, not %g", c + 1,
                     (double)gains[c], expected[c]);
}
#define EXPECT(...)                                                                                \
    expect(sizeof((const double[]){__VA_ARGS__}) / sizeof(double), (const double[]){__VA_ARGS__})

Test(control_gain, is_exactly_one_at_first)
{
    make(8);
    float gains[8];
    control_gains(controls, control_count, &configuration, gains);
    for (size_t i = 0; i < 8; i++)
        cr_assert_eq(gains[i], 1);
}

Test(control_gain, multiplies_the_volumes)
{
    make(3);
    set_decibels(CONTROL_VOLUME, input, 0, -20);
    EXPECT(0.1, 0.1, 0.1);
    set_decibels(CONTROL_VOLUME, input, 2, 6);
    EXPECT(0.1, 0.1 * pow(10, 0.3), 0.1);
    set_decibels(CONTROL_VOLUME, output, 3, -40);
    EXPECT(0.1, 0.1 * pow(10, 0.3), 0.001);
    set_decibels(CONTROL_VOLUME, output, 0, -96);
    EXPECT(0, 0, 0);
}

Test(control_gain, knows_the_lfe_channel)
{
    make(6);
    set_decibels(CONTROL_LFE_VOLUME, output, 0, -20);
    EXPECT(1, 1, 1, 0.1, 1, 1);
    set_number(CONTROL_LFE_MUTE, input, 0, 1);
    EXPECT(1, 1, 1, 0, 1, 1);
}

Test(control_gain, knows_no_lfe_channel_where_there_is_none)
{
    make(4);
    set_decibels(CONTROL_LFE_VOLUME, output, 0, -20);
    set_number(CONTROL_LFE_MUTE, input, 0, 1);
    EXPECT(1, 1, 1, 1);
}

Test(control_gain, mutes)
{
    make(3);
    set_number(CONTROL_MUTE, input, 2, 1);
    EXPECT(1, 0, 1);
    set_number(CONTROL_MUTE, output, 0, 1);
    EXPECT(0, 0, 0);
}

Test(control_gain, leaves_only_what_is_soloed)
{
    make(4);
    set_number(CONTROL_SOLO, output, 2, 1);
    EXPECT(0, 1, 0, 0);
    set_number(CONTROL_SOLO, output, 4, 1);
    EXPECT(0, 1, 0, 1);
    set_number(CONTROL_SOLO, input, 1, 1);
    EXPECT(0, 0, 0, 0);
    set_number(CONTROL_SOLO, input, 4, 1);
    EXPECT(0, 0, 0, 1);
    set_number(CONTROL_SOLO, output, 2, 0);
    set_number(CONTROL_SOLO, output, 4, 0);
    EXPECT(1, 0, 0, 1);
}

Test(control_gain, is_silent_with_nothing_plugged_in)
{
    make(2);
    set_number(CONTROL_JACK, input, 1, 0);
    EXPECT(0, 1);
    set_number(CONTROL_JACK, output, 0, 0);
    EXPECT(0, 0);
}

Test(control_gain, turns_the_phase)
{
    make(2);
    set_number(CONTROL_PHASE_INVERT, input, 0, 1);
    EXPECT(-1, -1);
    set_number(CONTROL_PHASE_INVERT, output, 2, 1);
    EXPECT(-1, 1);
}

Test(control_gain, dims_while_somebody_talks)
{
    make(3);
    set_number(CONTROL_TALKBACK, output, 2, 1);
    EXPECT(0.1, 1, 0.1);
    set_number(CONTROL_TALKBACK, output, 2, 0);
    set_number(CONTROL_LISTENBACK, input, 0, 1);
    EXPECT(0.1, 0.1, 0.1);
}

Test(control_gain, follows_source_and_destination)
{
    make(2);
    set_number(CONTROL_DATA_SOURCE, input, 0, DATA_SOURCE_SILENCE);
    EXPECT(0, 0);
    set_number(CONTROL_DATA_SOURCE, input, 0, DATA_SOURCE_LOOPBACK);
    EXPECT(1, 1);
    set_number(CONTROL_DATA_DESTINATION, output, 0, DATA_DESTINATION_NOWHERE);
    EXPECT(0, 0);
}

Test(control_gain, lowers_to_the_level_of_consumers)
{
    make(2);
    const double lower = pow(10, -14.0 / 20) / sqrt(0.6);
    set_number(CONTROL_LINE_LEVEL, input, 1, LINE_LEVEL_CONSUMER);
    EXPECT(lower, 1);
    set_number(CONTROL_LINE_LEVEL, output, 0, LINE_LEVEL_CONSUMER);
    EXPECT(lower * lower, lower);
}

Test(control_gain, pans_between_two_channels)
{
    make(4);
    set_pan(output, 0, 1, 2);
    EXPECT(1, 0, 1, 1);
    set_pan(output, 0.25f, 1, 2);
    EXPECT(1, 0.5, 1, 1);
    set_pan(output, 0.9f, 4, 3);
    EXPECT(1, 1, 1, 0.2);
    set_pan(output, 1, 2, 2);
    EXPECT(1, 1, 1, 1);
}

Test(control_gain, changes_nothing_by_what_has_no_level)
{
    make(2);
    set_number(CONTROL_PHANTOM_POWER, input, 0, 1);
    set_number(CONTROL_CLIP_LIGHT, input, 1, 1);
    set_number(CONTROL_HIGH_PASS, input, 0, 80);
    set_number(CONTROL_CLOCK_SOURCE, kAudioObjectPropertyScopeGlobal, 0, CLOCK_SOURCE_ADJUSTABLE);
    set_number(CONTROL_CLOCK_RATE, kAudioObjectPropertyScopeGlobal, 0, CLOCK_RATE_MAXIMUM);
    EXPECT(1, 1);
}

Test(control_gain, stays_at_unity_where_that_is_declared)
{
    make(2);
    configuration.volume.is_unity = true;
    set_decibels(CONTROL_VOLUME, output, 0, -20);
    set_number(CONTROL_MUTE, input, 0, 1);
    set_number(CONTROL_PHASE_INVERT, input, 2, 1);
    EXPECT(1, 1);
}
