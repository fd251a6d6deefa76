/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Each thing that can be wrong with a configuration is refused with its place, what is wrong, and
 * what would be right. */

#include "driver/configuration.h"

#include "support/plist_text.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct Wrong {
    const char *entries; /* of the second device */
    const char *message;
} Wrong;

#define A_TEXT   "a text of 1 to 255 bytes without control characters"
#define CHANNELS "a number of channels from 1 to 256"
#define FRAMES   "a number of frames from 0 to 1048576"
#define A_RATE   "a rate from 8000 to 768000"
#define A_LEVEL  "a level in decibels from -192 to 24"
#define A_POWER  "a power of two from 1024 to 1048576"

#define SIDE_KEYS "latency, safetyOffset, default, systemDefault, controls, channelControls"

static const Wrong wrongs[] = {
    {KEY("channels", WHOLE("300")), "devices[1].channels: 300 is not " CHANNELS},
    {KEY("channels", WHOLE("0")), "devices[1].channels: 0 is not " CHANNELS},
    {KEY("channels", WHOLE("-1")), "devices[1].channels: -1 is not " CHANNELS},
    {KEY("channels", REAL("2.5")), "devices[1].channels: 2.5 is not " CHANNELS},
    {KEY("channels", TRUE_), "devices[1].channels: true is not " CHANNELS},
    {KEY("channels", TEXT("2")), "devices[1].channels: '2' is not " CHANNELS},
    {KEY("channels", ARRAY("")), "devices[1].channels: an array is not " CHANNELS},
    {KEY("channels", "<data></data>"), "devices[1].channels: this is not " CHANNELS},
    {KEY("channels", WHOLE("9223372036854775807")),
     "devices[1].channels: 9223372036854775807 is not " CHANNELS},
    {KEY("channels", WHOLE("4294967298")), "devices[1].channels: 4294967298 is not " CHANNELS},
    {KEY("ringFrames", WHOLE("1000")), "devices[1].ringFrames: 1000 is not " A_POWER},
    {KEY("ringFrames", WHOLE("16383")), "devices[1].ringFrames: 16383 is not " A_POWER},
    {KEY("ringFrames", WHOLE("2097152")), "devices[1].ringFrames: 2097152 is not " A_POWER},
    {KEY("ringFrames", REAL("2048.5")), "devices[1].ringFrames: 2048.5 is not " A_POWER},
    {KEY("rates", ARRAY(WHOLE("8000") WHOLE("48000") WHOLE("900000"))),
     "devices[1].rates[2]: 900000 is not " A_RATE},
    {KEY("rates", ARRAY(WHOLE("48000") WHOLE("44100"))),
     "devices[1].rates[1]: 44100 is not above the one before it"},
    {KEY("rates", ARRAY(WHOLE("48000") WHOLE("48000"))),
     "devices[1].rates[1]: 48000 is not above the one before it"},
    {KEY("rates", ARRAY("")), "devices[1].rates: an array of 0 is not an array of 1 to 64"},
    {KEY("rates", WHOLE("48000")), "devices[1].rates: 48000 is not an array of 1 to 64"},
    {KEY("rates", ARRAY(TEXT("48000"))), "devices[1].rates[0]: '48000' is not " A_RATE},
    {KEY("rate", WHOLE("47000")), "devices[1].rate: 47000 is not among the device's rates"},
    {KEY("rate", WHOLE("1")), "devices[1].rate: 1 is not " A_RATE},
    {KEY("rate", REAL("0")), "devices[1].rate: 0 is not " A_RATE},
    {KEY("formats", ARRAY(TEXT("int8"))),
     "devices[1].formats[0]: 'int8' is not one of 'int16' 'int24' 'int32'"},
    {KEY("formats", ARRAY(TEXT("int16") TEXT("int16"))),
     "devices[1].formats[1]: 'int16' is there twice"},
    {KEY("formats", TEXT("int16")), "devices[1].formats: 'int16' is not an array of 0 to 3"},
    {KEY("name", TEXT("")), "devices[1].name: '' is not " A_TEXT},
    {KEY("name", WHOLE("5")), "devices[1].name: 5 is not " A_TEXT},
    {KEY("name", TEXT("a&#10;b")), "devices[1].name: 'a b' is not " A_TEXT},
    {KEY("hidden", WHOLE("1")), "devices[1].hidden: 1 is not true or false"},
    {KEY("hidden", TEXT("yes")), "devices[1].hidden: 'yes' is not true or false"},
    {KEY("kind", TEXT("divice")), "devices[1].kind: 'divice' is not one of 'device' 'clock'"},
    {KEY("direction", WHOLE("0")), "devices[1].direction: 0 is not one of 'both' 'output' 'input'"},
    {KEY("mode", TEXT("quickly")),
     "devices[1].mode: 'quickly' is not one of 'inline' 'worker' 'isolated'"},
    {KEY("input", TRUE_), "devices[1].input: true is not a dictionary"},
    {KEY("input", DICT(KEY("latency", REAL("1e300")))),
     "devices[1].input.latency: 1e+300 is not " FRAMES},
    {KEY("output", DICT(KEY("safetyOffset", WHOLE("-5")))),
     "devices[1].output.safetyOffset: -5 is not " FRAMES},
    {KEY("output", DICT(KEY("latencies", WHOLE("5")))),
     "devices[1].output.latencies: there is no such key, but " SIDE_KEYS},
    {KEY("controls", ARRAY(TEXT("volume"))),
     "devices[1].controls[0]: 'volume' is not one of 'clock-source' 'clock-rate'"},
    {KEY("input", DICT(KEY("channelControls", ARRAY(TEXT("solo") TEXT("pan"))))),
     "devices[1].input.channelControls[1]: 'pan' is not one of 'volume' 'mute' 'solo' 'jack' "
     "'phantom-power' 'phase-invert' 'clip-light' 'talkback' 'listenback' 'line-level'"},
    {KEY("output", DICT(KEY("controls", ARRAY(TEXT("data-source"))))),
     "devices[1].output.controls[0]: 'data-source' is not one of 'volume' 'lfe-volume' 'mute' "
     "'lfe-mute' 'jack' 'phase-invert' 'clip-light' 'talkback' 'listenback' 'data-destination' "
     "'line-level' 'pan'"},
    {KEY("channels", WHOLE("1")) KEY("output", DICT(KEY("controls", ARRAY(TEXT("pan"))))),
     "devices[1].output.controls: pan needs two channels, and the device has one"},
    {KEY("volume", TEXT("loud")), "devices[1].volume: 'loud' is not 'unity' or a dictionary"},
    {KEY("volume", DICT(KEY("curve", TEXT("cube")))),
     "devices[1].volume.curve: 'cube' is not one of 'square' 'decibel'"},
    {KEY("volume", DICT(KEY("minimum", WHOLE("-1000")))),
     "devices[1].volume.minimum: -1000 is not " A_LEVEL},
    {KEY("volume", DICT(KEY("minimum", WHOLE("0")))),
     "devices[1].volume.minimum: 0 is not below the maximum, 0"},
    {KEY("kind", TEXT("clock")) KEY("channels", WHOLE("2")),
     "devices[1].channels: a clock has no streams"},
    {KEY("kind", TEXT("clock")) KEY("chain", TEXT("")), "devices[1].chain: a clock has no streams"},
    {KEY("direction", TEXT("output")) KEY("input", DICT("")),
     "devices[1].input: the device has only an output"},
    {KEY("direction", TEXT("input")) KEY("output", DICT("")),
     "devices[1].output: the device has only an input"},
    {KEY("applications", ARRAY(DICT(KEY("bundleID", TEXT("a"))))),
     "devices[1].applications[0].chain: it is missing"},
    {KEY("applications", ARRAY(DICT(KEY("chain", TEXT(""))))),
     "devices[1].applications[0].bundleID: it is missing"},
    {KEY("chanels", WHOLE("2")) KEY("zzz", TRUE_),
     "devices[1].chanels: there is no such key, but uid, kind, direction, name, modelName, "
     "modelUID, manufacturer, hidden, channels, ringFrames, rates, rate, formats, input, output, "
     "controls, volume, chain, mode, applications"},
    {KEY("channels", WHOLE("256")) KEY(
         "input", DICT(KEY("channelControls", ARRAY(TEXT("volume") TEXT("mute") TEXT("solo") TEXT(
                                                  "jack") TEXT("phase-invert") TEXT("clip-light")
                                                        TEXT("talkback") TEXT("listenback")))))
         KEY("output",
             DICT(KEY("channelControls", ARRAY(TEXT("volume") TEXT("mute") TEXT("solo") TEXT("jack")
                                                   TEXT("phase-invert") TEXT("clip-light")
                                                       TEXT("talkback") TEXT("listenback"))))),
     "devices[1]: the device would have 4102 streams and controls, which is more than 4094: give "
     "it fewer channels or channelControls"},
};

