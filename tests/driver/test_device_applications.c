/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Applications with chains of their own. */

#include "driver/configuration.h"
#include "driver/custom_properties.h"
#include "driver/device_reconfigure.h"
#include "driver/driver_devices.h"
#include "support/fake_host.h"
#include "support/module_folder.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FACTOR  "org.ossicle.test.factor"
#define DELAY   "org.ossicle.test.latency-64"
#define STEREO  "org.ossicle.test.stereo"
#define REFUSES "org.ossicle.test.activate-fails"

enum { FRAMES = 100, CHANNELS = 2, SAMPLES = FRAMES * CHANNELS, DELAY_FRAMES = 64 };

/* Clients: two of one application, one of another, one of none. */
enum { ONE = 11, TWO = 12, OTHER = 13, NAMELESS = 14 };

static char *folder;
static FakeHost *host;
static DeviceConfiguration configuration;
static float samples[SAMPLES];

static FakeHost *new_host(CFDictionaryRef storage)
{
    return fake_host_new_with(&(DriverConfiguration){.devices = &configuration,
                                                     .device_count = 1,
                                                     .modules_folder = folder},
                              storage);
}

static void set_up(void)
{
    static const char *const files[] = {"factor.so", "latency-64.so", "stereo.so",
                                        "activate-fails.so"};
    folder = module_folder_new();
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char source[512];
        (void)snprintf(source, sizeof source, "%s/%s", FIXTURES_DIR, files[i]);
        module_folder_copy(folder, source, files[i]);
    }
    configuration = fake_device(CHANNELS);
    host = new_host(NULL);
}

static void tear_down(void)
{
    fake_host_free(host);
    module_folder_free(folder);
}

TestSuite(device_applications, .init = set_up, .fini = tear_down);

