/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* A device becomes another one as a whole, when the host has it performed, or stays as it was. */

#include "driver/device_reconfigure.h"

#include "driver/driver_devices.h"
#include "support/fake_host.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static FakeHost *host;
static Device *device;
static DeviceConfiguration wanted; /* the present one, for a test to change */

static void set_up(void)
{
    host = fake_host_new(2);
    device = driver_find_device((Driver *)(void *)host->driver, "org.ossicle.test.device");
    wanted = fake_device(2);
}

static void tear_down(void)
{
    fake_host_free(host);
}

TestSuite(device_reconfigure, .init = set_up, .fini = tear_down);

static void reconfigure(void)
{
    Error error;
    cr_assert_eq(device_reconfigure(device, &wanted, &error), STATUS_OK);
}

static UInt32 uint32_in(AudioObjectPropertySelector selector, AudioObjectPropertyScope scope)
{
    const AudioObjectPropertyAddress address = {selector, scope, kAudioObjectPropertyElementMain};
    UInt32 value = 77;
    UInt32 size = 0;
    cr_assert_eq((*host->driver)
                     ->GetPropertyData(host->driver, FAKE_DEVICE, 0, &address, 0, NULL,
                                       sizeof value, &size, &value),
                 0);
    return value;
}

static UInt32 channels_of_streams(void)
{
    AudioStreamBasicDescription format;
    cr_assert_eq(
        fake_get(host, FAKE_DEVICE + 2, kAudioStreamPropertyVirtualFormat, sizeof format, &format),
        0);
    return format.mChannelsPerFrame;
}

static void assert_text(AudioObjectPropertySelector selector, const char *expected)
{
    char *text = fake_copy_text(host, FAKE_DEVICE, selector);
    cr_assert_str_eq(text, expected);
    free(text);
}

Test(device_reconfigure, does_nothing_if_nothing_is_different)
{
    reconfigure();
    cr_assert_eq(host->requests, 0);
    cr_assert_eq(host->news_count, 0);
}

Test(device_reconfigure, changes_what_people_see_at_once)
{
    wanted.name = "Another name";
    wanted.is_hidden = true;
    wanted.output.can_be_default = !wanted.output.can_be_default;
    fake_host_start(host, 0);
    reconfigure();
    cr_assert_eq(host->requests, 0);
    assert_text(kAudioObjectPropertyName, "Another name");
    cr_assert_eq(host->news_calls, 2, "it runs; and this");
    cr_assert_eq(fake_host_news_of(host, FAKE_DEVICE, kAudioObjectPropertyName), 1);
    cr_assert_eq(fake_host_news_of(host, FAKE_DEVICE, kAudioDevicePropertyIsHidden), 1);
    cr_assert_eq(fake_host_news_of(host, FAKE_DEVICE, kAudioDevicePropertyDeviceCanBeDefaultDevice),
                 1);
    cr_assert_eq(host->news_count, 4);
    fake_host_stop(host, 0);
}

Test(device_reconfigure, waits_for_the_host)
{
    host->changes = FAKE_KEEP;
    wanted.channels = 6;
    wanted.ring_frames = 4096;
    wanted.name = "Six";
    reconfigure();
    cr_assert_eq(host->kept_count, 1, "one change for all of it");
    cr_assert_eq(channels_of_streams(), 2);
    cr_assert_eq(
        uint32_in(kAudioDevicePropertyZeroTimeStampPeriod, kAudioObjectPropertyScopeGlobal), 16384);
    assert_text(kAudioObjectPropertyName, "Test device");
    cr_assert_eq(host->news_count, 0);
    cr_assert_eq(fake_host_perform(host), 0);
    cr_assert_eq(channels_of_streams(), 6);
    cr_assert_eq(
        uint32_in(kAudioDevicePropertyZeroTimeStampPeriod, kAudioObjectPropertyScopeGlobal), 4096);
    assert_text(kAudioObjectPropertyName, "Six");
}

Test(device_reconfigure, leaves_all_as_it_was_when_aborted)
{
    host->changes = FAKE_KEEP;
    wanted.channels = 6;
    wanted.direction = DIRECTION_INPUT;
    wanted.ring_frames = 4096;
    wanted.name = "Six";
    reconfigure();
    cr_assert_eq(fake_host_abort(host), 0);
    cr_assert_eq(channels_of_streams(), 2);
    cr_assert_eq(
        uint32_in(kAudioDevicePropertyZeroTimeStampPeriod, kAudioObjectPropertyScopeGlobal), 16384);
    assert_text(kAudioObjectPropertyName, "Test device");
    cr_assert_eq(fake_host_news_of(host, FAKE_DEVICE, kOssicleDevicePropertyErrors), 1);
    cr_assert_eq(host->news_count, 1);
    char *reason = fake_last_error(host);
    cr_assert_str_eq(reason,
                     "device org.ossicle.test.device stays as it was: the host didn't carry "
                     "out its change; apply the configuration again");
    free(reason);
    host->changes = FAKE_REFUSE;
    Error error;
    cr_assert_eq(device_reconfigure(device, &wanted, &error), STATUS_FAILED);
    cr_assert_eq(channels_of_streams(), 2);
}

