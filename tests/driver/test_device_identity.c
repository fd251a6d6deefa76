/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What a device says of itself and its channels: as configured, or as people set it. */

#include "driver/identity.h"
#include "support/fake_host.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const AudioObjectPropertyScope input = kAudioObjectPropertyScopeInput;
static const AudioObjectPropertyScope output = kAudioObjectPropertyScopeOutput;

static FakeHost *new_host(const DeviceConfiguration *device, CFDictionaryRef storage)
{
    const DriverConfiguration configuration = {.devices = device, .device_count = 1};
    return fake_host_new_with(&configuration, storage);
}

static void assert_text(const FakeHost *host, AudioObjectPropertySelector selector,
                        const char *expected)
{
    char *text = fake_copy_text(host, FAKE_DEVICE, selector);
    cr_assert_str_eq(text, expected);
    free(text);
}

static OSStatus get_in(const FakeHost *host, AudioObjectPropertySelector selector,
                       AudioObjectPropertyScope scope, UInt32 element, UInt32 size, void *data)
{
    const AudioObjectPropertyAddress address = {selector, scope, element};
    return (*host->driver)
        ->GetPropertyData(host->driver, FAKE_DEVICE, 0, &address, 0, NULL, size, &size, data);
}

static UInt32 uint32_in(const FakeHost *host, AudioObjectPropertySelector selector,
                        AudioObjectPropertyScope scope)
{
    UInt32 value = 77;
    cr_assert_eq(get_in(host, selector, scope, 0, sizeof value, &value), 0);
    return value;
}

Test(device_identity, is_as_configured)
{
    DeviceConfiguration device = fake_device(2);
    device.model_name = "Model";
    device.model_uid = "model";
    device.manufacturer = "Maker";
    device.is_hidden = true;
    device.input = (SideConfiguration){
        .latency_frames = 10, .safety_offset_frames = 20, .can_be_default = true};
    device.output = (SideConfiguration){
        .latency_frames = 30, .safety_offset_frames = 40, .can_be_system_default = true};
    FakeHost *host = new_host(&device, NULL);
    assert_text(host, kAudioObjectPropertyModelName, "Model");
    assert_text(host, kAudioDevicePropertyModelUID, "model");
    assert_text(host, kAudioObjectPropertyManufacturer, "Maker");
    assert_text(host, kAudioObjectPropertySerialNumber, "org.ossicle.test.device");
    assert_text(host, kAudioObjectPropertyFirmwareVersion, OSSICLE_VERSION);
    cr_assert_eq(fake_get_uint32(host, FAKE_DEVICE, kAudioDevicePropertyIsHidden), 1);
    cr_assert_eq(uint32_in(host, kAudioDevicePropertyLatency, input), 10);
    cr_assert_eq(uint32_in(host, kAudioDevicePropertyLatency, output), 30);
    cr_assert_eq(uint32_in(host, kAudioDevicePropertySafetyOffset, input), 20);
    cr_assert_eq(uint32_in(host, kAudioDevicePropertySafetyOffset, output), 40);
    cr_assert_eq(uint32_in(host, kAudioDevicePropertyDeviceCanBeDefaultDevice, input), 1);
    cr_assert_eq(uint32_in(host, kAudioDevicePropertyDeviceCanBeDefaultDevice, output), 0);
    cr_assert_eq(uint32_in(host, kAudioDevicePropertyDeviceCanBeDefaultSystemDevice, input), 0);
    cr_assert_eq(uint32_in(host, kAudioDevicePropertyDeviceCanBeDefaultSystemDevice, output), 1);
    fake_host_free(host);
}

Test(device_identity, is_ours_otherwise)
{
    FakeHost *host = fake_host_new(2);
    assert_text(host, kAudioObjectPropertyModelName, OSSICLE_MODEL_NAME);
    assert_text(host, kAudioDevicePropertyModelUID, OSSICLE_MODEL_UID);
    assert_text(host, kAudioObjectPropertyManufacturer, OSSICLE_MANUFACTURER);
    fake_host_free(host);
}

Test(device_identity, can_be_renamed_while_it_runs)
{
    FakeHost *host = fake_host_new(2);
    fake_host_start(host, 0);
    fake_host_forget_news(host);
    cr_assert_eq(fake_set_text(host, FAKE_DEVICE, kAudioObjectPropertyName, "Mine"), 0);
    assert_text(host, kAudioObjectPropertyName, "Mine");
    assert_text(host, kAudioDevicePropertyDeviceUID, "org.ossicle.test.device");
    cr_assert_eq(host->requests, 0);
    cr_assert_eq(host->news_count, 1);
    cr_assert_eq(fake_host_news_of(host, FAKE_DEVICE, kAudioObjectPropertyName), 1);
    fake_host_stop(host, 0);
    fake_host_free(host);
}

