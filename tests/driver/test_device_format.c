/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Physical formats: what streams offer, how they change, and that integers come through. */

#include "driver/custom_properties.h"
#include "driver/device.h"
#include "driver/device_reconfigure.h"
#include "driver/stream_format.h"
#include "realtime/sample_convert.h"
#include "support/fake_host.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { RATES = 3 };

static const Float64 rates[RATES] = {44100, 48000, 96000};
static DeviceConfiguration device;
static DriverConfiguration configuration;

static void set_up(void)
{
    device = fake_device(2);
    device.rates = rates;
    device.rate_count = RATES;
    device.formats = FORMAT_INT16 | FORMAT_INT24 | FORMAT_INT32;
    configuration = (DriverConfiguration){
        .devices = &device,
        .device_count = 1,
        .modules_folder = BUNDLE_MODULES,
    };
}

TestSuite(device_format, .init = set_up);

static AudioObjectID stream(const FakeHost *host, AudioObjectPropertyScope scope)
{
    return fake_host_object(host, kAudioStreamClassID, scope);
}

static AudioObjectID input(const FakeHost *host)
{
    return stream(host, kAudioObjectPropertyScopeInput);
}

static AudioObjectID output(const FakeHost *host)
{
    return stream(host, kAudioObjectPropertyScopeOutput);
}

static AudioStreamBasicDescription describe(const char *name, Float64 rate)
{
    return stream_format_describe(stream_format_named(&device, name), &device, rate);
}

static OSStatus set_physical(const FakeHost *host, AudioObjectID id, const char *name, Float64 rate)
{
    const AudioStreamBasicDescription format = describe(name, rate);
    return fake_set(host, id, kAudioStreamPropertyPhysicalFormat, sizeof format, &format);
}

static void assert_same(const AudioStreamBasicDescription *a, const AudioStreamBasicDescription *b)
{
    cr_assert_eq(a->mSampleRate, b->mSampleRate);
    cr_assert_eq(a->mFormatID, b->mFormatID);
    cr_assert_eq(a->mFormatFlags, b->mFormatFlags);
    cr_assert_eq(a->mBytesPerPacket, b->mBytesPerPacket);
    cr_assert_eq(a->mFramesPerPacket, b->mFramesPerPacket);
    cr_assert_eq(a->mBytesPerFrame, b->mBytesPerFrame);
    cr_assert_eq(a->mChannelsPerFrame, b->mChannelsPerFrame);
    cr_assert_eq(a->mBitsPerChannel, b->mBitsPerChannel);
}

static void assert_format(const FakeHost *host, AudioObjectID id,
                          AudioObjectPropertySelector selector, const char *name, Float64 rate)
{
    const AudioStreamBasicDescription expected = describe(name, rate);
    AudioStreamBasicDescription format = {0};
    cr_assert_eq(fake_get(host, id, selector, sizeof format, &format), 0);
    assert_same(&format, &expected);
}

Test(device_format, offers_each_at_all_rates)
{
    static const char *const names[] = {"float", "int16", "int24", "int32"};
    FakeHost *host = fake_host_new_with(&configuration, NULL);
    AudioStreamRangedDescription formats[4 * RATES];
    cr_assert_eq(fake_get(host, input(host), kAudioStreamPropertyAvailablePhysicalFormats,
                          sizeof formats, formats),
                 0);
    for (UInt32 i = 0; i < 4 * RATES; i++) {
        const AudioStreamBasicDescription expected = describe(names[i / RATES], rates[i % RATES]);
        assert_same(&formats[i].mFormat, &expected);
        cr_assert_eq(formats[i].mSampleRateRange.mMinimum, rates[i % RATES]);
        cr_assert_eq(formats[i].mSampleRateRange.mMaximum, rates[i % RATES]);
    }
    AudioStreamRangedDescription seen[4 * RATES];
    const AudioObjectPropertyAddress address =
        fake_address(kAudioStreamPropertyAvailableVirtualFormats);
    UInt32 size = sizeof seen;
    cr_assert_eq(
        (*host->driver)
            ->GetPropertyData(host->driver, output(host), 0, &address, 0, NULL, size, &size, seen),
        0);
    cr_assert_eq(size, RATES * sizeof *seen);
    for (UInt32 i = 0; i < RATES; i++)
        assert_same(&seen[i].mFormat, &formats[i].mFormat); /* float alone */
    fake_host_free(host);
}

