/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/control_storage.h"

#include "driver/volume_curve.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static DeviceConfiguration configuration;
static Control *controls;
static UInt32 control_count;
static CFMutableDictionaryRef settings;
static char complaints[1024];

static Control *make(void)
{
    Control *made = calloc(control_count, sizeof *made);
    cr_assert_not_null(made);
    controls_init(made, &configuration, NULL);
    return made;
}

/* Every control wherever it can be. */
static void set_up(void)
{
    const UInt64 every_kind = CONTROL_BIT(CONTROL_KIND_COUNT) - 1;
    const SideConfiguration side = {.controls = every_kind, .channel_controls = every_kind};
    configuration =
        (DeviceConfiguration){.channels = 3, .input = side, .output = side, .controls = every_kind};
    control_count = controls_count(&configuration);
    controls = make();
    settings = CFDictionaryCreateMutable(NULL, 0, &kCFTypeDictionaryKeyCallBacks,
                                         &kCFTypeDictionaryValueCallBacks);
}

static void tear_down(void)
{
    CFRelease(settings);
    free(controls);
}

TestSuite(control_storage, .init = set_up, .fini = tear_down);

/* A value that the control doesn't begin with, another one for each control where there are such.
 */
static ControlValue other_value(const Control *control, UInt32 index)
{
    ControlValue value = control_value(control);
    const ControlKind *kind = control->kind;
    switch (kind->type) {
    case CONTROL_TYPE_LEVEL:
        value.level.decibels = -1.7f * (Float32)(index % 50 + 1);
        value.level.scalar =
            volume_scalar_from_decibels(&configuration.volume, value.level.decibels);
        break;
    case CONTROL_TYPE_BOOLEAN:
        value.number = !value.number;
        break;
    case CONTROL_TYPE_SELECTOR:
        value.number = kind->items[kind->item_count - 1].id;
        break;
    case CONTROL_TYPE_SLIDER:
        value.number = kind->minimum + index;
        break;
    case CONTROL_TYPE_PAN:
        value.pan = (Pan){0.1f * (Float32)(index % 9), 3, 2};
        break;
    }
    return value;
}

static bool is_equal(ControlValue a, ControlValue b)
{
    uint64_t bits[2];
    memcpy(&bits[0], &a, sizeof a);
    memcpy(&bits[1], &b, sizeof b);
    return bits[0] == bits[1];
}

static void complain(struct Device *device, const char *key, const char *why)
{
    const size_t used = strlen(complaints);
    (void)snprintf(complaints + used, sizeof complaints - used, "%s: %s\n", key, why);
}

static void restore(Control *to)
{
    complaints[0] = '\0';
    controls_restore(to, control_count, settings, &configuration, complain);
}

Test(control_storage, brings_every_value_back_exactly)
{
    for (UInt32 i = 0; i < control_count; i++)
        control_set_value(&controls[i], other_value(&controls[i], i));
    const CFIndex count = controls_store(controls, control_count, settings);
    cr_assert_eq(CFDictionaryGetCount(settings), count);
    Control *restored = make();
    restore(restored);
    cr_assert_str_eq(complaints, "");
    for (UInt32 i = 0; i < control_count; i++) {
        const ControlValue expected = controls[i].kind->is_momentary
                                          ? control_initial_value(controls[i].kind, &configuration)
                                          : control_value(&controls[i]);
        cr_assert(is_equal(control_value(&restored[i]), expected), "%s on element %u",
                  controls[i].kind->name, controls[i].element);
    }
    free(restored);
}

Test(control_storage, has_keys_that_say_what_they_are)
{
    static const char *const keys[] = {
        "input.volume",      "input.volume.decibels",
        "input.3.volume",    "output.1.mute",
        "output.lfe-volume", "output.2.solo",
        "input.jack",        "input.data-source",
        "clock-source",      "clock-rate",
        "output.pan",        "output.pan.left",
        "output.pan.right",  "input.high-pass",
    };
    (void)controls_store(controls, control_count, settings);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        CFStringRef key = CFStringCreateWithCString(NULL, keys[i], kCFStringEncodingUTF8);
        cr_assert(CFDictionaryContainsKey(settings, key), "%s", keys[i]);
        CFRelease(key);
    }
    cr_assert_not(CFDictionaryContainsKey(settings, CFSTR("output.talkback")));
    cr_assert_not(CFDictionaryContainsKey(settings, CFSTR("output.clip-light")));
}

Test(control_storage, leaves_what_isnt_there_as_it_is)
{
    restore(controls);
    cr_assert_str_eq(complaints, "");
    for (UInt32 i = 0; i < control_count; i++)
        cr_assert(is_equal(control_value(&controls[i]),
                           control_initial_value(controls[i].kind, &configuration)));
}

static void put_number(const char *key, double number)
{
    CFStringRef name = CFStringCreateWithCString(NULL, key, kCFStringEncodingUTF8);
    CFNumberRef value = CFNumberCreate(NULL, kCFNumberDoubleType, &number);
    CFDictionarySetValue(settings, name, value);
    CFRelease(value);
    CFRelease(name);
}

/* Put `value` in place of the good one; only that control must complain, and keep its value. */
static void assert_refused(const char *key, double number)
{
    (void)controls_store(controls, control_count, settings);
    put_number(key, number);
    Control *restored = make();
    restore(restored);
    cr_assert_eq(strncmp(complaints, key, strlen(key)), 0, "'%s' of %s", complaints, key);
    cr_assert_eq(strchr(complaints, '\n'), complaints + strlen(complaints) - 1, "one: %s",
                 complaints);
    for (UInt32 i = 0; i < control_count; i++)
        cr_assert(is_equal(control_value(&restored[i]), control_value(&controls[i])));
    free(restored);
}

Test(control_storage, complains_of_what_a_control_cant_have)
{
    static const struct {
        const char *key;
        double number;
    } rows[] = {
        {"input.volume", -0.1},    {"input.volume", 1.1},       {"output.2.volume", 1e300},
        {"output.mute", 1}, /* which is no boolean */
        {"input.data-source", 7},  {"input.data-source", -1},   {"input.high-pass", 41},
        {"input.high-pass", 80.5}, {"output.line-level", 1e12}, {"clock-rate", 989999},
        {"clock-rate", 1010001},   {"clock-rate", 1000000.5},   {"output.pan", 1.5},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_refused(rows[i].key, rows[i].number);
}

Test(control_storage, complains_of_channels_that_are_not_there)
{
    static const double wrong[] = {0, 4, 1.5, -1};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        (void)controls_store(controls, control_count, settings);
        put_number("output.pan.left", wrong[i]);
        restore(controls);
        cr_assert_eq(strncmp(complaints, "output.pan: ", 12), 0, "'%s'", complaints);
    }
}

/* The curve isn't what it was when this was stored: the scalar is what people see. */
Test(control_storage, keeps_the_scalar_when_the_curve_changes)
{
    control_set_value(&controls[0], (ControlValue){.level = {0.5f, -12.0411997f}});
    (void)controls_store(controls, control_count, settings);
    configuration.volume =
        (VolumeConfiguration){.curve = VOLUME_CURVE_DECIBEL, .minimum_db = -60, .maximum_db = 0};
    restore(controls);
    cr_assert_str_eq(complaints, "");
    cr_assert_eq(control_value(&controls[0]).level.scalar, 0.5f);
    cr_assert_eq(control_value(&controls[0]).level.decibels, -30);
}
