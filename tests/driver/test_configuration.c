/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What a right configuration becomes, and that it comes back. Wrong ones are in
 * test_configuration_errors.c. */

#include "driver/configuration.h"
#include "driver/configuration_schema.h"

#include "driver/control_kinds.h"
#include "support/plist_text.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static const UInt64 volume_and_mute = CONTROL_BIT(CONTROL_VOLUME) | CONTROL_BIT(CONTROL_MUTE);

static Configuration configuration;
static CFTypeRef list;

static void tear_down(void)
{
    configuration_cleanup(&configuration);
    if (list)
        CFRelease(list);
}

TestSuite(configuration, .fini = tear_down);

static const DeviceConfiguration *parse(const char *xml)
{
    Error error;
    list = plist_create(xml);
    cr_assert_eq(configuration_parse(&configuration, list, &error), STATUS_OK, "%s", error.message);
    return configuration.devices;
}

static const DeviceConfiguration *parse_one(const char *entries)
{
    char xml[8192];
    (void)snprintf(xml, sizeof xml,
                   DICT(KEY("devices", ARRAY(DICT(KEY("uid", TEXT("org.test.one")) "%s")))),
                   entries);
    return parse(xml);
}

/* What copies of it give again is the same, and so is what devices made from them would be. */
static void assert_comes_back(void)
{
    CFDictionaryRef first = configuration_copy_plist(&configuration);
    Configuration copy;
    Error error;
    cr_assert_eq(configuration_parse(&copy, first, &error), STATUS_OK, "%s", error.message);
    CFDictionaryRef second = configuration_copy_plist(&copy);
    cr_assert(CFEqual(first, second));
    cr_assert_eq(copy.device_count, configuration.device_count);
    configuration_cleanup(&copy);
    CFRelease(first);
    CFRelease(second);
}

static void assert_side(const SideConfiguration *side, const SideConfiguration *expected)
{
    cr_assert_eq(side->latency_frames, expected->latency_frames);
    cr_assert_eq(side->safety_offset_frames, expected->safety_offset_frames);
    cr_assert_eq(side->can_be_default, expected->can_be_default);
    cr_assert_eq(side->can_be_system_default, expected->can_be_system_default);
    cr_assert_eq(side->controls, expected->controls);
    cr_assert_eq(side->channel_controls, expected->channel_controls);
}

Test(configuration, has_a_default_for_all_but_the_uid)
{
    const DeviceConfiguration *device = parse_one("");
    const SideConfiguration side = {
        .can_be_default = true, .can_be_system_default = true, .controls = volume_and_mute};
    cr_assert_eq(configuration.device_count, 1);
    cr_assert_null(configuration.box_name);
    cr_assert_str_eq(device->uid, "org.test.one");
    cr_assert_str_eq(device->name, "org.test.one");
    cr_assert_null(device->model_name);
    cr_assert_null(device->model_uid);
    cr_assert_null(device->manufacturer);
    cr_assert_null(device->chain);
    cr_assert_null(device->chain_mode);
    cr_assert_not(device->is_clock);
    cr_assert_not(device->is_hidden);
    cr_assert_eq(device->direction, DIRECTION_BOTH);
    cr_assert_eq(device->channels, 2);
    cr_assert_eq(device->ring_frames, 16384);
    cr_assert_eq(device->rate_count, 15);
    cr_assert_eq(device->rates[0], 8000);
    cr_assert_eq(device->rates[14], 768000);
    cr_assert_eq(device->default_rate, 48000);
    cr_assert_eq(device->formats, 0);
    cr_assert_eq(device->controls, 0);
    cr_assert_eq(device->volume.is_unity, false);
    cr_assert_eq(device->volume.curve, VOLUME_CURVE_SQUARE);
    cr_assert_eq(device->volume.minimum_db, -96);
    cr_assert_eq(device->volume.maximum_db, 0);
    cr_assert_eq(device->application_count, 0);
    assert_side(&device->input, &side);
    assert_side(&device->output, &side);
    assert_comes_back();
}

#define ALL_SIDE                                                                                   \
    KEY("latency", WHOLE("7"))                                                                     \
    KEY("safetyOffset", WHOLE("8"))                                                                \
    KEY("default", "<false/>")                                                                     \
    KEY("systemDefault", "<false/>")                                                               \
    KEY("controls", ARRAY(TEXT("pan")))                                                            \
    KEY("channelControls", ARRAY(TEXT("solo") TEXT("mute")))

