/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Settings survive in the host's storage; what doesn't work any more is reported and left out. */

#include "driver/custom_properties.h"
#include "support/fake_host.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const Float32 volume_db = -12.5f;

static DeviceConfiguration device;
static DriverConfiguration configuration;

static void set_up(void)
{
    device = fake_device(2);
    configuration = (DriverConfiguration){
        .devices = &device,
        .device_count = 1,
        .modules_folder = BUNDLE_MODULES,
    };
}

TestSuite(device_storage, .init = set_up);

static void set_all(FakeHost *host)
{
    const AudioObjectID id = fake_host_device(host);
    const Float64 rate = 96000;
    const UInt32 mute = 1;
    const AudioObjectID volume =
        fake_host_object(host, kAudioVolumeControlClassID, kAudioObjectPropertyScopeOutput);
    const AudioObjectID muted =
        fake_host_object(host, kAudioMuteControlClassID, kAudioObjectPropertyScopeInput);
    cr_assert_eq(fake_set(host, id, kAudioDevicePropertyNominalSampleRate, sizeof rate, &rate), 0);
    cr_assert_eq(fake_set_text(host, id, kOssicleDevicePropertyChain,
                               "org.ossicle.gain(gain=-6),org.ossicle.lowpass(cutoff=1000)"),
                 0);
    cr_assert_eq(fake_set_text(host, id, kOssicleDevicePropertyChainMode, "inline"), 0);
    cr_assert_eq(fake_set(host, volume, kAudioLevelControlPropertyDecibelValue, sizeof volume_db,
                          &volume_db),
                 0);
    cr_assert_eq(fake_set(host, muted, kAudioBooleanControlPropertyValue, sizeof mute, &mute), 0);
}

static void assert_text(const FakeHost *host, AudioObjectPropertySelector selector,
                        const char *expected)
{
    char *text = fake_copy_text(host, fake_host_device(host), selector);
    cr_assert_str_eq(text, expected);
    free(text);
}

static Float32 volume_of(const FakeHost *host, AudioObjectPropertyScope scope)
{
    Float32 value = 0;
    cr_assert_eq(fake_get(host, fake_host_object(host, kAudioVolumeControlClassID, scope),
                          kAudioLevelControlPropertyDecibelValue, sizeof value, &value),
                 0);
    return value;
}

static UInt32 mute_of(const FakeHost *host, AudioObjectPropertyScope scope)
{
    return fake_get_uint32(host, fake_host_object(host, kAudioMuteControlClassID, scope),
                           kAudioBooleanControlPropertyValue);
}

Test(device_storage, brings_everything_back)
{
    FakeHost *first = fake_host_new_with(&configuration, NULL);
    set_all(first);
    FakeHost *second = fake_host_new_with(&configuration, first->storage);
    fake_host_free(first);
    const AudioObjectID id = fake_host_device(second);
    cr_assert_eq(fake_get_float64(second, id, kAudioDevicePropertyNominalSampleRate), 96000);
    assert_text(second, kOssicleDevicePropertyChain,
                "org.ossicle.gain(gain=-6),org.ossicle.lowpass(cutoff=1000)");
    assert_text(second, kOssicleDevicePropertyChainMode, "inline");
    cr_assert_eq(volume_of(second, kAudioObjectPropertyScopeOutput), volume_db);
    cr_assert_eq(volume_of(second, kAudioObjectPropertyScopeInput), 0);
    cr_assert_eq(mute_of(second, kAudioObjectPropertyScopeInput), 1);
    cr_assert_eq(mute_of(second, kAudioObjectPropertyScopeOutput), 0);
    cr_assert_null(fake_last_error(second));
    fake_host_free(second);
}

Test(device_storage, acts_on_the_samples)
{
    FakeHost *first = fake_host_new_with(&configuration, NULL);
    const UInt32 mute = 1;
    cr_assert_eq(
        fake_set(first,
                 fake_host_object(first, kAudioMuteControlClassID, kAudioObjectPropertyScopeInput),
                 kAudioBooleanControlPropertyValue, sizeof mute, &mute),
        0);
    FakeHost *second = fake_host_new_with(&configuration, first->storage);
    fake_host_start(second, 0);
    float block[4] = {1, 1, 1, 1};
    const float silence[4] = {0};
    cr_assert_eq(fake_host_write(second, 0, 0, 2, block), 0);
    cr_assert_eq(fake_host_read(second, 0, 0, 2, block), 0);
    cr_assert_arr_eq(block, silence, sizeof silence);
    fake_host_free(first);
    fake_host_free(second);
}