Test(device_format, is_float_at_first_and_only_float_unless_configured)
{
    device.formats = 0;
    FakeHost *host = fake_host_new_with(&configuration, NULL);
    assert_format(host, input(host), kAudioStreamPropertyPhysicalFormat, "float", 48000);
    device.formats = FORMAT_INT16; /* the driver has a copy */
    cr_assert_eq(set_physical(host, input(host), "int16", 48000),
                 kAudioDeviceUnsupportedFormatError);
    cr_assert_eq(host->requests, 0);
    fake_host_free(host);
}

Test(device_format, changes_for_one_stream_through_the_host)
{
    FakeHost *host = fake_host_new_with(&configuration, NULL);
    host->changes = FAKE_KEEP;
    cr_assert_eq(set_physical(host, output(host), "int24", 48000), 0);
    assert_format(host, output(host), kAudioStreamPropertyPhysicalFormat, "float", 48000);
    fake_host_forget_news(host);
    cr_assert_eq(fake_host_perform(host), 0);
    assert_format(host, output(host), kAudioStreamPropertyPhysicalFormat, "int24", 48000);
    assert_format(host, output(host), kAudioStreamPropertyVirtualFormat, "float", 48000);
    assert_format(host, input(host), kAudioStreamPropertyPhysicalFormat, "float", 48000);
    cr_assert_eq(fake_host_news_of(host, output(host), kAudioStreamPropertyPhysicalFormat), 1);
    cr_assert_eq(
        fake_host_news_of(host, fake_host_device(host), kAudioDevicePropertyNominalSampleRate), 0);
    fake_host_free(host);
}

Test(device_format, changes_with_the_rate)
{
    FakeHost *host = fake_host_new_with(&configuration, NULL);
    cr_assert_eq(set_physical(host, input(host), "int16", 96000), 0);
    assert_format(host, input(host), kAudioStreamPropertyPhysicalFormat, "int16", 96000);
    assert_format(host, output(host), kAudioStreamPropertyPhysicalFormat, "float", 96000);
    cr_assert_eq(host->requests, 1);
    cr_assert_eq(
        fake_host_news_of(host, fake_host_device(host), kAudioDevicePropertyNominalSampleRate), 1);
    cr_assert_eq(fake_host_news_of(host, output(host), kAudioStreamPropertyVirtualFormat), 1);
    const AudioStreamBasicDescription seen = describe("float", 44100);
    cr_assert_eq(fake_set(host, input(host), kAudioStreamPropertyVirtualFormat, sizeof seen, &seen),
                 0);
    assert_format(host, input(host), kAudioStreamPropertyPhysicalFormat, "int16", 44100);
    fake_host_free(host);
}

Test(device_format, stays_when_nothing_else_is_asked_for)
{
    FakeHost *host = fake_host_new_with(&configuration, NULL);
    cr_assert_eq(set_physical(host, input(host), "int32", 48000), 0);
    cr_assert_eq(host->requests, 1);
    cr_assert_eq(set_physical(host, input(host), "int32", 48000), 0);
    cr_assert_eq(host->requests, 1);
    fake_host_free(host);
}

Test(device_format, stays_when_the_host_does_not_want_a_change)
{
    FakeHost *host = fake_host_new_with(&configuration, NULL);
    host->changes = FAKE_KEEP;
    cr_assert_eq(set_physical(host, input(host), "int16", 96000), 0);
    cr_assert_eq(fake_host_abort(host), 0);
    assert_format(host, input(host), kAudioStreamPropertyPhysicalFormat, "float", 48000);
    host->changes = FAKE_REFUSE;
    cr_assert_neq(set_physical(host, input(host), "int16", 48000), 0);
    assert_format(host, input(host), kAudioStreamPropertyPhysicalFormat, "float", 48000);
    fake_host_free(host);
}

Test(device_format, is_one_of_those_offered)
{
    FakeHost *host = fake_host_new_with(&configuration, NULL);
    AudioStreamBasicDescription odd = describe("int24", 48000);
    odd.mBitsPerChannel = 20;
    cr_assert_eq(fake_set(host, input(host), kAudioStreamPropertyPhysicalFormat, sizeof odd, &odd),
                 kAudioDeviceUnsupportedFormatError);
    cr_assert_eq(set_physical(host, input(host), "int16", 47999),
                 kAudioDeviceUnsupportedFormatError);
    const AudioStreamBasicDescription integer = describe("int16", 48000);
    cr_assert_eq(
        fake_set(host, input(host), kAudioStreamPropertyVirtualFormat, sizeof integer, &integer),
        kAudioDeviceUnsupportedFormatError, "applications see float alone");
    cr_assert_eq(host->requests, 0);
    fake_host_free(host);
}