static void assert_refused(CFTypeRef list, const char *message)
{
    Error error;
    Configuration configuration;
    memset(&configuration, 0x5A, sizeof configuration);
    cr_assert_eq(configuration_parse(&configuration, list, &error), STATUS_BAD_ARGUMENT, "%s",
                 message);
    cr_assert_str_eq(error.message, message);
    cr_assert_null(configuration.devices);
    cr_assert_eq(configuration.device_count, 0);
    cr_assert_null(configuration.box_name);
}

static void assert_xml_refused(const char *xml, const char *message)
{
    CFTypeRef list = plist_create(xml);
    assert_refused(list, message);
    CFRelease(list);
}

Test(configuration_errors, say_where_and_what)
{
    for (size_t i = 0; i < sizeof wrongs / sizeof *wrongs; i++) {
        char xml[4096];
        (void)snprintf(xml, sizeof xml,
                       DICT(KEY("devices", ARRAY(DICT(KEY("uid", TEXT("org.test.one")))
                                                     DICT(KEY("uid", TEXT("org.test.two")) "%s")))),
                       wrongs[i].entries);
        assert_xml_refused(xml, wrongs[i].message);
    }
}

Test(configuration_errors, of_the_whole)
{
    assert_xml_refused(ARRAY(""), "configuration: an array is not a dictionary");
    assert_xml_refused(DICT(""), "devices: it is missing");
    assert_xml_refused(DICT(KEY("devices", DICT(""))),
                       "devices: a dictionary is not an array of 0 to 256");
    assert_xml_refused(DICT(KEY("devices", ARRAY(TEXT("x")))),
                       "devices[0]: 'x' is not a dictionary");
    assert_xml_refused(DICT(KEY("devices", ARRAY(DICT("")))), "devices[0].uid: it is missing");
    assert_xml_refused(DICT(KEY("devices", ARRAY("")) KEY("boxes", DICT(""))),
                       "boxes: there is no such key, but box, devices");
    assert_xml_refused(DICT(KEY("devices", ARRAY("")) KEY("box", DICT(KEY("nome", TEXT("x"))))),
                       "box.nome: there is no such key, but name");
    assert_xml_refused(DICT(KEY("devices", ARRAY(DICT(KEY("uid", TEXT("configuration")))))),
                       "devices[0].uid: 'configuration' can't be a UID: it is used otherwise");
    assert_xml_refused(DICT(KEY("devices", ARRAY(DICT(KEY("uid", TEXT("a"))) DICT(KEY(
                                               "uid", TEXT("b"))) DICT(KEY("uid", TEXT("a")))))),
                       "devices[2].uid: 'a' is the UID of devices[0], too");
}

