/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/control.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static const UInt64 every_kind = CONTROL_BIT(CONTROL_KIND_COUNT) - 1;

static DeviceConfiguration device_with(UInt64 global, UInt64 main_controls, UInt64 channel_controls)
{
    const SideConfiguration side = {.controls = main_controls,
                                    .channel_controls = channel_controls};
    return (DeviceConfiguration){.channels = 2, .input = side, .output = side, .controls = global};
}

static Control *make(const DeviceConfiguration *configuration)
{
    Control *controls = calloc(controls_count(configuration) + 1, sizeof *controls);
    cr_assert_not_null(controls);
    controls_init(controls, configuration, NULL);
    return controls;
}

Test(control, stand_in_order)
{
    const DeviceConfiguration configuration = device_with(
        CONTROL_BIT(CONTROL_CLOCK_SOURCE), CONTROL_BIT(CONTROL_MUTE) | CONTROL_BIT(CONTROL_VOLUME),
        CONTROL_BIT(CONTROL_SOLO));
    static const struct {
        UInt32 kind;
        AudioObjectPropertyScope scope;
        AudioObjectPropertyElement element;
    } rows[] = {
        {CONTROL_VOLUME, kAudioObjectPropertyScopeInput, 0},
        {CONTROL_MUTE, kAudioObjectPropertyScopeInput, 0},
        {CONTROL_SOLO, kAudioObjectPropertyScopeInput, 1},
        {CONTROL_SOLO, kAudioObjectPropertyScopeInput, 2},
        {CONTROL_VOLUME, kAudioObjectPropertyScopeOutput, 0},
        {CONTROL_MUTE, kAudioObjectPropertyScopeOutput, 0},
        {CONTROL_SOLO, kAudioObjectPropertyScopeOutput, 1},
        {CONTROL_SOLO, kAudioObjectPropertyScopeOutput, 2},
        {CONTROL_CLOCK_SOURCE, kAudioObjectPropertyScopeGlobal, 0},
    };
    cr_assert_eq(controls_count(&configuration), sizeof rows / sizeof *rows);
    Control *controls = make(&configuration);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_assert_eq(controls[i].kind, &control_kinds[rows[i].kind], "row %zu", i);
        cr_assert_eq(controls[i].object.class_info, control_classes[rows[i].kind], "row %zu", i);
        cr_assert_eq(controls[i].object.scope, rows[i].scope, "row %zu", i);
        cr_assert_eq(controls[i].element, rows[i].element, "row %zu", i);
    }
    free(controls);
}

Test(control, stand_nowhere_but_where_their_kind_may)
{
    const DeviceConfiguration configuration = device_with(every_kind, every_kind, every_kind);
    static const UInt32 counts[][2] = {{CONTROL_PLACE_GLOBAL, 1},
                                       {CONTROL_PLACE_INPUT_MAIN, 1},
                                       {CONTROL_PLACE_INPUT_CHANNELS, 2},
                                       {CONTROL_PLACE_OUTPUT_MAIN, 1},
                                       {CONTROL_PLACE_OUTPUT_CHANNELS, 2}};
    UInt32 expected = 0;
    for (UInt32 kind = 0; kind < CONTROL_KIND_COUNT; kind++) {
        for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
            expected += control_kinds[kind].places & counts[i][0] ? counts[i][1] : 0;
    }
    cr_assert_eq(controls_count(&configuration), expected);
    const DeviceConfiguration solo_on_main = device_with(0, CONTROL_BIT(CONTROL_SOLO), 0);
    cr_assert_eq(controls_count(&solo_on_main), 0);
}

Test(control, stand_on_the_sides_that_the_device_has)
{
    const UInt64 volume = CONTROL_BIT(CONTROL_VOLUME);
    DeviceConfiguration configuration =
        device_with(CONTROL_BIT(CONTROL_CLOCK_RATE), volume, volume);
    cr_assert_eq(controls_count(&configuration), 7);
    configuration.direction = DIRECTION_OUTPUT;
    cr_assert_eq(controls_count(&configuration), 4);
    Control *controls = make(&configuration);
    cr_assert_eq(controls[0].object.scope, kAudioObjectPropertyScopeOutput);
    free(controls);
    configuration.direction = DIRECTION_INPUT;
    cr_assert_eq(controls_count(&configuration), 4);
    controls = make(&configuration);
    cr_assert_eq(controls[0].object.scope, kAudioObjectPropertyScopeInput);
    free(controls);
    configuration.is_clock = true;
    cr_assert_eq(controls_count(&configuration), 1);
}

