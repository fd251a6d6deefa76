/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What goes in comes out: bit by bit, at its time, for every block size and channel count; clients
 * that come and go in any order; volume and mute. */

#include "driver/custom_properties.h"
#include "support/fake_host.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST_BLOCK = 4096, TOTAL_FRAMES = 3 * 16384 + 1000 };

/* A sample that tells where it belongs; every bit of its mantissa counts. */
static float sample_at(int64_t frame, UInt32 channel)
{
    const uint32_t hash = (uint32_t)frame * 2654435761u + channel * 40503u;
    return (float)(int32_t)hash / 2147483648.0f;
}

static void fill(float *samples, int64_t time, UInt32 frames, UInt32 channels)
{
    for (UInt32 f = 0; f < frames; f++) {
        for (UInt32 c = 0; c < channels; c++)
            samples[(size_t)f * channels + c] = sample_at(time + f, c);
    }
}

static float *new_buffer(UInt32 channels)
{
    float *buffer = calloc((size_t)LARGEST_BLOCK * channels, sizeof *buffer);
    cr_assert_not_null(buffer);
    return buffer;
}

typedef struct Loop {
    UInt32 channels;
    UInt32 write_frames;
    UInt32 read_frames;
} Loop;

ParameterizedTestParameters(device_io, loops_back_bit_by_bit)
{
    static Loop loops[64];
    static const UInt32 channels[] = {1, 2, 8, 64};
    static const UInt32 blocks[] = {1, 15, 64, 441, 512, 4096};
    static const UInt32 mixed[][2] = {{512, 441}, {64, 4096}, {4096, 15}, {1, 512}};
    size_t count = 0;
    for (size_t c = 0; c < 4; c++) {
        for (size_t b = 0; b < 6; b++)
            loops[count++] = (Loop){channels[c], blocks[b], blocks[b]};
        for (size_t m = 0; m < 4; m++)
            loops[count++] = (Loop){channels[c], mixed[m][0], mixed[m][1]};
    }
    return cr_make_param_array(Loop, loops, count);
}

/* Read all whole blocks before `end` and compare. Returns where the next one begins. */
static int64_t read_up_to(FakeHost *host, const Loop *loop, int64_t time, int64_t end, float *heard,
                          float *expected)
{
    const size_t bytes = sizeof *heard * loop->read_frames * loop->channels;
    for (; time + loop->read_frames <= end; time += loop->read_frames) {
        memset(heard, 0xff, bytes);
        cr_assert_eq(fake_host_read(host, 2, (double)time, loop->read_frames, heard),
                     kAudioHardwareNoError);
        fill(expected, time, loop->read_frames, loop->channels);
        cr_assert_arr_eq(heard, expected, bytes, "%u channels, %u in, %u out, at %lld",
                         loop->channels, loop->write_frames, loop->read_frames, (long long)time);
    }
    return time;
}

ParameterizedTest(Loop *loop, device_io, loops_back_bit_by_bit)
{
    FakeHost *host = fake_host_new(loop->channels);
    fake_host_add_client(host, 1);
    fake_host_add_client(host, 2);
    fake_host_start(host, 1);
    fake_host_start(host, 2);
    float *played = new_buffer(loop->channels);
    float *heard = new_buffer(loop->channels);
    float *expected = new_buffer(loop->channels);
    const int64_t total = loop->channels < 64 ? TOTAL_FRAMES : TOTAL_FRAMES / 2;
    int64_t read = 0;
    for (int64_t written = 0; written < total; written += loop->write_frames) {
        fill(played, written, loop->write_frames, loop->channels);
        cr_assert_eq(fake_host_write(host, 1, (double)written, loop->write_frames, played),
                     kAudioHardwareNoError);
        read = read_up_to(host, loop, read, written + loop->write_frames, heard, expected);
    }
    cr_assert_gt(read, total - LARGEST_BLOCK);
    free(played);
    free(heard);
    free(expected);
    fake_host_free(host);
}

Test(device_io, gives_silence_where_nothing_was_played)
{
    FakeHost *host = fake_host_new(2);
    fake_host_start(host, 0);
    float block[128];
    const float silence[128] = {0};
    memset(block, 0xff, sizeof block);
    cr_assert_eq(fake_host_read(host, 0, 1000, 64, block), kAudioHardwareNoError);
    cr_assert_arr_eq(block, silence, sizeof block);
    fake_host_free(host);
}

Test(device_io, leaves_what_was_played_unchanged)
{
    FakeHost *host = fake_host_new(2);
    fake_host_start(host, 0);
    float played[128];
    float copy[128];
    fill(played, 0, 64, 2);
    memcpy(copy, played, sizeof copy);
    cr_assert_eq(fake_host_write(host, 0, 0, 64, played), kAudioHardwareNoError);
    cr_assert_arr_eq(played, copy, sizeof copy);
    fake_host_free(host);
}

