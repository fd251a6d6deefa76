/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The values of the properties that Apple describes. */

#include "driver/driver.h"
#include "support/fake_host.h"

#include <criterion/criterion.h>
#include <stddef.h>
#include <stdlib.h>

enum { PLUG_IN = kAudioObjectPlugInObject, DEVICE = FAKE_DEVICE };

static FakeHost *host;

static void set_up(void)
{
    host = fake_host_new(2);
}

static void tear_down(void)
{
    fake_host_free(host);
}

TestSuite(properties, .init = set_up, .fini = tear_down);

static AudioObjectID input_of(AudioClassID class_id)
{
    return fake_host_object(host, class_id, kAudioObjectPropertyScopeInput);
}

static OSStatus get_in(AudioObjectID object, AudioObjectPropertySelector selector,
                       AudioObjectPropertyScope scope, UInt32 element, UInt32 *size, void *data)
{
    const AudioObjectPropertyAddress address = {selector, scope, element};
    return (*host->driver)
        ->GetPropertyData(host->driver, object, 0, &address, 0, NULL, *size, size, data);
}

Test(properties, give_each_object_its_class_and_owner)
{
    const struct {
        AudioObjectID object;
        AudioClassID class_id;
        AudioClassID base_class;
        AudioObjectID owner;
    } rows[] = {
        {PLUG_IN, kAudioPlugInClassID, kAudioObjectClassID, kAudioObjectUnknown},
        {DEVICE, kAudioDeviceClassID, kAudioObjectClassID, PLUG_IN},
        {input_of(kAudioStreamClassID), kAudioStreamClassID, kAudioObjectClassID, DEVICE},
        {input_of(kAudioVolumeControlClassID), kAudioVolumeControlClassID,
         kAudioLevelControlClassID, DEVICE},
        {input_of(kAudioMuteControlClassID), kAudioMuteControlClassID, kAudioBooleanControlClassID,
         DEVICE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_assert_eq(fake_get_uint32(host, rows[i].object, kAudioObjectPropertyClass),
                     rows[i].class_id);
        cr_assert_eq(fake_get_uint32(host, rows[i].object, kAudioObjectPropertyBaseClass),
                     rows[i].base_class);
        cr_assert_eq(fake_get_uint32(host, rows[i].object, kAudioObjectPropertyOwner),
                     rows[i].owner);
    }
}

/* How many objects of `owner` are of a class, in a scope. 0: of any class. */
static UInt32 count_owned(AudioObjectID owner, AudioClassID class_id,
                          AudioObjectPropertyScope scope)
{
    const AudioObjectPropertyAddress address = {kAudioObjectPropertyOwnedObjects, scope, 0};
    UInt32 size = 0;
    cr_assert_eq((*host->driver)
                     ->GetPropertyDataSize(host->driver, owner, 0, &address,
                                           class_id ? sizeof class_id : 0, &class_id, &size),
                 0);
    return size / (UInt32)sizeof(AudioObjectID);
}

Test(properties, list_owned_objects_by_class_and_scope)
{
    static const AudioObjectPropertyScope any = kAudioObjectPropertyScopeGlobal;
    static const AudioObjectPropertyScope input = kAudioObjectPropertyScopeInput;
    cr_assert_eq(count_owned(PLUG_IN, 0, any), 2, "the box and the device");
    cr_assert_eq(count_owned(PLUG_IN, kAudioStreamClassID, any), 0);
    cr_assert_eq(count_owned(DEVICE, 0, any), 6);
    cr_assert_eq(count_owned(DEVICE, 0, input), 3);
    cr_assert_eq(count_owned(DEVICE, kAudioStreamClassID, any), 2);
    cr_assert_eq(count_owned(DEVICE, kAudioStreamClassID, input), 1);
    cr_assert_eq(count_owned(DEVICE, kAudioControlClassID, any), 4, "and what descends from it");
    cr_assert_eq(count_owned(DEVICE, kAudioLevelControlClassID, any), 2);
    cr_assert_eq(count_owned(DEVICE, kAudioObjectClassID, any), 6);
    cr_assert_eq(count_owned(DEVICE, kAudioObjectClassIDWildcard, any), 6);
    cr_assert_eq(count_owned(DEVICE, kAudioSoloControlClassID, any), 0);
}

static AudioObjectID translate(AudioObjectPropertySelector selector, CFStringRef uid)
{
    const AudioObjectPropertyAddress address = fake_address(selector);
    AudioObjectID found = 77;
    UInt32 size = 0;
    cr_assert_eq((*host->driver)
                     ->GetPropertyData(host->driver, PLUG_IN, 0, &address, sizeof(CFStringRef),
                                       &uid, sizeof found, &size, &found),
                 0);
    return found;
}

Test(properties, translate_uids)
{
    CFStringRef uid = CFSTR("org.ossicle.test.device");
    cr_assert_eq(translate(kAudioPlugInPropertyTranslateUIDToDevice, uid), DEVICE);
    cr_assert_eq(translate(kAudioPlugInPropertyTranslateUIDToDevice, CFSTR("other")),
                 kAudioObjectUnknown);
    cr_assert_eq(translate(kAudioPlugInPropertyTranslateUIDToDevice, NULL), kAudioObjectUnknown);
    cr_assert_eq(translate(kAudioPlugInPropertyTranslateUIDToBox, uid), kAudioObjectUnknown);
    cr_assert_eq(translate(kAudioPlugInPropertyTranslateUIDToClockDevice, uid),
                 kAudioObjectUnknown);
}

static void assert_text(AudioObjectID object, AudioObjectPropertySelector selector,
                        const char *expected)
{
    char *text = fake_copy_text(host, object, selector);
    cr_assert_str_eq(text, expected);
    free(text);
}

Test(properties, name_things)
{
    assert_text(PLUG_IN, kAudioPlugInPropertyBundleID, "org.ossicle.driver");
    assert_text(PLUG_IN, kAudioObjectPropertyName, "Ossicle");
    assert_text(PLUG_IN, kAudioPlugInPropertyResourceBundle, "");
    assert_text(DEVICE, kAudioObjectPropertyName, "Test device");
    assert_text(DEVICE, kAudioDevicePropertyDeviceUID, "org.ossicle.test.device");
    assert_text(DEVICE, kAudioDevicePropertyModelUID, "org.ossicle.model.loopback");
    CFStringRef name = NULL;
    UInt32 size = sizeof(CFStringRef);
    cr_assert_eq(get_in(DEVICE, kAudioObjectPropertyElementName, kAudioObjectPropertyScopeOutput, 2,
                        &size, &name),
                 0);
    cr_assert(CFEqual(name, CFSTR("Channel 2")));
    CFRelease(name);
}

Test(properties, describe_the_device)
{
    static const struct {
        AudioObjectPropertySelector selector;
        UInt32 value;
    } rows[] = {
        {kAudioDevicePropertyTransportType, kAudioDeviceTransportTypeVirtual},
        {kAudioDevicePropertyClockDomain, 0},
        {kAudioDevicePropertyDeviceIsAlive, 1},
        {kAudioDevicePropertyDeviceIsRunning, 0},
        {kAudioDevicePropertyIsHidden, 0},
        {kAudioDevicePropertyZeroTimeStampPeriod, 16384},
        {kAudioDevicePropertyClockAlgorithm, kAudioDeviceClockAlgorithmRaw},
        {kAudioDevicePropertyClockIsStable, 1},
        {kAudioDevicePropertyRelatedDevices, DEVICE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_assert_eq(fake_get_uint32(host, DEVICE, rows[i].selector), rows[i].value, "row %zu", i);
}

Test(properties, describe_both_directions)
{
    static const AudioObjectPropertySelector ones[] = {
        kAudioDevicePropertyDeviceCanBeDefaultDevice,
        kAudioDevicePropertyDeviceCanBeDefaultSystemDevice};
    static const AudioObjectPropertySelector zeroes[] = {kAudioDevicePropertyLatency,
                                                         kAudioDevicePropertySafetyOffset};
    static const AudioObjectPropertyScope sides[] = {kAudioObjectPropertyScopeInput,
                                                     kAudioObjectPropertyScopeOutput};
    for (size_t i = 0; i < 4; i++) {
        UInt32 value = 77;
        UInt32 size = sizeof value;
        cr_assert_eq(get_in(DEVICE, ones[i / 2], sides[i % 2], 0, &size, &value), 0);
        cr_assert_eq(value, 1);
        cr_assert_eq(get_in(DEVICE, zeroes[i / 2], sides[i % 2], 0, &size, &value), 0);
        cr_assert_eq(value, 0);
    }
}

Test(properties, list_the_rates)
{
    AudioValueRange ranges[4];
    cr_assert_eq(fake_get(host, DEVICE, kAudioDevicePropertyAvailableNominalSampleRates,
                          sizeof ranges, ranges),
                 0);
    static const Float64 rates[4] = {8000, 44100, 48000, 96000};
    for (size_t i = 0; i < 4; i++)
        cr_assert(ranges[i].mMinimum == rates[i] && ranges[i].mMaximum == rates[i]);
}

Test(properties, describe_the_channels)
{
    UInt32 pair[2] = {0, 0};
    UInt32 size = sizeof pair;
    cr_assert_eq(get_in(DEVICE, kAudioDevicePropertyPreferredChannelsForStereo,
                        kAudioObjectPropertyScopeOutput, 0, &size, pair),
                 0);
    cr_assert(pair[0] == 1 && pair[1] == 2);
    union {
        AudioChannelLayout layout;
        unsigned char bytes[offsetof(AudioChannelLayout, mChannelDescriptions) +
                            2 * sizeof(AudioChannelDescription)];
    } value;
    size = sizeof value.bytes;
    cr_assert_eq(get_in(DEVICE, kAudioDevicePropertyPreferredChannelLayout,
                        kAudioObjectPropertyScopeInput, 0, &size, &value),
                 0);
    cr_assert_eq(value.layout.mChannelLayoutTag, kAudioChannelLayoutTag_UseChannelDescriptions);
    cr_assert_eq(value.layout.mNumberChannelDescriptions, 2);
    const AudioChannelDescription *descriptions = value.layout.mChannelDescriptions;
    cr_assert_eq(descriptions[0].mChannelLabel, kAudioChannelLabel_Left);
    cr_assert_eq(descriptions[1].mChannelLabel, kAudioChannelLabel_Right);
}

Test(properties, describe_the_streams)
{
    const AudioObjectID input = input_of(kAudioStreamClassID);
    const AudioObjectID output =
        fake_host_object(host, kAudioStreamClassID, kAudioObjectPropertyScopeOutput);
    cr_assert_eq(fake_get_uint32(host, input, kAudioStreamPropertyDirection), 1);
    cr_assert_eq(fake_get_uint32(host, output, kAudioStreamPropertyDirection), 0);
    cr_assert_eq(fake_get_uint32(host, output, kAudioStreamPropertyIsActive), 1);
    cr_assert_eq(fake_get_uint32(host, output, kAudioStreamPropertyStartingChannel), 1);
    cr_assert_eq(fake_get_uint32(host, output, kAudioStreamPropertyTerminalType),
                 kAudioStreamTerminalTypeLine);
    cr_assert_eq(fake_get_uint32(host, output, kAudioStreamPropertyLatency), 0);
    AudioStreamBasicDescription format;
    cr_assert_eq(fake_get(host, input, kAudioStreamPropertyVirtualFormat, sizeof format, &format),
                 0);
    cr_assert_eq(format.mSampleRate, 48000);
    cr_assert_eq(format.mFormatID, kAudioFormatLinearPCM);
    cr_assert_eq(format.mFormatFlags, kAudioFormatFlagIsFloat | kAudioFormatFlagIsPacked);
    cr_assert_eq(format.mBytesPerFrame, 8);
    cr_assert_eq(format.mBytesPerPacket, 8);
    cr_assert_eq(format.mFramesPerPacket, 1);
    cr_assert_eq(format.mChannelsPerFrame, 2);
    cr_assert_eq(format.mBitsPerChannel, 32);
    AudioStreamRangedDescription formats[4];
    cr_assert_eq(fake_get(host, input, kAudioStreamPropertyAvailablePhysicalFormats, sizeof formats,
                          formats),
                 0);
    cr_assert_eq(formats[3].mFormat.mSampleRate, 96000);
    cr_assert_eq(formats[3].mSampleRateRange.mMaximum, 96000);
}
