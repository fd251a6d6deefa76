/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Setting the configuration adds, changes and removes devices, all or none, while others go on. */

#include "driver/configuration.h"
#include "driver/custom_properties.h"
#include "support/fake_host.h"
#include "support/plist_text.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEVICE(uid, entries) DICT(KEY("uid", TEXT(uid)) entries) /* NOLINT: texts in a row */
#define DEVICES(devices)     DICT(KEY("devices", ARRAY(devices)))

static const DriverConfiguration no_devices = {.modules_folder = BUNDLE_MODULES};
static FakeHost *host;

static OSStatus set(const char *xml)
{
    CFTypeRef list = plist_create(xml);
    const OSStatus status = fake_set(host, kAudioObjectPlugInObject,
                                     kOssiclePlugInPropertyConfiguration, sizeof list, &list);
    CFRelease(list);
    return status;
}

static void set_up(void)
{
    host = fake_host_new_with(&no_devices, NULL);
    cr_assert_eq(set(DEVICES(DEVICE("a", "") DEVICE("b", KEY("channels", WHOLE("4"))))), 0);
    fake_host_forget_news(host);
    host->requests = 0;
}

static void tear_down(void)
{
    fake_host_free(host);
}

TestSuite(configuration_apply, .init = set_up, .fini = tear_down);

/* The device with this UID, or kAudioObjectUnknown. */
static AudioObjectID find(const char *uid)
{
    const AudioObjectPropertyAddress address =
        fake_address(kAudioPlugInPropertyTranslateUIDToDevice);
    CFStringRef text = CFStringCreateWithCString(NULL, uid, kCFStringEncodingUTF8);
    AudioObjectID id = kAudioObjectUnknown;
    UInt32 size = 0;
    cr_assert_eq((*host->driver)
                     ->GetPropertyData(host->driver, kAudioObjectPlugInObject, 0, &address,
                                       sizeof(CFTypeRef), &text, sizeof id, &size, &id),
                 0);
    CFRelease(text);
    return id;
}

static UInt32 channels_of(AudioObjectID device)
{
    CFDictionaryRef all =
        fake_copy(host, kAudioObjectPlugInObject, kOssiclePlugInPropertyConfiguration);
    Configuration configuration;
    cr_assert_eq(configuration_parse(&configuration, all, NULL), STATUS_OK);
    UInt32 channels = 0;
    for (UInt32 i = 0; i < configuration.device_count; i++) {
        if (find(configuration.devices[i].uid) == device)
            channels = configuration.devices[i].channels;
    }
    configuration_cleanup(&configuration);
    CFRelease(all);
    return channels;
}

static void assert_last_error(const char *expected)
{
    CFArrayRef lines = fake_copy(host, kAudioObjectPlugInObject, kOssiclePlugInPropertyErrors);
    const CFIndex count = CFArrayGetCount(lines);
    char text[1024] = "";
    if (count > 0)
        cr_assert(CFStringGetCString(CFArrayGetValueAtIndex(lines, count - 1), text, sizeof text,
                                     kCFStringEncodingUTF8));
    CFRelease(lines);
    cr_assert_str_eq(text, expected);
}

static size_t announced(AudioObjectPropertySelector selector)
{
    return fake_host_news_of(host, kAudioObjectPlugInObject, selector);
}

Test(configuration_apply, adds_and_removes)
{
    const AudioObjectID a = find("a");
    cr_assert_eq(set(DEVICES(DEVICE("a", "") DEVICE("c", KEY("channels", WHOLE("8"))))), 0);
    cr_assert_eq(find("a"), a);
    cr_assert_eq(find("b"), kAudioObjectUnknown);
    cr_assert_neq(find("c"), kAudioObjectUnknown);
    cr_assert_eq(channels_of(find("c")), 8);
    cr_assert_eq(announced(kOssiclePlugInPropertyConfiguration), 1);
    cr_assert_eq(announced(kOssiclePlugInPropertyErrors), 0);
    cr_assert_eq(host->requests, 0);
    assert_last_error("");
}