/* An array of {bundleID, chain}; entries that are NULL are left out. */
static CFArrayRef new_list(size_t count, const char *const (*rows)[2])
{
    static const CFStringRef keys[] = {CFSTR(OSSICLE_KEY_BUNDLE_ID), CFSTR(OSSICLE_KEY_CHAIN)};
    CFMutableArrayRef list = CFArrayCreateMutable(NULL, 0, &kCFTypeArrayCallBacks);
    for (size_t i = 0; i < count; i++) {
        CFMutableDictionaryRef row = CFDictionaryCreateMutable(
            NULL, 0, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
        for (size_t k = 0; k < 2; k++) {
            CFStringRef text = CFStringCreateWithCString(NULL, rows[i][k] ? rows[i][k] : "",
                                                         kCFStringEncodingUTF8);
            if (rows[i][k])
                CFDictionarySetValue(row, keys[k], text);
            CFRelease(text);
        }
        CFArrayAppendValue(list, row);
        CFRelease(row);
    }
    return list;
}

static OSStatus set_list(size_t count, const char *const (*rows)[2])
{
    CFArrayRef list = new_list(count, rows);
    const OSStatus status =
        fake_set(host, FAKE_DEVICE, kOssicleDevicePropertyApplications, sizeof(CFTypeRef), &list);
    CFRelease(list);
    return status;
}
#define SET(...)                                                                                   \
    set_list(sizeof((const char *[][2]){__VA_ARGS__}) / sizeof(const char *[2]),                   \
             (const char *const[][2]){__VA_ARGS__})

static CFTypeRef entry_of(CFTypeRef dictionary, const char *key)
{
    CFStringRef name = CFStringCreateWithCString(NULL, key, kCFStringEncodingUTF8);
    CFTypeRef value = CFDictionaryGetValue(dictionary, name);
    CFRelease(name);
    return value;
}

static void assert_list_of(const FakeHost *of, const char *expected)
{
    char text[512] = "";
    CFArrayRef list = fake_copy(of, FAKE_DEVICE, kOssicleDevicePropertyApplications);
    for (CFIndex i = 0; i < CFArrayGetCount(list); i++) {
        CFTypeRef row = CFArrayGetValueAtIndex(list, i);
        char parts[2][128] = {"", ""};
        cr_assert_eq(CFDictionaryGetCount(row), 2);
        cr_assert(CFStringGetCString(entry_of(row, OSSICLE_KEY_BUNDLE_ID), parts[0],
                                     sizeof parts[0], kCFStringEncodingUTF8));
        cr_assert(CFStringGetCString(entry_of(row, OSSICLE_KEY_CHAIN), parts[1], sizeof parts[1],
                                     kCFStringEncodingUTF8));
        const size_t used = strlen(text);
        (void)snprintf(text + used, sizeof text - used, "%s %s;", parts[0], parts[1]);
    }
    CFRelease(list);
    cr_assert_str_eq(text, expected);
}

static void assert_list(const char *expected)
{
    assert_list_of(host, expected);
}

static void assert_error(const char *expected)
{
    char *line = fake_last_error(host);
    cr_assert_not_null(line);
    cr_assert_str_eq(line, expected);
    free(line);
}

static OSStatus add(UInt32 client, CFStringRef bundle)
{
    const AudioServerPlugInClientInfo info = {
        .mClientID = client, .mProcessID = 1, .mIsNativeEndian = true, .mBundleID = bundle};
    return (*host->driver)->AddDeviceClient(host->driver, FAKE_DEVICE, &info);
}

static void add_all(void)
{
    cr_assert_eq(add(ONE, CFSTR("org.example.player")), 0);
    cr_assert_eq(add(TWO, CFSTR("org.example.player")), 0);
    cr_assert_eq(add(OTHER, CFSTR("org.example.Player")), 0, "another one: letters count");
    cr_assert_eq(add(NAMELESS, NULL), 0);
}

static bool will_process(UInt32 client)
{
    Boolean will_do = true;
    Boolean in_place = false;
    cr_assert_eq((*host->driver)
                     ->WillDoIOOperation(host->driver, FAKE_DEVICE, client,
                                         kAudioServerPlugInIOOperationProcessOutput, &will_do,
                                         &in_place),
                 0);
    cr_assert(in_place);
    return will_do;
}

static OSStatus process(UInt32 client, double time)
{
    const AudioServerPlugInIOCycleInfo cycle = {
        .mNominalIOBufferFrameSize = FRAMES,
        .mOutputTime = {.mSampleTime = time, .mFlags = kAudioTimeStampSampleTimeValid},
    };
    return (*host->driver)
        ->DoIOOperation(
            host->driver, FAKE_DEVICE,
            fake_host_object(host, kAudioStreamClassID, kAudioObjectPropertyScopeOutput), client,
            kAudioServerPlugInIOOperationProcessOutput, FRAMES, &cycle, samples, NULL);
}

/* The sound of a client: no two samples are equal. */
static float played(UInt32 client, size_t index)
{
    return (float)client + (float)index / 1024;
}

static void play(UInt32 client, double time)
{
    for (size_t i = 0; i < SAMPLES; i++)
        samples[i] = played(client, i);
    cr_assert_eq(process(client, time), 0);
}

static void assert_factor(UInt32 client, double time, float factor)
{
    play(client, time);
    for (size_t i = 0; i < SAMPLES; i++)
        cr_assert_eq(samples[i], played(client, i) * factor, "sample %zu", i);
}

/* What a client hears of itself that has been silent so far. */
static void assert_delayed_afresh(UInt32 client, double time)
{
    play(client, time);
    for (size_t i = 0; i < SAMPLES; i++) {
        const size_t from = (size_t)DELAY_FRAMES * CHANNELS;
        cr_assert_eq(samples[i], i < from ? 0 : played(client, i - from), "sample %zu", i);
    }
}

static CFArrayRef copy_clients(void)
{
    return fake_copy(host, FAKE_DEVICE, kOssicleDevicePropertyClients);
}

/* What the list of clients says about the chain of the first one. */
static void assert_first_client(const char *chain, int latency)
{
    CFArrayRef clients = copy_clients();
    CFTypeRef client = CFArrayGetValueAtIndex(clients, 0);
    CFTypeRef text = entry_of(client, OSSICLE_KEY_CHAIN);
    cr_assert_eq(text == NULL, chain == NULL);
    cr_assert_eq(entry_of(client, OSSICLE_KEY_LATENCY) == NULL, chain == NULL);
    if (chain) {
        char found[128];
        int frames = -1;
        cr_assert(CFStringGetCString(text, found, sizeof found, kCFStringEncodingUTF8));
        cr_assert_str_eq(found, chain);
        cr_assert(
            CFNumberGetValue(entry_of(client, OSSICLE_KEY_LATENCY), kCFNumberIntType, &frames));
        cr_assert_eq(frames, latency);
    }
    CFRelease(clients);
}

static size_t news_of(AudioObjectPropertySelector selector)
{
    return fake_host_news_of(host, FAKE_DEVICE, selector);
}

Test(device_applications, give_each_client_of_the_application_instances_of_its_own)
{
    cr_assert_eq(SET({"org.example.player", DELAY}), 0);
    add_all();
    cr_assert(will_process(ONE) && will_process(TWO));
    fake_host_start(host, ONE);
    fake_host_start(host, TWO);
    assert_delayed_afresh(ONE, 0);
    assert_delayed_afresh(TWO, 0);
    play(ONE, FRAMES);
    cr_assert_eq(samples[0], played(ONE, (size_t)(FRAMES - DELAY_FRAMES) * CHANNELS));
    play(TWO, FRAMES);
    cr_assert_eq(samples[0], played(TWO, (size_t)(FRAMES - DELAY_FRAMES) * CHANNELS));
    assert_first_client(DELAY "(factor=1)", DELAY_FRAMES);
}

Test(device_applications, leave_everybody_else_alone)
{
    cr_assert_eq(SET({"org.example.player", FACTOR}, {"org.example.idle", ""}), 0);
    add_all();
    cr_assert_eq(add(20, CFSTR("org.example.idle")), 0);
    static const UInt32 others[] = {OTHER, NAMELESS, 20, kAudioServerPlugInHostClientID, 99};
    fake_host_start(host, kAudioServerPlugInHostClientID);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        cr_assert_not(will_process(others[i]), "client %u", others[i]);
        cr_assert_eq(process(others[i], 0), kAudioHardwareUnsupportedOperationError);
    }
    cr_assert_eq(process(ONE, 0), 0);
    fake_host_stop(host, kAudioServerPlugInHostClientID);
    cr_assert_eq(process(ONE, 0), kAudioHardwareNotRunningError);
}