Test(control, begin_with_their_first_values)
{
    DeviceConfiguration configuration = device_with(every_kind, every_kind, every_kind);
    configuration.volume =
        (VolumeConfiguration){.curve = VOLUME_CURVE_DECIBEL, .minimum_db = -30, .maximum_db = 10};
    const Level level = control_initial_value(&control_kinds[CONTROL_VOLUME], &configuration).level;
    cr_assert_eq(level.decibels, 0);
    cr_assert_eq(level.scalar, 0.75f);
    configuration.volume.maximum_db = -10;
    const Level quiet =
        control_initial_value(&control_kinds[CONTROL_LFE_VOLUME], &configuration).level;
    cr_assert_eq(quiet.decibels, -10);
    cr_assert_eq(quiet.scalar, 1);
    const Pan pan = control_initial_value(&control_kinds[CONTROL_PAN], &configuration).pan;
    cr_assert(pan.position == 0.5f && pan.left == 1 && pan.right == 2);
    configuration.channels = 1;
    const Pan mono = control_initial_value(&control_kinds[CONTROL_PAN], &configuration).pan;
    cr_assert(mono.left == 1 && mono.right == 1);
    cr_assert_eq(control_initial_value(&control_kinds[CONTROL_JACK], &configuration).number, 1);
    cr_assert_eq(control_initial_value(&control_kinds[CONTROL_DATA_SOURCE], &configuration).number,
                 DATA_SOURCE_LOOPBACK);
}

Test(control, keep_their_values)
{
    const DeviceConfiguration configuration = device_with(0, CONTROL_BIT(CONTROL_PAN), 0);
    Control *controls = make(&configuration);
    control_set_value(&controls[0], (ControlValue){.pan = {0.25f, 7, 300}});
    cr_assert_eq(control_value(&controls[0]).pan.position, 0.25f);
    cr_assert_eq(control_value(&controls[0]).pan.left, 7);
    cr_assert_eq(control_value(&controls[0]).pan.right, 300);
    cr_assert_eq(control_value(&controls[1]).pan.position, 0.5f);
    free(controls);
}

/* Apple's class for each kind, and the one it derives from. */
Test(control, have_the_classes_of_apple)
{
    static const struct {
        AudioClassID id;
        AudioClassID base;
    } classes[CONTROL_KIND_COUNT] = {
        [CONTROL_VOLUME] = {kAudioVolumeControlClassID, kAudioLevelControlClassID},
        [CONTROL_LFE_VOLUME] = {kAudioLFEVolumeControlClassID, kAudioLevelControlClassID},
        [CONTROL_MUTE] = {kAudioMuteControlClassID, kAudioBooleanControlClassID},
        [CONTROL_LFE_MUTE] = {kAudioLFEMuteControlClassID, kAudioBooleanControlClassID},
        [CONTROL_SOLO] = {kAudioSoloControlClassID, kAudioBooleanControlClassID},
        [CONTROL_JACK] = {kAudioJackControlClassID, kAudioBooleanControlClassID},
        [CONTROL_PHANTOM_POWER] = {kAudioPhantomPowerControlClassID, kAudioBooleanControlClassID},
        [CONTROL_PHASE_INVERT] = {kAudioPhaseInvertControlClassID, kAudioBooleanControlClassID},
        [CONTROL_CLIP_LIGHT] = {kAudioClipLightControlClassID, kAudioBooleanControlClassID},
        [CONTROL_TALKBACK] = {kAudioTalkbackControlClassID, kAudioBooleanControlClassID},
        [CONTROL_LISTENBACK] = {kAudioListenbackControlClassID, kAudioBooleanControlClassID},
        [CONTROL_DATA_SOURCE] = {kAudioDataSourceControlClassID, kAudioSelectorControlClassID},
        [CONTROL_DATA_DESTINATION] = {kAudioDataDestinationControlClassID,
                                      kAudioSelectorControlClassID},
        [CONTROL_CLOCK_SOURCE] = {kAudioClockSourceControlClassID, kAudioSelectorControlClassID},
        [CONTROL_LINE_LEVEL] = {kAudioLineLevelControlClassID, kAudioSelectorControlClassID},
        [CONTROL_HIGH_PASS] = {kAudioHighPassFilterControlClassID, kAudioSelectorControlClassID},
        [CONTROL_CLOCK_RATE] = {kAudioSliderControlClassID, kAudioControlClassID},
        [CONTROL_PAN] = {kAudioStereoPanControlClassID, kAudioControlClassID},
    };
    for (size_t i = 0; i < CONTROL_KIND_COUNT; i++) {
        cr_assert_eq(control_classes[i]->id, classes[i].id, "%s", control_kinds[i].name);
        cr_assert_eq(control_classes[i]->base->id, classes[i].base, "%s", control_kinds[i].name);
        cr_assert(object_class_is(control_classes[i], kAudioControlClassID));
    }
}