Test(device_reconfigure, announces_what_shows_the_channels)
{
    wanted.channels = 6;
    reconfigure();
    static const AudioObjectPropertySelector shown[] = {
        kAudioObjectPropertyControlList,
        kAudioObjectPropertyOwnedObjects,
    };
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        cr_assert_eq(fake_host_news_of(host, FAKE_DEVICE, shown[i]), 1, "row %zu", i);
    cr_assert_eq(fake_host_news_of(host, FAKE_DEVICE, kAudioDevicePropertyPreferredChannelLayout),
                 2);
    cr_assert_eq(fake_host_news_of(host, FAKE_DEVICE + 1, kAudioStreamPropertyVirtualFormat), 1);
    cr_assert_eq(fake_host_news_of(host, FAKE_DEVICE + 2, kAudioStreamPropertyPhysicalFormat), 1);
}

Test(device_reconfigure, plays_with_other_channels)
{
    enum { FRAMES = 32, CHANNELS = 6 };
    float written[FRAMES * CHANNELS];
    float read[FRAMES * CHANNELS] = {0};
    for (int i = 0; i < FRAMES * CHANNELS; i++)
        written[i] = (float)i / 1000;
    fake_host_add_client(host, 1);
    fake_host_start(host, 1);
    wanted.channels = CHANNELS;
    reconfigure();
    cr_assert_eq(host->performed, 0);
    cr_assert_eq(uint32_in(kAudioDevicePropertyDeviceIsRunning, kAudioObjectPropertyScopeGlobal),
                 1);
    cr_assert_eq(fake_host_write(host, 1, 0, FRAMES, written), 0);
    cr_assert_eq(fake_host_read(host, 1, 0, FRAMES, read), 0);
    cr_assert_arr_eq(read, written, sizeof read);
    fake_host_stop(host, 1);
}

Test(device_reconfigure, keeps_the_chain_and_its_parameters)
{
    cr_assert_eq(
        fake_set_text(host, FAKE_DEVICE, kOssicleDevicePropertyChain, "org.ossicle.gain(gain=-6)"),
        0);
    cr_assert_eq(fake_set_text(host, FAKE_DEVICE, kOssicleDevicePropertyChainMode, "inline"), 0);
    wanted.channels = 6;
    reconfigure();
    cr_assert_eq(channels_of_streams(), 6);
    assert_text(kOssicleDevicePropertyChain, "org.ossicle.gain(gain=-6)");
    assert_text(kOssicleDevicePropertyChainMode, "inline");
}

Test(device_reconfigure, brings_the_configured_chain)
{
    wanted.chain = "org.ossicle.gain(gain=-3)";
    wanted.chain_mode = "inline";
    fake_host_forget_news(host);
    reconfigure();
    assert_text(kOssicleDevicePropertyChain, "org.ossicle.gain(gain=-3)");
    assert_text(kOssicleDevicePropertyChainMode, "inline");
    cr_assert_eq(fake_host_news_of(host, FAKE_DEVICE, kOssicleDevicePropertyChain), 1);
}

Test(device_reconfigure, changes_nothing_if_a_part_of_it_fails)
{
    wanted.channels = 6;
    wanted.direction = DIRECTION_INPUT;
    wanted.chain = "org.ossicle.nothing";
    reconfigure();
    cr_assert_eq(host->performed, kAudioHardwareUnspecifiedError);
    cr_assert_eq(channels_of_streams(), 2);
    assert_text(kOssicleDevicePropertyChain, "");
    char *reason = fake_last_error(host);
    cr_assert_not_null(strstr(reason, "org.ossicle.nothing"));
    free(reason);
    cr_assert_eq(fake_host_news_of(host, FAKE_DEVICE, kAudioDevicePropertyStreams), 0);
}

static UInt32 count_in(AudioObjectPropertySelector selector, AudioObjectPropertyScope scope)
{
    const AudioObjectPropertyAddress address = {selector, scope, kAudioObjectPropertyElementMain};
    UInt32 size = 0;
    cr_assert_eq((*host->driver)
                     ->GetPropertyDataSize(host->driver, FAKE_DEVICE, 0, &address, 0, NULL, &size),
                 0);
    return size / (UInt32)sizeof(AudioObjectID);
}