Test(device_identity, refuses_names_that_are_none)
{
    FakeHost *host = fake_host_new(2);
    static char long_name[300];
    memset(long_name, 'x', sizeof long_name - 1);
    CFStringRef too_long = CFStringCreateWithCString(NULL, long_name, kCFStringEncodingUTF8);
    CFTypeRef wrong[] = {NULL, CFSTR(""), kCFBooleanTrue, too_long};
    for (size_t i = 0; i < 4; i++)
        cr_assert_eq(
            fake_set(host, FAKE_DEVICE, kAudioObjectPropertyName, sizeof *wrong, &wrong[i]),
            kAudioHardwareIllegalOperationError);
    assert_text(host, kAudioObjectPropertyName, "Test device");
    cr_assert_eq(host->news_count, 0);
    CFRelease(too_long);
    fake_host_free(host);
}

Test(device_identity, keeps_what_people_set)
{
    const DeviceConfiguration device = fake_device(4);
    FakeHost *host = new_host(&device, NULL);
    const UInt32 pair[2] = {4, 3};
    const AudioObjectPropertyAddress stereo = {kAudioDevicePropertyPreferredChannelsForStereo,
                                               output, 0};
    cr_assert_eq(fake_set_text(host, FAKE_DEVICE, kAudioObjectPropertyName, "Mine"), 0);
    cr_assert_eq(
        (*host->driver)
            ->SetPropertyData(host->driver, FAKE_DEVICE, 0, &stereo, 0, NULL, sizeof pair, pair),
        0);
    FakeHost *again = new_host(&device, host->storage);
    assert_text(again, kAudioObjectPropertyName, "Mine");
    UInt32 got[2] = {0, 0};
    cr_assert_eq(get_in(again, stereo.mSelector, output, 0, sizeof got, got), 0);
    cr_assert(got[0] == 4 && got[1] == 3);
    cr_assert_eq(get_in(again, stereo.mSelector, input, 0, sizeof got, got), 0);
    cr_assert(got[0] == 1 && got[1] == 2, "nobody chose for this side");
    fake_host_free(again);
    fake_host_free(host);
}

Test(device_identity, has_only_its_channels_for_stereo)
{
    FakeHost *host = fake_host_new(2);
    static const UInt32 wrong[][2] = {{0, 1}, {1, 0}, {3, 1}, {1, 3}, {65537, 1}};
    const AudioObjectPropertyAddress stereo = {kAudioDevicePropertyPreferredChannelsForStereo,
                                               input, 0};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_assert_eq((*host->driver)
                         ->SetPropertyData(host->driver, FAKE_DEVICE, 0, &stereo, 0, NULL,
                                           sizeof *wrong, wrong[i]),
                     kAudioHardwareIllegalOperationError);
    cr_assert_eq(host->news_count, 0);
    fake_host_free(host);
}

Test(device_identity, has_an_icon_if_the_bundle_has)
{
    const AudioObjectPropertyAddress address = fake_address(kAudioDevicePropertyIcon);
    FakeHost *host = fake_host_new(2);
    cr_assert_not((*host->driver)->HasProperty(host->driver, FAKE_DEVICE, 0, &address));
    fake_host_free(host);
    const DeviceConfiguration device = fake_device(2);
    const DriverConfiguration configuration = {
        .devices = &device, .device_count = 1, .icon_file = "/a folder/ossicle.icns"};
    host = fake_host_new_with(&configuration, NULL);
    CFURLRef url = fake_copy(host, FAKE_DEVICE, kAudioDevicePropertyIcon);
    char path[100];
    cr_assert(CFURLGetFileSystemRepresentation(url, true, (UInt8 *)path, sizeof path));
    cr_assert_str_eq(path, "/a folder/ossicle.icns");
    CFRelease(url);
    fake_host_free(host);
}

Test(device_identity, names_its_channels)
{
    static const struct {
        AudioObjectPropertySelector selector;
        const char *text;
    } rows[] = {
        {kAudioObjectPropertyElementName, "Channel 2"},
        {kAudioObjectPropertyElementCategoryName, "Input"},
        {kAudioObjectPropertyElementNumberName, "2"},
    };
    FakeHost *host = fake_host_new(2);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        CFStringRef text = NULL;
        char got[32];
        cr_assert_eq(get_in(host, rows[i].selector, input, 2, sizeof(CFStringRef), &text), 0);
        cr_assert(CFStringGetCString(text, got, sizeof got, kCFStringEncodingUTF8));
        cr_assert_str_eq(got, rows[i].text);
        CFRelease(text);
        cr_assert_eq(get_in(host, rows[i].selector, input, 3, sizeof(CFStringRef), &text),
                     kAudioHardwareUnknownPropertyError);
        cr_assert_eq(get_in(host, rows[i].selector, input, 0, sizeof(CFStringRef), &text),
                     kAudioHardwareUnknownPropertyError);
    }
    fake_host_free(host);
}