Test(device_applications, begin_in_silence_each_time_a_client_starts)
{
    cr_assert_eq(SET({"org.example.player", DELAY}), 0);
    add_all();
    for (int i = 0; i < 2; i++) {
        fake_host_start(host, ONE);
        assert_delayed_afresh(ONE, 0);
        fake_host_stop(host, ONE);
    }
}

Test(device_applications, are_read_back_and_announced_once)
{
    add_all();
    fake_host_forget_news(host);
    host->requests = 0;
    cr_assert_eq(SET({"org.example.player", FACTOR "(factor=0.25)"}, {"org.b", ""}), 0);
    cr_assert_eq(host->performed, 0);
    cr_assert_eq(host->requests, 1);
    assert_list("org.example.player " FACTOR "(factor=0.25);org.b ;");
    cr_assert_eq(host->news_calls, 1);
    cr_assert_eq(news_of(kOssicleDevicePropertyApplications), 1);
    cr_assert_eq(news_of(kOssicleDevicePropertyClients), 1);
    cr_assert_eq(host->news_count, 2);
    assert_first_client(FACTOR "(factor=0.25)", 0);
}

Test(device_applications, change_only_when_the_host_says_so)
{
    add_all();
    fake_host_start(host, ONE);
    cr_assert_eq(SET({"org.example.player", FACTOR}), 0);
    assert_factor(ONE, 0, 0.5f);
    host->changes = FAKE_KEEP;
    cr_assert_eq(SET({"org.example.player", FACTOR "(factor=0.25)"}), 0);
    assert_factor(ONE, FRAMES, 0.5f);
    cr_assert_eq(fake_host_abort(host), 0);
    assert_factor(ONE, 2.0 * FRAMES, 0.5f);
    assert_list("org.example.player " FACTOR "(factor=0.5);");
    cr_assert_eq(SET({"org.example.player", FACTOR "(factor=0.25)"}), 0);
    cr_assert_eq(fake_host_perform(host), 0);
    assert_factor(ONE, 0, 0.25f);
    host->changes = FAKE_PERFORM;
    cr_assert_eq(set_list(0, NULL), 0);
    cr_assert_not(will_process(ONE));
    assert_list("");
    host->changes = FAKE_REFUSE;
    cr_assert_eq(SET({"org.example.player", FACTOR}), kAudioHardwareNotReadyError);
    assert_list("");
}