Test(configuration_apply, changes_only_what_is_otherwise)
{
    const AudioObjectID a = find("a");
    const AudioObjectID b = find("b");
    cr_assert_eq(set(DEVICES(DEVICE("a", "") DEVICE("b", KEY("channels", WHOLE("6"))))), 0);
    cr_assert_eq(host->requests, 1);
    cr_assert_eq(host->performed, 0);
    cr_assert_eq(find("a"), a);
    cr_assert_eq(find("b"), b);
    cr_assert_eq(channels_of(b), 6);
    cr_assert_eq(announced(kAudioPlugInPropertyDeviceList), 0);
    for (size_t i = 0; i < host->news_count; i++)
        cr_assert_neq(host->news[i].object, a);
}

Test(configuration_apply, leaves_alone_what_is_the_same)
{
    cr_assert_eq(set(DEVICES(DEVICE("a", "") DEVICE("b", KEY("channels", WHOLE("4"))))), 0);
    cr_assert_eq(host->requests, 0);
    cr_assert_eq(host->news_count, 1);
    cr_assert_eq(announced(kOssiclePlugInPropertyConfiguration), 1);
}

Test(configuration_apply, reads_back)
{
    CFTypeRef all = fake_copy(host, kAudioObjectPlugInObject, kOssiclePlugInPropertyConfiguration);
    cr_assert_eq(fake_set(host, kAudioObjectPlugInObject, kOssiclePlugInPropertyConfiguration,
                          sizeof all, &all),
                 0);
    CFTypeRef again =
        fake_copy(host, kAudioObjectPlugInObject, kOssiclePlugInPropertyConfiguration);
    cr_assert(CFEqual(all, again));
    cr_assert_eq(host->requests, 0);
    CFRelease(all);
    CFRelease(again);
}

static void assert_nothing_changes(const char *xml, const char *message)
{
    const AudioObjectID a = find("a");
    CFTypeRef before =
        fake_copy(host, kAudioObjectPlugInObject, kOssiclePlugInPropertyConfiguration);
    CFTypeRef stored = CFRetain(CFDictionaryGetValue(host->storage, CFSTR("configuration")));
    fake_host_forget_news(host);
    cr_assert_eq(set(xml), kAudioHardwareIllegalOperationError);
    CFTypeRef after =
        fake_copy(host, kAudioObjectPlugInObject, kOssiclePlugInPropertyConfiguration);
    cr_assert(CFEqual(before, after));
    cr_assert(CFEqual(stored, CFDictionaryGetValue(host->storage, CFSTR("configuration"))));
    cr_assert_eq(find("a"), a);
    cr_assert_eq(announced(kOssiclePlugInPropertyConfiguration), 0);
    cr_assert_eq(announced(kOssiclePlugInPropertyErrors), 1);
    assert_last_error(message);
    CFRelease(before);
    CFRelease(after);
    CFRelease(stored);
}

Test(configuration_apply, of_what_is_wrong_changes_nothing)
{
    assert_nothing_changes(DEVICES(DEVICE("c", "") DEVICE("a", KEY("channels", WHOLE("300")))),
                           "devices[1].channels: 300 is not a number of channels from 1 to 256");
    assert_nothing_changes(DEVICES(DEVICE("a", KEY("chain", TEXT("org.ossicle.gain(gain=1000)")))),
                           "devices[0].chain: chain, position 23: parameter 'gain': 1000 is out of "
                           "range; give a value "
                           "from -96 to 24 dB");
    assert_nothing_changes(
        DEVICES(DEVICE("a", KEY("kind", TEXT("clock")))),
        "devices[0].kind: a exists and is a device: apply a configuration without it first");
    cr_assert_eq(host->requests, 0);
}

Test(configuration_apply, goes_back_when_it_fails_in_the_middle)
{
    host->changes = FAKE_REFUSE;
    assert_nothing_changes(
        DEVICES(DEVICE("c", "") DEVICE("a", "") DEVICE("b", KEY("channels", WHOLE("6")))),
        "device b: the host refuses to change it");
    cr_assert_eq(find("c"), kAudioObjectUnknown);
}