/* Play a constant from 0 on and record it for a client: `seconds` from its first frame. */
static void record_constant(FakeHost *host, UInt32 client, int64_t time, UInt32 frames,
                            float constant, float *heard)
{
    float played[2 * LARGEST_BLOCK];
    for (size_t i = 0; i < 2 * (size_t)frames; i++)
        played[i] = constant;
    cr_assert_eq(fake_host_write(host, 1, (double)time, frames, played), kAudioHardwareNoError);
    cr_assert_eq(fake_host_read(host, client, (double)time, frames, heard), kAudioHardwareNoError);
}

static void set_volume(FakeHost *host, AudioObjectPropertyScope scope, Float32 decibels)
{
    const AudioObjectID control = fake_host_object(host, kAudioVolumeControlClassID, scope);
    cr_assert_eq(
        fake_set(host, control, kAudioLevelControlPropertyDecibelValue, sizeof decibels, &decibels),
        kAudioHardwareNoError);
}

static void set_mute(FakeHost *host, AudioObjectPropertyScope scope, UInt32 mute)
{
    const AudioObjectID control = fake_host_object(host, kAudioMuteControlClassID, scope);
    cr_assert_eq(fake_set(host, control, kAudioBooleanControlPropertyValue, sizeof mute, &mute),
                 kAudioHardwareNoError);
}

static FakeHost *stopped_host(void)
{
    FakeHost *host = fake_host_new(2);
    fake_host_add_client(host, 1);
    return host;
}

static FakeHost *running_host(void)
{
    FakeHost *host = stopped_host();
    fake_host_start(host, 1);
    return host;
}

Test(device_io, applies_the_volume_that_was_set_before)
{
    FakeHost *host = stopped_host();
    set_volume(host, kAudioObjectPropertyScopeInput, (Float32)(-20 * log10(2)));
    fake_host_start(host, 1);
    float heard[128];
    record_constant(host, 1, 0, 64, 0.8f, heard);
    for (size_t i = 0; i < 128; i++)
        cr_assert_lt(fabs((double)heard[i] - 0.4), 1e-6);
    fake_host_free(host);
}

Test(device_io, multiplies_the_volumes_of_both_sides)
{
    FakeHost *host = stopped_host();
    set_volume(host, kAudioObjectPropertyScopeInput, (Float32)(-20 * log10(2)));
    set_volume(host, kAudioObjectPropertyScopeOutput, (Float32)(-20 * log10(4)));
    fake_host_start(host, 1);
    float heard[128];
    record_constant(host, 1, 0, 64, 0.8f, heard);
    for (size_t i = 0; i < 128; i++)
        cr_assert_lt(fabs((double)heard[i] - 0.1), 1e-6);
    fake_host_free(host);
}

Test(device_io, glides_to_a_new_volume)
{
    FakeHost *host = running_host();
    float heard[2 * 1024];
    record_constant(host, 1, 0, 1024, 1, heard);
    set_mute(host, kAudioObjectPropertyScopeOutput, 1);
    record_constant(host, 1, 1024, 1024, 1, heard);
    for (size_t frame = 0; frame < 1024; frame++) {
        const double expected = frame + 1 >= 480 ? 0 : 1 - (double)(frame + 1) / 480;
        cr_assert_lt(fabs((double)heard[2 * frame] - expected), 1e-6, "frame %zu", frame);
    }
    record_constant(host, 1, 2048, 1024, 1, heard);
    const float silence[2 * 1024] = {0};
    cr_assert_arr_eq(heard, silence, sizeof silence);
    set_mute(host, kAudioObjectPropertyScopeOutput, 0);
    record_constant(host, 1, 3072, 1024, 1, heard);
    for (size_t frame = 0; frame < 1024; frame++) {
        const double expected = frame + 1 >= 480 ? 1 : (double)(frame + 1) / 480;
        cr_assert_lt(fabs((double)heard[2 * frame] - expected), 1e-6, "frame %zu", frame);
    }
    fake_host_free(host);
}

Test(device_io, mutes_if_either_side_is_muted)
{
    static const AudioObjectPropertyScope sides[] = {kAudioObjectPropertyScopeInput,
                                                     kAudioObjectPropertyScopeOutput};
    const float silence[128] = {0};
    for (size_t i = 0; i < 2; i++) {
        FakeHost *host = stopped_host();
        set_mute(host, sides[i], 1);
        fake_host_start(host, 1);
        float heard[128];
        memset(heard, 0xff, sizeof heard);
        record_constant(host, 1, 0, 64, 0.8f, heard);
        cr_assert_arr_eq(heard, silence, sizeof silence);
        fake_host_free(host);
    }
}