Test(device_applications, are_refused_whole_with_the_place)
{
    static const struct {
        const char *rows[2][2];
        const char *error;
    } cases[] = {
        {{{"a", FACTOR}, {"b", FACTOR "(factor=2)"}},
         "applications[1].chain: chain, position 32: parameter 'factor': 2 is out of range; give a "
         "value from 0 to 1"},
        {{{"a", FACTOR}, {"a", ""}},
         "applications[1].bundleID: 'a' has a chain in applications[0], too"},
        {{{"", FACTOR}, {"b", ""}},
         "applications[0].bundleID: '' is not a text of 1 to 255 bytes without control characters"},
        {{{"a", NULL}, {"b", ""}}, "applications[0].chain: it is missing"},
        {{{"a", "gone"}, {"b", ""}},
         "applications[0].chain: chain, position 1: there is no module 'gone'; there are: " REFUSES
         ", " FACTOR ", " DELAY ", " STEREO},
    };
    add_all();
    cr_assert_eq(SET({"org.example.player", FACTOR}), 0);
    fake_host_forget_news(host);
    host->requests = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_assert_eq(set_list(2, cases[i].rows), kAudioHardwareIllegalOperationError);
        assert_error(cases[i].error);
    }
    const CFStringRef text = CFSTR("no array");
    cr_assert_eq(
        fake_set(host, FAKE_DEVICE, kOssicleDevicePropertyApplications, sizeof(CFStringRef), &text),
        kAudioHardwareIllegalOperationError);
    assert_error("applications: 'no array' is not an array of 0 to 64");
    cr_assert_eq(host->requests, 0);
    cr_assert_eq(news_of(kOssicleDevicePropertyApplications), 0);
    assert_list("org.example.player " FACTOR "(factor=0.5);");
}

Test(device_applications, are_not_set_if_a_client_could_not_have_its_chain)
{
    add_all();
    cr_assert_eq(SET({"org.example.player", FACTOR}), 0);
    fake_host_forget_news(host);
    cr_assert_eq(SET({"org.a", FACTOR}, {"org.example.player", FACTOR "," REFUSES}), 0);
    cr_assert_neq(host->performed, 0);
    assert_list("org.example.player " FACTOR "(factor=0.5);");
    assert_first_client(FACTOR "(factor=0.5)", 0);
    cr_assert_eq(news_of(kOssicleDevicePropertyApplications), 0);
    assert_error("applications[1].chain: client 11: module '" REFUSES
                 "': activate at 48000 Hz, 2 channels: "
                 "it doesn't support this (status 3)");
}

Test(device_applications, do_not_keep_a_client_away)
{
    cr_assert_eq(SET({"org.example.player", REFUSES}), 0);
    cr_assert_eq(add(ONE, CFSTR("org.example.player")), 0);
    cr_assert_not(will_process(ONE));
    assert_error("applications[0].chain: client 11: module '" REFUSES
                 "': activate at 48000 Hz, 2 channels: "
                 "it doesn't support this (status 3); it plays without");
    assert_first_client(NULL, 0);
}