Test(configuration_apply, leaves_a_device_that_plays_alone)
{
    float samples[4] = {0.25F, 0.5F, 0.75F, 1};
    const float expected[4] = {0.25F, 0.5F, 0.75F, 1};
    cr_assert_eq(find("a"), fake_host_device(host));
    fake_host_add_client(host, 1);
    fake_host_start(host, 1);
    cr_assert_eq(fake_host_write(host, 1, 0, 2, samples), 0);
    cr_assert_eq(set(DEVICES(DEVICE("a", "") DEVICE("c", ""))), 0);
    memset(samples, 0, sizeof samples);
    cr_assert_eq(fake_host_read(host, 1, 0, 2, samples), 0);
    cr_assert_arr_eq(samples, expected, sizeof expected);
    fake_host_stop(host, 1);
}

Test(configuration_apply, says_that_it_can_not_be_stored)
{
    host->storage_fails = true;
    cr_assert_eq(set(DEVICES(DEVICE("a", ""))), 0);
    cr_assert_eq(find("b"), kAudioObjectUnknown);
    assert_last_error("the configuration can't be stored: it lasts until the driver ends");
}

static OSStatus inner;

/* A host that sets another one as soon as a device is changed. */
static OSStatus set_inside(AudioServerPlugInHostRef reference, AudioObjectID device, UInt64 action,
                           void *info)
{
    inner = set(DEVICES(""));
    return kAudioHardwareUnspecifiedError;
}

Test(configuration_apply, is_done_one_at_a_time)
{
    host->interface.RequestDeviceConfigurationChange = set_inside;
    cr_assert_eq(set(DEVICES(DEVICE("a", KEY("channels", WHOLE("6"))))),
                 kAudioHardwareIllegalOperationError);
    cr_assert_eq(inner, kAudioHardwareIllegalOperationError);
    cr_assert_neq(find("b"), kAudioObjectUnknown);
}

Test(configuration_apply, of_nothing_is_refused)
{
    CFTypeRef nothing = NULL;
    cr_assert_eq(fake_set(host, kAudioObjectPlugInObject, kOssiclePlugInPropertyConfiguration,
                          sizeof nothing, &nothing),
                 kAudioHardwareIllegalOperationError);
    assert_last_error("configuration: there is nothing");
}

Test(configuration_apply, can_leave_no_device)
{
    cr_assert_eq(set(DEVICES("")), 0);
    cr_assert_eq(find("a"), kAudioObjectUnknown);
    cr_assert_eq(set(DEVICES(DEVICE("a", ""))), 0);
    cr_assert_neq(find("a"), kAudioObjectUnknown);
}

#define GAIN    "org.ossicle.gain(gain=-6)"
#define LOWPASS "org.ossicle.lowpass(cutoff=1000)"
#define RATES   KEY("rates", ARRAY(WHOLE("44100") WHOLE("48000") WHOLE("96000")))

static void assert_device_text(AudioObjectPropertySelector selector, const char *expected)
{
    char *text = fake_copy_text(host, find("a"), selector);
    cr_assert_str_eq(text, expected);
    free(text);
}

static void assert_settings(const char *name, const char *chain, const char *mode, Float64 rate)
{
    assert_device_text(kAudioObjectPropertyName, name);
    assert_device_text(kOssicleDevicePropertyChain, chain);
    assert_device_text(kOssicleDevicePropertyChainMode, mode);
    cr_assert_eq(fake_get_float64(host, find("a"), kAudioDevicePropertyNominalSampleRate), rate);
}

static void set_everything(void)
{
    const Float64 rate = 96000;
    const AudioObjectID a = find("a");
    cr_assert_eq(fake_set_text(host, a, kAudioObjectPropertyName, "Mine"), 0);
    cr_assert_eq(fake_set_text(host, a, kOssicleDevicePropertyChain, GAIN), 0);
    cr_assert_eq(fake_set_text(host, a, kOssicleDevicePropertyChainMode, "inline"), 0);
    cr_assert_eq(fake_set(host, a, kAudioDevicePropertyNominalSampleRate, sizeof rate, &rate), 0);
    assert_settings("Mine", GAIN, "inline", 96000);
}

