/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* A rate changes when the host has it performed, and not otherwise; chain and mode change at once.
 */

#include "driver/custom_properties.h"
#include "support/fake_host.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const char gain_chain[] = "org.ossicle.gain(gain=-6)";

static void assert_text(const FakeHost *host, AudioObjectPropertySelector selector,
                        const char *expected)
{
    char *text = fake_copy_text(host, fake_host_device(host), selector);
    cr_assert_str_eq(text, expected);
    free(text);
}

static OSStatus set_rate(const FakeHost *host, Float64 rate)
{
    return fake_set(host, fake_host_device(host), kAudioDevicePropertyNominalSampleRate,
                    sizeof rate, &rate);
}

static Float64 rate_of(const FakeHost *host)
{
    return fake_get_float64(host, fake_host_device(host), kAudioDevicePropertyNominalSampleRate);
}

static OSStatus set_chain(const FakeHost *host, const char *text)
{
    return fake_set_text(host, fake_host_device(host), kOssicleDevicePropertyChain, text);
}

static OSStatus set_mode(const FakeHost *host, const char *text)
{
    return fake_set_text(host, fake_host_device(host), kOssicleDevicePropertyChainMode, text);
}

Test(device_change, waits_for_the_host)
{
    FakeHost *host = fake_host_new(2);
    host->changes = FAKE_KEEP;
    cr_assert_eq(set_rate(host, 96000), kAudioHardwareNoError);
    cr_assert_eq(host->kept_count, 1);
    cr_assert_eq(rate_of(host), 48000);
    cr_assert_eq(host->news_count, 0);
    cr_assert_eq(fake_host_perform(host), kAudioHardwareNoError);
    cr_assert_eq(rate_of(host), 96000);
    fake_host_free(host);
}

Test(device_change, does_not_wait_for_the_host_with_chain_and_mode)
{
    FakeHost *host = fake_host_new(2);
    const AudioObjectID device = fake_host_device(host);
    host->changes = FAKE_REFUSE;
    fake_host_start(host, 0);
    for (int i = 0; i < 2; i++) {
        cr_assert_eq(set_chain(host, i ? "" : gain_chain), kAudioHardwareNoError);
        assert_text(host, kOssicleDevicePropertyChain, i ? "" : gain_chain);
        cr_assert_eq(set_mode(host, i ? "worker" : "inline"), kAudioHardwareNoError);
        assert_text(host, kOssicleDevicePropertyChainMode, i ? "worker" : "inline");
        assert_text(host, kOssicleDevicePropertyChain, i ? "" : gain_chain);
        cr_assert_eq(fake_get_uint32(host, device, kAudioDevicePropertyDeviceIsRunning), 1);
    }
    cr_assert_eq(host->requests, 0);
    fake_host_stop(host, 0);
    fake_host_free(host);
}

Test(device_change, leaves_all_as_it_was_when_aborted)
{
    FakeHost *host = fake_host_new(2);
    host->changes = FAKE_KEEP;
    cr_assert_eq(set_rate(host, 96000), kAudioHardwareNoError);
    cr_assert_eq(fake_host_abort(host), kAudioHardwareNoError);
    cr_assert_eq(rate_of(host), 48000);
    cr_assert_eq(host->news_count, 0);
    cr_assert_eq(CFDictionaryGetCount(host->storage), 0);
    fake_host_free(host);
}

Test(device_change, leaves_all_as_it_was_when_refused)
{
    FakeHost *host = fake_host_new(2);
    host->changes = FAKE_REFUSE;
    cr_assert_eq(set_rate(host, 96000), kAudioHardwareNotReadyError);
    cr_assert_eq(rate_of(host), 48000);
    fake_host_free(host);
}