Test(device_applications, follow_the_rate)
{
    const Float64 rate = 96000;
    cr_assert_eq(SET({"org.example.player", DELAY}), 0);
    add_all();
    fake_host_start(host, ONE);
    assert_delayed_afresh(ONE, 0);
    fake_host_forget_news(host);
    cr_assert_eq(
        fake_set(host, FAKE_DEVICE, kAudioDevicePropertyNominalSampleRate, sizeof rate, &rate), 0);
    assert_delayed_afresh(ONE, 0);
    cr_assert_eq(news_of(kOssicleDevicePropertyClients), 1);
    cr_assert_eq(news_of(kOssicleDevicePropertyApplications), 0);
}

static void reconfigure(const DeviceConfiguration *wanted)
{
    Driver *driver = NULL;
    memcpy(&driver, &host->driver, sizeof(void *)); /* the interface is the driver's first member */
    Error error = {0};
    cr_assert_eq(device_reconfigure(driver_find_device(driver, configuration.uid), wanted, &error),
                 STATUS_OK, "%s", error.message);
}

Test(device_applications, follow_the_channels)
{
    DeviceConfiguration wanted = configuration;
    cr_assert_eq(SET({"org.example.player", STEREO}), 0);
    add_all();
    assert_first_client(STEREO "(factor=0.5)", 0);
    wanted.channels = 6;
    reconfigure(&wanted);
    assert_first_client(NULL, 0);
    cr_assert_not(will_process(ONE));
    char *line = fake_last_error(host);
    cr_assert(strstr(line, "applications[0].chain: client 12: "), "%s", line);
    cr_assert(strstr(line, "; it plays without"), "%s", line);
    free(line);
    assert_list("org.example.player " STEREO "(factor=0.5);");
    wanted.channels = 2;
    reconfigure(&wanted);
    assert_first_client(STEREO "(factor=0.5)", 0);
}

Test(device_applications, follow_the_configuration_where_it_is_another)
{
    static const ApplicationConfiguration applications[] = {{"org.example.player", FACTOR}};
    DeviceConfiguration wanted = configuration;
    cr_assert_eq(SET({"org.example.player", DELAY}), 0);
    add_all();
    fake_host_forget_news(host);
    wanted.input.latency_frames = 7;
    reconfigure(&wanted);
    assert_list("org.example.player " DELAY "(factor=1);");
    cr_assert_eq(news_of(kOssicleDevicePropertyApplications), 0);
    wanted.applications = applications;
    wanted.application_count = 1;
    reconfigure(&wanted);
    assert_list("org.example.player " FACTOR "(factor=0.5);");
    assert_first_client(FACTOR "(factor=0.5)", 0);
    cr_assert_eq(news_of(kOssicleDevicePropertyApplications), 1);
}

Test(device_applications, need_a_device_to_play_into)
{
    DeviceConfiguration wanted = configuration;
    cr_assert_eq(SET({"org.example.player", FACTOR}), 0);
    add_all();
    wanted.direction = DIRECTION_INPUT;
    reconfigure(&wanted);
    cr_assert_not(will_process(ONE));
}

Test(device_applications, come_back_with_the_settings)
{
    cr_assert_eq(SET({"org.a", FACTOR "(factor=0.25)"}, {"org.b", DELAY}), 0);
    FakeHost *second = new_host(host->storage);
    assert_list_of(second, "org.a " FACTOR "(factor=0.25);org.b " DELAY "(factor=1);");
    fake_host_free(second);
}

Test(device_applications, come_from_the_configuration_before_they_are_set)
{
    static const ApplicationConfiguration applications[] = {
        {"org.a", "gone"},
        {"org.b", FACTOR},
    };
    configuration.applications = applications;
    configuration.application_count = 2;
    fake_host_free(host);
    host = new_host(NULL);
    assert_list("org.a gone;org.b " FACTOR "(factor=0.5);"); /* the first waits for its module */
    char *line = fake_last_error(host);
    cr_assert(strstr(line, "applications[0].chain: "), "%s", line);
    free(line);
    cr_assert_eq(set_list(0, NULL), 0);
    FakeHost *second = new_host(host->storage);
    assert_list_of(second, "");
    fake_host_free(second);
}