typedef struct Layout {
    UInt32 channels;
    AudioChannelLabel labels[8];
} Layout;

ParameterizedTestParameters(device_identity, has_the_usual_layout)
{
    static Layout layouts[] = {
        {1, {kAudioChannelLabel_Mono}},
        {2, {kAudioChannelLabel_Left, kAudioChannelLabel_Right}},
        {3,
         {kAudioChannelLabel_Discrete_0, kAudioChannelLabel_Discrete_0 + 1,
          kAudioChannelLabel_Discrete_0 + 2}},
        {4,
         {kAudioChannelLabel_Left, kAudioChannelLabel_Right, kAudioChannelLabel_LeftSurround,
          kAudioChannelLabel_RightSurround}},
        {6,
         {kAudioChannelLabel_Left, kAudioChannelLabel_Right, kAudioChannelLabel_Center,
          kAudioChannelLabel_LFEScreen, kAudioChannelLabel_LeftSurround,
          kAudioChannelLabel_RightSurround}},
        {8,
         {kAudioChannelLabel_Left, kAudioChannelLabel_Right, kAudioChannelLabel_Center,
          kAudioChannelLabel_LFEScreen, kAudioChannelLabel_LeftSurround,
          kAudioChannelLabel_RightSurround, kAudioChannelLabel_RearSurroundLeft,
          kAudioChannelLabel_RearSurroundRight}},
        {9, {kAudioChannelLabel_Discrete_0}},
    };
    return cr_make_param_array(Layout, layouts, sizeof layouts / sizeof *layouts);
}

ParameterizedTest(Layout *expected, device_identity, has_the_usual_layout)
{
    union {
        AudioChannelLayout layout;
        unsigned char bytes[offsetof(AudioChannelLayout, mChannelDescriptions) +
                            9 * sizeof(AudioChannelDescription)];
    } value;
    FakeHost *host = fake_host_new(expected->channels);
    cr_assert_eq(get_in(host, kAudioDevicePropertyPreferredChannelLayout, output, 0,
                        sizeof value.bytes, &value),
                 0);
    cr_assert_eq(value.layout.mChannelLayoutTag, kAudioChannelLayoutTag_UseChannelDescriptions);
    cr_assert_eq(value.layout.mNumberChannelDescriptions, expected->channels);
    const AudioChannelDescription *descriptions = value.layout.mChannelDescriptions;
    for (UInt32 i = 0; i < expected->channels && i < 8 && expected->labels[i]; i++)
        cr_assert_eq(descriptions[i].mChannelLabel, expected->labels[i]);
    fake_host_free(host);
}

/* What only a direction has that isn't there, isn't there; lists of it are empty. */
Test(device_identity, has_no_properties_of_a_direction_that_it_lacks)
{
    static const AudioObjectPropertySelector absent[] = {
        kAudioDevicePropertyLatency, kAudioDevicePropertySafetyOffset,
        kAudioDevicePropertyDeviceCanBeDefaultDevice,
        kAudioDevicePropertyPreferredChannelsForStereo, kAudioDevicePropertyPreferredChannelLayout};
    static const AudioObjectPropertySelector lists[] = {kAudioDevicePropertyStreams,
                                                        kAudioObjectPropertyControlList,
                                                        kAudioObjectPropertyOwnedObjects};
    DeviceConfiguration device = fake_device(2);
    device.direction = DIRECTION_INPUT;
    FakeHost *host = new_host(&device, NULL);
    UInt32 data[16];
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        cr_assert_eq(get_in(host, absent[i], output, 0, sizeof data, data),
                     kAudioHardwareUnknownPropertyError);
        cr_assert_neq(get_in(host, absent[i], input, 0, sizeof data, data),
                      kAudioHardwareUnknownPropertyError);
    }
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const AudioObjectPropertyAddress address = {lists[i], output, 0};
        UInt32 size = 77;
        cr_assert_eq(
            (*host->driver)
                ->GetPropertyDataSize(host->driver, FAKE_DEVICE, 0, &address, 0, NULL, &size),
            0);
        cr_assert_eq(size, 0);
    }
    fake_host_free(host);
}