Test(device_change, is_carried_out_once)
{
    FakeHost *host = fake_host_new(2);
    AudioServerPlugInDriverRef driver = host->driver;
    const AudioObjectID device = fake_host_device(host);
    host->changes = FAKE_KEEP;
    cr_assert_eq(set_rate(host, 96000), kAudioHardwareNoError);
    const UInt64 action = host->kept[0].action;
    cr_assert_eq((*driver)->PerformDeviceConfigurationChange(driver, device, action + 1, NULL),
                 kAudioHardwareIllegalOperationError);
    cr_assert_eq((*driver)->AbortDeviceConfigurationChange(driver, device, action + 1, NULL),
                 kAudioHardwareIllegalOperationError);
    cr_assert_eq(fake_host_perform(host), kAudioHardwareNoError);
    cr_assert_eq((*driver)->PerformDeviceConfigurationChange(driver, device, action, NULL),
                 kAudioHardwareIllegalOperationError);
    cr_assert_eq((*driver)->AbortDeviceConfigurationChange(driver, device, action, NULL),
                 kAudioHardwareIllegalOperationError);
    fake_host_free(host);
}

Test(device_change, that_nobody_answers_is_forgotten_in_the_end)
{
    FakeHost *host = fake_host_new(2);
    host->changes = FAKE_KEEP;
    cr_assert_eq(set_rate(host, 44100), kAudioHardwareNoError);
    cr_assert_eq(set_rate(host, 96000), kAudioHardwareNoError);
    fake_host_free(host); /* the sanitizer finds what leaks */
}

Test(device_change, takes_only_rates_of_the_device)
{
    FakeHost *host = fake_host_new(2);
    static const Float64 wrong[] = {0, -48000, 47999.5, 192000, 1e300};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_assert_eq(set_rate(host, wrong[i]), kAudioHardwareIllegalOperationError);
    cr_assert_eq(set_rate(host, 48000), kAudioHardwareNoError, "which it has already");
    cr_assert_eq(host->requests, 0);
    fake_host_free(host);
}

Test(device_change, announces_a_rate_on_the_streams_too)
{
    FakeHost *host = fake_host_new(2);
    cr_assert_eq(set_rate(host, 44100), kAudioHardwareNoError);
    cr_assert_eq(host->performed, kAudioHardwareNoError);
    const AudioObjectID device = fake_host_device(host);
    cr_assert_eq(fake_host_news_of(host, device, kAudioDevicePropertyNominalSampleRate), 1);
    static const AudioObjectPropertyScope sides[] = {kAudioObjectPropertyScopeInput,
                                                     kAudioObjectPropertyScopeOutput};
    for (size_t i = 0; i < 2; i++) {
        const AudioObjectID stream = fake_host_object(host, kAudioStreamClassID, sides[i]);
        cr_assert_eq(fake_host_news_of(host, stream, kAudioStreamPropertyVirtualFormat), 1);
        cr_assert_eq(fake_host_news_of(host, stream, kAudioStreamPropertyPhysicalFormat), 1);
        AudioStreamBasicDescription format;
        cr_assert_eq(
            fake_get(host, stream, kAudioStreamPropertyVirtualFormat, sizeof format, &format),
            kAudioHardwareNoError);
        cr_assert_eq(format.mSampleRate, 44100);
    }
    fake_host_free(host);
}

Test(device_change, takes_a_format_that_differs_in_the_rate_alone)
{
    FakeHost *host = fake_host_new(2);
    const AudioObjectID stream =
        fake_host_object(host, kAudioStreamClassID, kAudioObjectPropertyScopeInput);
    AudioStreamBasicDescription format;
    cr_assert_eq(fake_get(host, stream, kAudioStreamPropertyPhysicalFormat, sizeof format, &format),
                 kAudioHardwareNoError);
    AudioStreamBasicDescription wrong[5];
    for (size_t i = 0; i < 5; i++)
        wrong[i] = format;
    wrong[0].mSampleRate = 12345;
    wrong[1].mChannelsPerFrame = 1;
    wrong[2].mBitsPerChannel = 16;
    wrong[3].mFormatFlags |= kAudioFormatFlagIsNonInterleaved;
    wrong[4].mFormatID = kAudioFormatFLAC;
    for (size_t i = 0; i < 5; i++)
        cr_assert_eq(
            fake_set(host, stream, kAudioStreamPropertyPhysicalFormat, sizeof format, &wrong[i]),
            kAudioDeviceUnsupportedFormatError, "row %zu", i);
    cr_assert_eq(host->requests, 0);
    format.mSampleRate = 8000;
    cr_assert_eq(fake_set(host, stream, kAudioStreamPropertyPhysicalFormat, sizeof format, &format),
                 kAudioHardwareNoError);
    cr_assert_eq(rate_of(host), 8000);
    fake_host_free(host);
}