static const char other[] =
    DEVICES(DEVICE("a", KEY("name", TEXT("Theirs")) KEY("chain", TEXT(LOWPASS))
                            KEY("mode", TEXT("worker")) KEY("rate", WHOLE("44100")) RATES));

Test(configuration_apply, keeps_what_people_set)
{
    set_everything();
    cr_assert_eq(set(DEVICES(DEVICE("a", RATES))), 0);
    assert_settings("Mine", GAIN, "inline", 96000);
    cr_assert_eq(set(DEVICES(DEVICE("a", KEY("channels", WHOLE("6")) RATES))), 0);
    assert_settings("Mine", GAIN, "inline", 96000);
}

Test(configuration_apply, counts_more_than_what_was_set_before)
{
    set_everything();
    cr_assert_eq(set(other), 0);
    assert_settings("Theirs", LOWPASS, "worker", 44100);
}

Test(configuration_apply, counts_more_for_devices_that_come_back)
{
    set_everything();
    cr_assert_eq(set(DEVICES("")), 0);
    cr_assert_eq(set(DEVICES(DEVICE("a", RATES))), 0);
    assert_settings("Mine", GAIN, "inline", 96000);
    cr_assert_eq(set(DEVICES("")), 0);
    cr_assert_eq(set(other), 0);
    assert_settings("Theirs", LOWPASS, "worker", 44100);
}

static void assert_box(const char *expected)
{
    AudioObjectID box = kAudioObjectUnknown;
    cr_assert_eq(
        fake_get(host, kAudioObjectPlugInObject, kAudioPlugInPropertyBoxList, sizeof box, &box), 0);
    char *name = fake_copy_text(host, box, kAudioObjectPropertyName);
    cr_assert_str_eq(name, expected);
    free(name);
}

#define RACK(name) DICT(KEY("box", DICT(KEY("name", TEXT(name)))) KEY("devices", ARRAY("")))

Test(configuration_apply, names_the_box)
{
    Configuration all;
    cr_assert_eq(set(RACK("Rack")), 0);
    assert_box("Rack");
    CFTypeRef list = fake_copy(host, kAudioObjectPlugInObject, kOssiclePlugInPropertyConfiguration);
    cr_assert_eq(configuration_parse(&all, list, NULL), STATUS_OK);
    cr_assert_str_eq(all.box_name, "Rack");
    configuration_cleanup(&all);
    CFRelease(list);
    cr_assert_eq(set(DEVICES("")), 0);
    assert_box("Ossicle");
}

/* As many new devices as can be; `first` stands in front of them. */
static OSStatus set_many(const char *first, int count)
{
    static char xml[65536];
    size_t used = (size_t)snprintf(xml, sizeof xml, "<dict><key>devices</key><array>%s", first);
    for (int i = 0; i < count; i++)
        used += (size_t)snprintf(xml + used, sizeof xml - used,
                                 DEVICE("many.%d", KEY("channels", WHOLE("1"))), i);
    (void)snprintf(xml + used, sizeof xml - used, "</array></dict>");
    return set(xml);
}

Test(configuration_apply, makes_room_for_as_many_as_there_can_be)
{
    cr_assert_eq(set_many("", 256), 0);
    cr_assert_eq(find("a"), kAudioObjectUnknown);
    cr_assert_neq(find("many.255"), kAudioObjectUnknown);
    assert_last_error("");
}

Test(configuration_apply, gives_the_room_back)
{
    host->changes = FAKE_REFUSE;
    cr_assert_eq(set_many(DEVICE("b", KEY("channels", WHOLE("6"))), 255),
                 kAudioHardwareIllegalOperationError);
    assert_last_error("device b: the host refuses to change it");
    cr_assert_neq(find("a"), kAudioObjectUnknown);
    cr_assert_eq(find("many.0"), kAudioObjectUnknown);
}