Test(device_reconfigure, takes_a_direction_away_and_brings_it_back)
{
    const AudioObjectPropertyAddress latency = {kAudioDevicePropertyLatency,
                                                kAudioObjectPropertyScopeOutput,
                                                kAudioObjectPropertyElementMain};
    const AudioObjectPropertyAddress class_address = fake_address(kAudioObjectPropertyClass);
    wanted.direction = DIRECTION_INPUT;
    reconfigure();
    cr_assert_eq(count_in(kAudioDevicePropertyStreams, kAudioObjectPropertyScopeGlobal), 1);
    cr_assert_eq(count_in(kAudioDevicePropertyStreams, kAudioObjectPropertyScopeOutput), 0);
    cr_assert_eq(count_in(kAudioObjectPropertyControlList, kAudioObjectPropertyScopeGlobal), 2);
    cr_assert_not((*host->driver)->HasProperty(host->driver, FAKE_DEVICE, 0, &latency));
    cr_assert_not((*host->driver)->HasProperty(host->driver, FAKE_DEVICE + 2, 0, &class_address));
    cr_assert_eq(fake_host_news_of(host, FAKE_DEVICE, kAudioDevicePropertyStreams), 1);
    fake_host_start(host, 0);
    const AudioServerPlugInIOCycleInfo cycle = {0};
    float samples[2] = {0};
    cr_assert_eq((*host->driver)
                     ->DoIOOperation(host->driver, FAKE_DEVICE, FAKE_DEVICE + 2, 0,
                                     kAudioServerPlugInIOOperationWriteMix, 1, &cycle, samples,
                                     NULL),
                 kAudioHardwareBadStreamError);
    fake_host_stop(host, 0);
    wanted.direction = DIRECTION_BOTH;
    reconfigure();
    cr_assert_eq(count_in(kAudioDevicePropertyStreams, kAudioObjectPropertyScopeGlobal), 2);
    cr_assert((*host->driver)->HasProperty(host->driver, FAKE_DEVICE, 0, &latency));
}

static AudioObjectID volume_of(AudioObjectPropertyScope scope)
{
    return fake_host_object(host, kAudioVolumeControlClassID, scope);
}

Test(device_reconfigure, keeps_the_values_of_controls)
{
    const Float32 decibels = -40;
    const Float32 scalar = 0.5f;
    cr_assert_eq(fake_set(host, volume_of(kAudioObjectPropertyScopeInput),
                          kAudioLevelControlPropertyDecibelValue, sizeof decibels, &decibels),
                 0);
    cr_assert_eq(fake_set(host, volume_of(kAudioObjectPropertyScopeOutput),
                          kAudioLevelControlPropertyScalarValue, sizeof scalar, &scalar),
                 0);
    wanted.input.controls = CONTROL_BIT(CONTROL_VOLUME);
    reconfigure();
    Float32 got = 0;
    cr_assert_eq(fake_get(host, volume_of(kAudioObjectPropertyScopeOutput),
                          kAudioLevelControlPropertyScalarValue, sizeof got, &got),
                 0);
    cr_assert_eq(got, scalar, "bit by bit");
    wanted.volume.minimum_db = -30;
    reconfigure();
    cr_assert_eq(fake_get(host, volume_of(kAudioObjectPropertyScopeInput),
                          kAudioLevelControlPropertyDecibelValue, sizeof got, &got),
                 0);
    cr_assert_eq(got, -30, "the nearest that there still is");
}

/* Objects that stay are the same, also for a setter that is just at work. */
Test(device_reconfigure, keeps_controls_that_nothing_changes)
{
    const DeviceShape *before = device->shape;
    wanted.ring_frames = 4096;
    reconfigure();
    const DeviceShape *after = device->shape;
    cr_assert_neq(before, after);
    cr_assert_eq(before->controls, after->controls);
    cr_assert_eq(before->configuration->ring_frames, 16384, "whoever still reads it");
}

Test(device_reconfigure, takes_the_default_rate_if_its_own_is_gone)
{
    static const Float64 rates[] = {44100, 88200};
    wanted.rates = rates;
    wanted.rate_count = 2;
    wanted.default_rate = 88200;
    reconfigure();
    cr_assert_eq(fake_get_float64(host, FAKE_DEVICE, kAudioDevicePropertyNominalSampleRate), 88200);
    cr_assert_eq(fake_host_news_of(host, FAKE_DEVICE, kAudioDevicePropertyNominalSampleRate), 1);
    cr_assert_eq(
        fake_host_news_of(host, FAKE_DEVICE, kAudioDevicePropertyAvailableNominalSampleRates), 1);
}

Test(device_reconfigure, refuses_to_become_another_device)
{
    Error error;
    wanted.uid = "other";
    cr_assert_eq(device_reconfigure(device, &wanted, &error), STATUS_BAD_ARGUMENT);
    cr_assert_not_null(strstr(error.message, "other"));
    wanted = fake_device(2);
    wanted.is_clock = true;
    cr_assert_eq(device_reconfigure(device, &wanted, &error), STATUS_BAD_ARGUMENT);
    cr_assert_eq(host->requests, 0);
}

Test(device_reconfigure, starts_a_new_time_line)
{
    Float64 sample = 0;
    UInt64 ticks = 0;
    UInt64 seeds[2] = {0, 0};
    fake_host_start(host, 0);
    (void)(*host->driver)
        ->GetZeroTimeStamp(host->driver, FAKE_DEVICE, 0, &sample, &ticks, &seeds[0]);
    wanted.ring_frames = 4096;
    reconfigure();
    cr_assert_eq(
        (*host->driver)->GetZeroTimeStamp(host->driver, FAKE_DEVICE, 0, &sample, &ticks, &seeds[1]),
        0);
    cr_assert_neq(seeds[0], seeds[1]);
    fake_host_stop(host, 0);
}