static const char *const all_keys[] = {
    KEY("name", TEXT("Büro")),
    KEY("modelName", TEXT("Model")),
    KEY("modelUID", TEXT("org.model")),
    KEY("manufacturer", TEXT("Maker")),
    KEY("kind", TEXT("device")),
    KEY("hidden", TRUE_),
    KEY("direction", TEXT("both")),
    KEY("channels", WHOLE("256")),
    KEY("ringFrames", WHOLE("1024")),
    KEY("rates", ARRAY(WHOLE("44100") REAL("47999.5") WHOLE("96000"))),
    KEY("rate", REAL("47999.5")),
    KEY("formats", ARRAY(TEXT("int32") TEXT("int16"))),
    KEY("input", DICT(ALL_SIDE)),
    KEY("output", DICT(ALL_SIDE)),
    KEY("controls", ARRAY(TEXT("clock-source") TEXT("clock-rate"))),
    KEY("volume", DICT(KEY("curve", TEXT("decibel")) KEY("minimum", REAL("-60.1"))
                           KEY("maximum", WHOLE("6")))),
    KEY("chain", TEXT("org.ossicle.gain")),
    KEY("mode", TEXT("inline")),
    KEY("applications",
        ARRAY(DICT(KEY("bundleID", TEXT("org.app")) KEY("chain", TEXT("org.ossicle.lowpass"))))),
};

Test(configuration, takes_every_key)
{
    char entries[4096] = "";
    size_t used = 0;
    for (size_t i = 0; i < sizeof all_keys / sizeof *all_keys; i++)
        used += (size_t)snprintf(entries + used, sizeof entries - used, "%s", all_keys[i]);
    const DeviceConfiguration *device = parse_one(entries);
    const SideConfiguration side = {
        .latency_frames = 7,
        .safety_offset_frames = 8,
        .controls = CONTROL_BIT(CONTROL_PAN),
        .channel_controls = CONTROL_BIT(CONTROL_SOLO) | CONTROL_BIT(CONTROL_MUTE),
    };
    cr_assert_str_eq(device->name, "Büro");
    cr_assert_str_eq(device->model_name, "Model");
    cr_assert_str_eq(device->model_uid, "org.model");
    cr_assert_str_eq(device->manufacturer, "Maker");
    cr_assert(device->is_hidden);
    cr_assert_eq(device->channels, 256);
    cr_assert_eq(device->ring_frames, 1024);
    cr_assert_eq(device->rate_count, 3);
    cr_assert_eq(device->rates[1], 47999.5);
    cr_assert_eq(device->default_rate, 47999.5);
    cr_assert_eq(device->formats, FORMAT_INT16 | FORMAT_INT32);
    cr_assert_eq(device->controls,
                 CONTROL_BIT(CONTROL_CLOCK_SOURCE) | CONTROL_BIT(CONTROL_CLOCK_RATE));
    cr_assert_eq(device->volume.curve, VOLUME_CURVE_DECIBEL);
    cr_assert_eq(device->volume.minimum_db, -60.1f);
    cr_assert_eq(device->volume.maximum_db, 6);
    cr_assert_str_eq(device->chain, "org.ossicle.gain");
    cr_assert_str_eq(device->chain_mode, "inline");
    cr_assert_eq(device->application_count, 1);
    cr_assert_str_eq(device->applications[0].bundle_id, "org.app");
    cr_assert_str_eq(device->applications[0].chain, "org.ossicle.lowpass");
    assert_side(&device->input, &side);
    assert_side(&device->output, &side);
    assert_comes_back();
}

Test(configuration, can_have_no_device)
{
    (void)parse(DICT(KEY("devices", ARRAY("")) KEY("box", DICT(KEY("name", TEXT("Rack"))))));
    cr_assert_eq(configuration.device_count, 0);
    cr_assert_str_eq(configuration.box_name, "Rack");
    assert_comes_back();
}

Test(configuration, can_be_of_unity_gain)
{
    const DeviceConfiguration *device = parse_one(KEY("volume", TEXT("unity")));
    cr_assert(device->volume.is_unity);
    assert_comes_back();
}