/* A driver that finds `value` under `key` among its settings. */
static FakeHost *host_with_setting(const char *key, CFTypeRef value)
{
    CFMutableDictionaryRef settings = CFDictionaryCreateMutable(
        NULL, 0, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
    CFMutableDictionaryRef storage = CFDictionaryCreateMutable(
        NULL, 0, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
    CFStringRef name = CFStringCreateWithCString(NULL, key, kCFStringEncodingUTF8);
    CFDictionarySetValue(settings, name, value);
    CFDictionarySetValue(settings, CFSTR("output.mute"), kCFBooleanTrue);
    if (strcmp(key, "") == 0)
        CFDictionarySetValue(storage, CFSTR("org.ossicle.test.device"), value);
    else
        CFDictionarySetValue(storage, CFSTR("org.ossicle.test.device"), settings);
    FakeHost *host = fake_host_new_with(&configuration, storage);
    CFRelease(name);
    CFRelease(settings);
    CFRelease(storage);
    return host;
}

static void assert_ignored(const char *key, CFTypeRef value, const char *reason)
{
    FakeHost *host = host_with_setting(key, value);
    char *error = fake_last_error(host);
    cr_assert_not_null(error, "%s", key);
    cr_assert_not_null(strstr(error, key), "'%s' names '%s'", error, key);
    cr_assert_not_null(strstr(error, reason), "'%s' says '%s'", error, reason);
    free(error);
    const AudioObjectID id = fake_host_device(host);
    cr_assert_eq(fake_get_float64(host, id, kAudioDevicePropertyNominalSampleRate), 48000);
    assert_text(host, kOssicleDevicePropertyChain, "");
    assert_text(host, kOssicleDevicePropertyChainMode, "worker");
    cr_assert_eq(volume_of(host, kAudioObjectPropertyScopeInput), 0);
    cr_assert_eq(mute_of(host, kAudioObjectPropertyScopeOutput), strcmp(key, "") != 0,
                 "the good ones beside it count");
    fake_host_free(host);
}

static void assert_number_ignored(const char *key, double number, const char *reason)
{
    CFNumberRef value = CFNumberCreate(NULL, kCFNumberDoubleType, &number);
    assert_ignored(key, value, reason);
    CFRelease(value);
}

Test(device_storage, reports_what_does_not_work_any_more)
{
    assert_ignored("chain", CFSTR("org.example.gone"), "org.example.gone");
    assert_ignored("chain", CFSTR("org.ossicle.gain(gain=9999)"), "gain");
    assert_ignored("chain", kCFBooleanTrue, "no text");
    assert_ignored("chainMode", CFSTR("quickly"), "mode");
    assert_ignored("chainMode", kCFBooleanTrue, "mode");
    assert_number_ignored("sampleRate", 47999, "rate");
    assert_ignored("sampleRate", CFSTR("48000"), "rate");
    assert_number_ignored("clockRate", 1.02, "0.99 to 1.01");
    assert_ignored("clockRate", CFSTR("1"), "0.99 to 1.01");
    assert_number_ignored("input.volume", 2, "level");
    assert_number_ignored("input.volume", -1, "level");
    assert_ignored("input.volume", kCFBooleanTrue, "level");
    assert_number_ignored("input.mute", 1, "boolean");
    assert_ignored("", CFSTR("rubbish"), "dictionary");
}

Test(device_storage, reports_a_host_that_does_not_store)
{
    FakeHost *host = fake_host_new_with(&configuration, NULL);
    host->storage_fails = true;
    const AudioObjectID id = fake_host_device(host);
    cr_assert_eq(fake_set_text(host, id, kOssicleDevicePropertyChainMode, "inline"), 0);
    assert_text(host, kOssicleDevicePropertyChainMode, "inline");
    char *error = fake_last_error(host);
    cr_assert_not_null(strstr(error, "can't be stored"));
    free(error);
    fake_host_free(host);
}

Test(device_storage, keeps_devices_apart)
{
    DeviceConfiguration devices[2] = {fake_device(2), fake_device(8)};
    devices[1].uid = "org.ossicle.test.second";
    const DriverConfiguration two = {
        .devices = devices, .device_count = 2, .modules_folder = BUNDLE_MODULES};
    FakeHost *host = fake_host_new_with(&two, NULL);
    AudioObjectID ids[2];
    cr_assert_eq(
        fake_get(host, kAudioObjectPlugInObject, kAudioPlugInPropertyDeviceList, sizeof ids, ids),
        0);
    cr_assert_eq(fake_set_text(host, ids[0], kOssicleDevicePropertyChain, "org.ossicle.gain"), 0);
    char *other = fake_copy_text(host, ids[1], kOssicleDevicePropertyChain);
    cr_assert_str_eq(other, "");
    free(other);
    cr_assert(CFDictionaryContainsKey(host->storage, CFSTR("org.ossicle.test.device")));
    cr_assert_not(CFDictionaryContainsKey(host->storage, CFSTR("org.ossicle.test.second")));
    fake_host_free(host);
}