static bool is_running(const FakeHost *host)
{
    return fake_get_uint32(host, fake_host_device(host), kAudioDevicePropertyDeviceIsRunning) != 0;
}

static OSStatus stop(FakeHost *host, UInt32 client)
{
    return (*host->driver)->StopIO(host->driver, fake_host_device(host), client);
}

static OSStatus start(FakeHost *host, UInt32 client)
{
    return (*host->driver)->StartIO(host->driver, fake_host_device(host), client);
}

static OSStatus remove_client(FakeHost *host, UInt32 client)
{
    const AudioServerPlugInClientInfo info = {.mClientID = client};
    return (*host->driver)->RemoveDeviceClient(host->driver, fake_host_device(host), &info);
}

static UInt64 seed_of(FakeHost *host)
{
    Float64 sample = 0;
    UInt64 ticks = 0;
    UInt64 seed = 0;
    cr_assert_eq(
        (*host->driver)
            ->GetZeroTimeStamp(host->driver, fake_host_device(host), 1, &sample, &ticks, &seed),
        kAudioHardwareNoError);
    return seed;
}

Test(device_io, runs_exactly_while_somebody_runs_it)
{
    FakeHost *host = fake_host_new(2);
    fake_host_add_client(host, 1);
    fake_host_add_client(host, 2);
    cr_assert_not(is_running(host));
    fake_host_start(host, 1);
    cr_assert(is_running(host));
    const UInt64 seed = seed_of(host);
    fake_host_start(host, 2);
    fake_host_start(host, 2);
    fake_host_stop(host, 1);
    cr_assert(is_running(host));
    fake_host_stop(host, 2);
    cr_assert(is_running(host), "it started twice");
    cr_assert_eq(seed_of(host), seed, "one time line throughout");
    fake_host_stop(host, 2);
    cr_assert_not(is_running(host));
    fake_host_free(host);
}

Test(device_io, announces_when_it_runs)
{
    FakeHost *host = fake_host_new(2);
    const AudioObjectID device = fake_host_device(host);
    fake_host_add_client(host, 1);
    fake_host_start(host, 1);
    fake_host_start(host, 1);
    cr_assert_eq(fake_host_news_of(host, device, kAudioDevicePropertyDeviceIsRunning), 1);
    fake_host_stop(host, 1);
    cr_assert_eq(fake_host_news_of(host, device, kAudioDevicePropertyDeviceIsRunning), 1);
    fake_host_stop(host, 1);
    cr_assert_eq(fake_host_news_of(host, device, kAudioDevicePropertyDeviceIsRunning), 2);
    fake_host_free(host);
}

Test(device_io, refuses_strangers_and_stops_without_a_start)
{
    FakeHost *host = fake_host_new(2);
    fake_host_add_client(host, 1);
    fake_host_start(host, 1);
    cr_assert_eq(start(host, 9), kAudioHardwareIllegalOperationError);
    cr_assert_eq(stop(host, 9), kAudioHardwareIllegalOperationError);
    cr_assert_eq(stop(host, 0), kAudioHardwareIllegalOperationError);
    cr_assert_eq(remove_client(host, 9), kAudioHardwareIllegalOperationError);
    cr_assert(is_running(host));
    fake_host_stop(host, 1);
    cr_assert_eq(stop(host, 1), kAudioHardwareIllegalOperationError);
    cr_assert_not(is_running(host));
    fake_host_free(host);
}

Test(device_io, stops_with_the_last_client_that_goes)
{
    FakeHost *host = fake_host_new(2);
    fake_host_add_client(host, 1);
    fake_host_start(host, 1);
    fake_host_start(host, 1);
    cr_assert_eq(remove_client(host, 1), kAudioHardwareNoError);
    cr_assert_not(is_running(host));
    fake_host_add_client(host, 1);
    cr_assert_eq(stop(host, 1), kAudioHardwareIllegalOperationError);
    fake_host_free(host);
}

Test(device_io, forgets_the_sound_of_the_run_before)
{
    FakeHost *host = running_host();
    float heard[128];
    record_constant(host, 1, 0, 64, 0.5f, heard);
    fake_host_stop(host, 1);
    fake_host_start(host, 1);
    const float silence[128] = {0};
    cr_assert_eq(fake_host_read(host, 1, 0, 64, heard), kAudioHardwareNoError);
    cr_assert_arr_eq(heard, silence, sizeof silence);
    fake_host_free(host);
}

Test(device_io, ends_with_the_driver)
{
    FakeHost *host = running_host();
    fake_host_free(host); /* releases the driver while it runs */
}