/* A configuration of one device with one entry besides its UID. */
static CFTypeRef create_with(CFTypeRef key, CFTypeRef value)
{
    CFTypeRef list = plist_create(DICT(KEY("devices", ARRAY(DICT(KEY("uid", TEXT("a")))))));
    CFDictionaryRef device =
        CFArrayGetValueAtIndex(CFDictionaryGetValue(list, CFSTR("devices")), 0);
    CFMutableDictionaryRef changed = CFDictionaryCreateMutable(
        NULL, 0, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
    CFDictionarySetValue(changed, CFSTR("uid"), CFDictionaryGetValue(device, CFSTR("uid")));
    CFDictionarySetValue(changed, key, value);
    const void *item = changed;
    CFArrayRef devices = CFArrayCreate(NULL, &item, 1, &kCFTypeArrayCallBacks);
    CFMutableDictionaryRef whole = CFDictionaryCreateMutableCopy(NULL, 0, list);
    CFDictionarySetValue(whole, CFSTR("devices"), devices);
    CFRelease(list);
    CFRelease(changed);
    CFRelease(devices);
    return whole;
}

static void assert_value_refused(CFStringRef key, CFTypeRef CF_CONSUMED value, const char *message)
{
    CFTypeRef list = create_with(key, value);
    assert_refused(list, message);
    CFRelease(list);
    CFRelease(value);
}

static CFNumberRef create_real(double number)
{
    return CFNumberCreate(NULL, kCFNumberDoubleType, &number);
}

Test(configuration_errors, survive_numbers_that_are_none)
{
    assert_value_refused(CFSTR("channels"), create_real((double)NAN),
                         "devices[0].channels: NaN is not " CHANNELS);
    assert_value_refused(CFSTR("rate"), create_real((double)NAN),
                         "devices[0].rate: NaN is not " A_RATE);
    assert_value_refused(CFSTR("rate"), create_real((double)INFINITY),
                         "devices[0].rate: an infinite number is not " A_RATE);
    assert_value_refused(CFSTR("ringFrames"), create_real(-(double)INFINITY),
                         "devices[0].ringFrames: an infinite number is not " A_POWER);
}

Test(configuration_errors, survive_texts_that_are_none)
{
    const UniChar with_nul[] = {'a', 0, 'b'};
    const UniChar half_pair[] = {'a', 0xD800};
    assert_value_refused(CFSTR("name"), CFStringCreateWithCharacters(NULL, with_nul, 3),
                         "devices[0].name: 'a' is not " A_TEXT);
    assert_value_refused(CFSTR("name"), CFStringCreateWithCharacters(NULL, half_pair, 2),
                         "devices[0].name: 'a?' is not " A_TEXT);
    char text[257];
    memset(text, 'x', 256);
    text[256] = '\0';
    assert_value_refused(
        CFSTR("name"), CFStringCreateWithCString(NULL, text, kCFStringEncodingUTF8),
        "devices[0].name: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…' is not " A_TEXT);
    for (size_t i = 0; i < 256; i += 2)
        memcpy(text + i, "\xC3\xA9", 2); /* 128 characters in 256 bytes */
    assert_value_refused(CFSTR("name"),
                         CFStringCreateWithCString(NULL, text, kCFStringEncodingUTF8),
                         "devices[0].name: 'éééééééééééééééééééé…' is not " A_TEXT);
}

Test(configuration_errors, survive_keys_that_are_no_texts)
{
    CFTypeRef list = create_with(kCFBooleanTrue, kCFBooleanTrue);
    assert_refused(list, "devices[0]: a key is no text");
    CFRelease(list);
}

Test(configuration_errors, of_one_device_begin_below_it)
{
    Error error;
    DeviceConfiguration device;
    CFTypeRef list = plist_create(DICT(KEY("uid", TEXT("a")) KEY("channels", WHOLE("300"))));
    cr_assert_eq(configuration_parse_device(&device, list, &error), STATUS_BAD_ARGUMENT);
    cr_assert_str_eq(error.message, "channels: 300 is not " CHANNELS);
    cr_assert_null(device.uid);
    CFRelease(list);
}

Test(configuration_errors, allow_no_257th_device)
{
    char xml[32768];
    size_t length = (size_t)snprintf(xml, sizeof xml, "<dict><key>devices</key><array>");
    for (int i = 0; i < 257; i++)
        length += (size_t)snprintf(xml + length, sizeof xml - length,
                                   DICT(KEY("uid", TEXT("org.test.%d"))), i);
    (void)snprintf(xml + length, sizeof xml - length, "</array></dict>");
    assert_xml_refused(xml, "devices: an array of 257 is not an array of 0 to 256");
}

static Catalog *catalog;

static void set_up_catalog(void)
{
    catalog = catalog_new(NULL);
    cr_assert_eq(catalog_scan(catalog, BUNDLE_MODULES, NULL), STATUS_OK);
}

static void tear_down_catalog(void)
{
    catalog_free(catalog);
}

TestSuite(configuration_chains, .init = set_up_catalog, .fini = tear_down_catalog);

static void assert_chains(const char *entries, Status status, const char *message)
{
    char xml[4096];
    Error error = {0};
    Configuration configuration;
    (void)snprintf(xml, sizeof xml,
                   DICT(KEY("devices", ARRAY(DICT(KEY("uid", TEXT("org.test.one")) "%s")))),
                   entries);
    CFTypeRef list = plist_create(xml);
    cr_assert_eq(configuration_parse(&configuration, list, &error), STATUS_OK);
    cr_assert_eq(configuration_check_chains(&configuration, catalog, &error), status);
    cr_assert_eq(strncmp(error.message, message, strlen(message)), 0, "'%s'", error.message);
    cr_assert_eq(configuration_check_device_chains(configuration.devices, catalog, NULL), status);
    configuration_cleanup(&configuration);
    CFRelease(list);
}

Test(configuration_chains, are_read_with_the_catalog)
{
    assert_chains("", STATUS_OK, "");
    assert_chains(KEY("chain", TEXT("org.ossicle.gain(gain=-6)")), STATUS_OK, "");
    assert_chains(KEY("chain", TEXT("org.ossicle.gone")), STATUS_NOT_FOUND,
                  "devices[0].chain: chain, position 1: there is no module 'org.ossicle.gone'");
    assert_chains(KEY("applications",
                      ARRAY(DICT(KEY("bundleID", TEXT("a")) KEY("chain", TEXT("org.ossicle.gain")))
                                DICT(KEY("bundleID", TEXT("b")) KEY("chain", TEXT("gone"))))),
                  STATUS_NOT_FOUND,
                  "devices[0].applications[1].chain: chain, position 1: there is no module 'gone'");
}