static OSStatus set_parameter(CFTypeRef bundle_id, const char *parameter, double value)
{
    const int64_t module = 1;
    const void *keys[] = {CFSTR(OSSICLE_KEY_BUNDLE_ID), CFSTR(OSSICLE_KEY_MODULE),
                          CFSTR(OSSICLE_KEY_PARAMETER), CFSTR(OSSICLE_KEY_VALUE)};
    const void *values[] = {bundle_id, CFNumberCreate(NULL, kCFNumberSInt64Type, &module),
                            CFStringCreateWithCString(NULL, parameter, kCFStringEncodingUTF8),
                            CFNumberCreate(NULL, kCFNumberDoubleType, &value)};
    const void *change = CFDictionaryCreate(NULL, keys, values, 4, &kCFTypeDictionaryKeyCallBacks,
                                            &kCFTypeDictionaryValueCallBacks);
    CFArrayRef changes = CFArrayCreate(NULL, &change, 1, &kCFTypeArrayCallBacks);
    const OSStatus status =
        fake_set(host, FAKE_DEVICE, kOssicleDevicePropertyParameters, sizeof(CFTypeRef), &changes);
    CFRelease(changes);
    CFRelease(change);
    for (int i = 1; i < 4; i++)
        CFRelease(values[i]);
    return status;
}

Test(device_applications, have_parameters_that_change_while_sound_runs)
{
    cr_assert_eq(SET({"org.example.player", "!" DELAY "," FACTOR "(factor=0.5)"},
                     {"org.example.Player", "!" DELAY "," FACTOR "(factor=0.25)"}),
                 0);
    cr_assert_eq(add(ONE, CFSTR("org.example.player")), 0);
    cr_assert_eq(add(OTHER, CFSTR("org.example.Player")), 0);
    fake_host_start(host, ONE);
    fake_host_start(host, OTHER);
    assert_factor(ONE, 0, 0.5f);
    fake_host_forget_news(host);
    const size_t requests = host->requests;
    cr_assert_eq(set_parameter(CFSTR("org.example.player"), "factor", 0.75), 0);
    cr_assert_eq(host->requests, requests, "sound runs on");
    cr_assert_eq(fake_host_news_of(host, FAKE_DEVICE, kOssicleDevicePropertyApplications), 1);
    cr_assert_eq(fake_host_news_of(host, FAKE_DEVICE, kOssicleDevicePropertyClients), 1);
    cr_assert_eq(fake_host_news_of(host, FAKE_DEVICE, kOssicleDevicePropertyParameters), 0);
    assert_factor(ONE, FRAMES, 0.75f);
    assert_factor(OTHER, 0, 0.25f);
    cr_assert_eq(add(TWO, CFSTR("org.example.player")), 0);
    fake_host_start(host, TWO);
    assert_factor(TWO, 0, 0.75f);
    assert_list("org.example.player !" DELAY "(factor=1)," FACTOR "(factor=0.75);"
                "org.example.Player !" DELAY "(factor=1)," FACTOR "(factor=0.25);");
    const OSStatus refused = kAudioHardwareIllegalOperationError;
    cr_assert_eq(set_parameter(CFSTR("org.example.none"), "factor", 0.75), refused);
    assert_error("'bundleID' of a parameter change is no application that has a chain");
    cr_assert_eq(set_parameter(kCFBooleanTrue, "factor", 0.75), refused);
    assert_error("'bundleID' of a parameter change is no application that has a chain");
    cr_assert_eq(set_parameter(CFSTR("org.example.player"), "size", 0.75), refused);
    assert_error(FACTOR " has no parameter 'size'");
    cr_assert_eq(set_parameter(CFSTR("org.example.player"), "factor", 2), refused);
    assert_factor(ONE, 2 * FRAMES, 0.75f);
}