Test(device_format, is_kept)
{
    FakeHost *first = fake_host_new_with(&configuration, NULL);
    cr_assert_eq(set_physical(first, input(first), "int16", 48000), 0);
    cr_assert_eq(set_physical(first, output(first), "int32", 48000), 0);
    FakeHost *second = fake_host_new_with(&configuration, first->storage);
    assert_format(second, input(second), kAudioStreamPropertyPhysicalFormat, "int16", 48000);
    assert_format(second, output(second), kAudioStreamPropertyPhysicalFormat, "int32", 48000);
    cr_assert_null(fake_last_error(second));
    device.formats = FORMAT_INT16;
    FakeHost *third = fake_host_new_with(&configuration, first->storage);
    assert_format(third, input(third), kAudioStreamPropertyPhysicalFormat, "int16", 48000);
    assert_format(third, output(third), kAudioStreamPropertyPhysicalFormat, "float", 48000);
    char *error = fake_last_error(third);
    cr_assert_not_null(strstr(error, "output.format"), "%s", error);
    free(error);
    fake_host_free(first);
    fake_host_free(second);
    fake_host_free(third);
}

/* Writes random integers in uneven lots, and reads them in others. */
typedef struct Sound {
    size_t sample_bytes;
    UInt32 frames;
    unsigned char *played;
    unsigned char *heard;
} Sound;

static Sound new_sound(const StreamFormat *format, UInt32 frames)
{
    const size_t bytes = (size_t)frames * device.channels * format->sample_bytes;
    Sound sound = {format->sample_bytes, frames, malloc(bytes), calloc(1, bytes)};
    uint64_t random = 5;
    for (size_t i = 0; i < bytes; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        sound.played[i] = (unsigned char)(random >> 33);
    }
    return sound;
}

static void free_sound(Sound *sound)
{
    free(sound->played);
    free(sound->heard);
}

static void play(FakeHost *host, const Sound *sound)
{
    static const UInt32 lots[] = {512, 1, 700, 64, 1333};
    const size_t frame_bytes = sound->sample_bytes * device.channels;
    UInt32 count = 0;
    for (UInt32 at = 0, i = 0; at < sound->frames; at += count, i++) {
        count = lots[i % 5] < sound->frames - at ? lots[i % 5] : sound->frames - at;
        cr_assert_eq(fake_host_write(host, 0, at, count,
                                     (float *)(void *)(sound->played + at * frame_bytes)),
                     0);
    }
}

static void hear(FakeHost *host, const Sound *sound)
{
    static const UInt32 lots[] = {33, 512, 1000};
    const size_t frame_bytes = sound->sample_bytes * device.channels;
    UInt32 count = 0;
    for (UInt32 at = 0, i = 0; at < sound->frames; at += count, i++) {
        count = lots[i % 3] < sound->frames - at ? lots[i % 3] : sound->frames - at;
        cr_assert_eq(
            fake_host_read(host, 0, at, count, (float *)(void *)(sound->heard + at * frame_bytes)),
            0);
    }
}

/* What 32 bits keep on their way through float. */
static void round_to_float(const StreamFormat *format, Sound *sound)
{
    const size_t count = (size_t)sound->frames * device.channels;
    float *samples = calloc(count + 1, sizeof *samples);
    format->to_float(samples, sound->played, count);
    format->from_float(sound->played, samples, count);
    free(samples);
}

static void assert_comes_through(const char *name, UInt32 channels)
{
    device.channels = channels;
    FakeHost *host = fake_host_new_with(&configuration, NULL);
    cr_assert_eq(set_physical(host, input(host), name, 48000), 0);
    cr_assert_eq(set_physical(host, output(host), name, 48000), 0);
    fake_host_start(host, 0);
    const StreamFormat *format = stream_format_named(&device, name);
    Sound sound = new_sound(format, 4000);
    play(host, &sound);
    hear(host, &sound);
    if (format->sample_bytes == 4)
        round_to_float(format, &sound);
    cr_assert_arr_eq(sound.heard, sound.played,
                     (size_t)sound.frames * channels * sound.sample_bytes, "%s", name);
    free_sound(&sound);
    fake_host_free(host);
}

Test(device_format, lets_each_bit_through)
{
    static const UInt32 channels[] = {1, 2, 7, 256};
    for (size_t i = 0; i < sizeof channels / sizeof *channels; i++) {
        assert_comes_through("int16", channels[i]);
        assert_comes_through("int24", channels[i]);
        assert_comes_through("int32", channels[i]);
    }
}