Test(device_change, refuses_a_wrong_chain_with_a_reason)
{
    static const struct {
        const char *chain;
        const char *named; /* in the reason */
    } wrong[] = {
        {"org.ossicle.nothing", "org.ossicle.nothing"},
        {"org.ossicle.gain(loudness=1)", "loudness"},
        {"org.ossicle.gain(gain=1e9)", "gain"},
        {"org.ossicle.gain(gain=loud)", "loud"},
        {"org.ossicle.gain(", ""},
    };
    FakeHost *host = fake_host_new(2);
    const AudioObjectID device = fake_host_device(host);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        fake_host_forget_news(host);
        cr_assert_eq(set_chain(host, wrong[i].chain), kAudioHardwareIllegalOperationError);
        char *reason = fake_last_error(host);
        cr_assert_not_null(reason);
        cr_assert_not_null(strstr(reason, wrong[i].named), "'%s' names '%s'", reason,
                           wrong[i].named);
        free(reason);
        cr_assert_eq(fake_host_news_of(host, device, kOssicleDevicePropertyErrors), 1);
    }
    cr_assert_eq(host->requests, 0);
    assert_text(host, kOssicleDevicePropertyChain, "");
    fake_host_free(host);
}

Test(device_change, refuses_a_mode_that_there_is_not)
{
    FakeHost *host = fake_host_new(2);
    cr_assert_eq(set_mode(host, "quickly"), kAudioHardwareIllegalOperationError);
    char *reason = fake_last_error(host);
    cr_assert_not_null(strstr(reason, "quickly"));
    cr_assert_not_null(strstr(reason, "worker"));
    free(reason);
    fake_host_free(host);
}

Test(device_change, refuses_texts_that_are_none)
{
    FakeHost *host = fake_host_new(2);
    const AudioObjectID device = fake_host_device(host);
    CFTypeRef values[] = {NULL, kCFBooleanTrue};
    for (size_t i = 0; i < 2; i++) {
        cr_assert_eq(
            fake_set(host, device, kOssicleDevicePropertyChain, sizeof *values, &values[i]),
            kAudioHardwareIllegalOperationError);
        cr_assert_eq(
            fake_set(host, device, kOssicleDevicePropertyChainMode, sizeof *values, &values[i]),
            kAudioHardwareIllegalOperationError);
    }
    fake_host_free(host);
}

Test(device_change, announces_chain_and_parameters)
{
    FakeHost *host = fake_host_new(2);
    const AudioObjectID device = fake_host_device(host);
    cr_assert_eq(set_chain(host, gain_chain), kAudioHardwareNoError);
    cr_assert_eq(fake_host_news_of(host, device, kOssicleDevicePropertyChain), 1);
    cr_assert_eq(fake_host_news_of(host, device, kOssicleDevicePropertyParameters), 1);
    cr_assert_eq(fake_host_news_of(host, device, kAudioDevicePropertyLatency), 0,
                 "it stayed what it was");
    cr_assert_eq(set_mode(host, "inline"), kAudioHardwareNoError);
    cr_assert_eq(fake_host_news_of(host, device, kOssicleDevicePropertyChainMode), 1);
    fake_host_free(host);
}

/* A host must stop I/O before; one that forgets gets a new time line. */
Test(device_change, restarts_a_device_that_runs)
{
    FakeHost *host = fake_host_new(2);
    const AudioObjectID device = fake_host_device(host);
    fake_host_start(host, 0);
    UInt64 ticks = 0;
    UInt64 seeds[2] = {0, 0};
    Float64 sample = 0;
    (void)(*host->driver)->GetZeroTimeStamp(host->driver, device, 0, &sample, &ticks, &seeds[0]);
    cr_assert_eq(set_rate(host, 96000), kAudioHardwareNoError);
    cr_assert_eq(host->performed, kAudioHardwareNoError);
    cr_assert_eq(fake_get_uint32(host, device, kAudioDevicePropertyDeviceIsRunning), 1);
    (void)(*host->driver)->GetZeroTimeStamp(host->driver, device, 0, &sample, &ticks, &seeds[1]);
    cr_assert_neq(seeds[0], seeds[1]);
    fake_host_stop(host, 0);
    fake_host_free(host);
}