Test(configuration, of_a_clock_has_no_streams)
{
    const DeviceConfiguration *clock = parse_one(KEY("kind", TEXT("clock")) KEY(
        "controls", ARRAY(TEXT("clock-source"))) KEY("rates", ARRAY(WHOLE("44100"))));
    const SideConfiguration none = {0};
    cr_assert(clock->is_clock);
    cr_assert_eq(clock->channels, 0);
    cr_assert_eq(clock->ring_frames, 16384);
    cr_assert_eq(clock->default_rate, 44100, "the first, without the usual one");
    assert_side(&clock->input, &none);
    assert_side(&clock->output, &none);
    assert_comes_back();
}

Test(configuration, of_one_direction_has_one_side)
{
    const SideConfiguration none = {0};
    const DeviceConfiguration *device = parse(DICT(
        KEY("devices", ARRAY(DICT(KEY("uid", TEXT("out")) KEY("direction", TEXT("output")))
                                 DICT(KEY("uid", TEXT("in")) KEY("direction", TEXT("input")))))));
    cr_assert_eq(device[0].direction, DIRECTION_OUTPUT);
    cr_assert_eq(device[0].output.controls, volume_and_mute);
    assert_side(&device[0].input, &none);
    cr_assert_eq(device[1].direction, DIRECTION_INPUT);
    cr_assert_eq(device[1].input.controls, volume_and_mute);
    assert_side(&device[1].output, &none);
    assert_comes_back();
}

Test(configuration, of_one_device_stands_alone)
{
    Error error;
    DeviceConfiguration device;
    list = plist_create(DICT(KEY("uid", TEXT("org.test.one")) KEY("channels", WHOLE("8"))));
    cr_assert_eq(configuration_parse_device(&device, list, &error), STATUS_OK);
    cr_assert_eq(device.channels, 8);
    CFDictionaryRef copy = configuration_copy_device_plist(&device);
    cr_assert(CFEqual(CFDictionaryGetValue(copy, CFSTR("uid")), CFSTR("org.test.one")));
    CFRelease(copy);
    configuration_cleanup_device(&device);
    cr_assert_null(device.uid);
}

Test(configuration, keeps_256_devices)
{
    CFMutableArrayRef devices = CFArrayCreateMutable(NULL, 0, &kCFTypeArrayCallBacks);
    for (int i = 0; i < CONFIGURATION_DEVICES_MAX; i++) {
        char xml[128];
        (void)snprintf(xml, sizeof xml, DICT(KEY("uid", TEXT("org.test.%d"))), i);
        CFTypeRef device = plist_create(xml);
        CFArrayAppendValue(devices, device);
        CFRelease(device);
    }
    const void *key = CFSTR("devices");
    const void *value = devices;
    list = CFDictionaryCreate(NULL, &key, &value, 1, &kCFTypeDictionaryKeyCallBacks,
                              &kCFTypeDictionaryValueCallBacks);
    CFRelease(devices);
    Error error;
    cr_assert_eq(configuration_parse(&configuration, list, &error), STATUS_OK, "%s", error.message);
    cr_assert_eq(configuration.device_count, 256);
    cr_assert_str_eq(configuration.devices[255].name, "org.test.255");
    assert_comes_back();
}

Test(configuration, cleans_up_nothing)
{
    configuration_cleanup(&configuration);
    DeviceConfiguration device = {0};
    configuration_cleanup_device(&device);
}

static char document[32768];

static void read_document(void)
{
    FILE *stream = fopen(DOCUMENT, "r");
    cr_assert_not_null(stream);
    const size_t length = fread(document, 1, sizeof document - 1, stream);
    cr_assert_lt(length, sizeof document - 1);
    document[length] = '\0';
    cr_assert_eq(fclose(stream), 0);
}

/* Each key has a row in a table, and each word is named. Returns how many keys there are. */
static size_t check_document(const Schema *schema)
{
    size_t count = schema->count;
    for (size_t i = 0; i < schema->count; i++) {
        const SchemaRow *row = &schema->rows[i];
        char text[64];
        (void)snprintf(text, sizeof text, "| `%s` |", row->name);
        const bool is_in_text = strcmp(row->name, "box") == 0 || schema->count == 1;
        cr_expect(is_in_text || strstr(document, text), "%s is not documented", row->name);
        const char *word = NULL;
        for (UInt32 w = 0; row->word && (word = row->word(w)); w++) {
            (void)snprintf(text, sizeof text, "`%s`", word);
            cr_expect(!*word || strstr(document, text), "%s is not documented", word);
        }
        count += row->schema ? check_document(row->schema) : 0;
    }
    return count;
}

Test(configuration, is_documented)
{
    read_document();
    cr_assert_eq(check_document(&configuration_schema), 40);
}