/* Integers in, float out, and the other way: one conversion each, of what float streams carry. */
Test(device_format, converts_once)
{
    FakeHost *host = fake_host_new_with(&configuration, NULL);
    const StreamFormat *format = stream_format_named(&device, "int16");
    cr_assert_eq(set_physical(host, output(host), "int16", 48000), 0);
    fake_host_start(host, 0);
    Sound sound = new_sound(format, 1500);
    play(host, &sound);
    float expected[3000];
    float heard[3000];
    sample_convert_from_int16(expected, sound.played, 3000);
    cr_assert_eq(fake_host_read(host, 0, 0, 1500, heard), 0);
    cr_assert_arr_eq(heard, expected, sizeof expected);
    cr_assert_eq(set_physical(host, output(host), "float", 48000), 0);
    cr_assert_eq(set_physical(host, input(host), "int24", 48000), 0);
    for (int i = 0; i < 3000; i++)
        expected[i] = (float)(i - 1500) / 1490.7F; /* some are too loud */
    unsigned char converted[9000];
    unsigned char integers[9000];
    sample_convert_to_int24(converted, expected, 3000);
    cr_assert_eq(fake_host_write(host, 0, 0, 1500, expected), 0);
    cr_assert_eq(fake_host_read(host, 0, 0, 1500, (float *)(void *)integers), 0);
    cr_assert_arr_eq(integers, converted, sizeof integers);
    free_sound(&sound);
    fake_host_free(host);
}

/* The chain works in float, with the blocks that float streams give it. */
Test(device_format, gives_a_chain_what_float_gives_it)
{
    static const char chain[] = "org.ossicle.gain(gain=-6),org.ossicle.lowpass(cutoff=2000)";
    enum { COUNT = 2 * 3000 };
    static float samples[COUNT];
    static float heard[2][COUNT];
    static int16_t integers[COUNT];
    for (int i = 0; i < COUNT; i++)
        integers[i] = (int16_t)(i * 7919);
    sample_convert_from_int16(samples, integers, COUNT);
    for (int pass = 0; pass < 2; pass++) {
        FakeHost *host = fake_host_new_with(&configuration, NULL);
        const AudioObjectID id = fake_host_device(host);
        cr_assert_eq(fake_set_text(host, id, kOssicleDevicePropertyChainMode, "inline"), 0);
        cr_assert_eq(fake_set_text(host, id, kOssicleDevicePropertyChain, chain), 0);
        cr_assert_eq(set_physical(host, output(host), pass ? "int16" : "float", 48000), 0);
        fake_host_start(host, 0);
        void *played = pass ? (void *)integers : (void *)samples;
        cr_assert_eq(fake_host_write(host, 0, 0, COUNT / 2, played), 0);
        cr_assert_eq(fake_host_read(host, 0, 0, COUNT / 2, heard[pass]), 0);
        fake_host_free(host);
    }
    cr_assert_arr_eq(heard[1], heard[0], sizeof heard[0]);
    cr_assert_neq(heard[0][100], 0);
}

/* In the middle of I/O, and with more channels than there were. */
Test(device_format, ends_where_another_configuration_lacks_it)
{
    FakeHost *host = fake_host_new_with(&configuration, NULL);
    const AudioObjectID id = fake_host_device(host);
    cr_assert_eq(set_physical(host, output(host), "int24", 48000), 0);
    cr_assert_eq(set_physical(host, input(host), "int16", 48000), 0);
    fake_host_start(host, 0);
    fake_host_forget_news(host);
    device.formats = FORMAT_INT24;
    device.channels = 64;
    Error error;
    cr_assert_eq(device_reconfigure(driver_device(host->driver, id), &device, &error), STATUS_OK);
    assert_format(host, input(host), kAudioStreamPropertyPhysicalFormat, "float", 48000);
    assert_format(host, output(host), kAudioStreamPropertyPhysicalFormat, "int24", 48000);
    cr_assert_eq(fake_host_news_of(host, input(host), kAudioStreamPropertyPhysicalFormat), 1);
    Sound sound = new_sound(stream_format_named(&device, "int24"), 600);
    static float expected[600 * 64];
    static float heard[600 * 64];
    play(host, &sound);
    sample_convert_from_int24(expected, sound.played, sizeof expected / sizeof *expected);
    cr_assert_eq(fake_host_read(host, 0, 0, 600, heard), 0);
    cr_assert_arr_eq(heard, expected, sizeof expected);
    free_sound(&sound);
    fake_host_free(host);
}
