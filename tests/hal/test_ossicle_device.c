/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Integer formats and an adjusted clock of our driver, as applications meet them behind the HAL. */

#include "driver/control_kinds.h"
#include "driver/custom_properties.h"
#include "hal/hal_fixture.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>

static Fixture fixture;

static void set_up(void)
{
    fixture_start(&fixture, "ossicle");
    fixture.device = hal_find_device(fixture.hal, NULL);
    cr_assert_neq(fixture.device, kAudioObjectUnknown);
}

static void tear_down(void)
{
    cr_assert_eq(hal_violation_count(fixture.hal), 0);
    fixture_end(&fixture);
}

TestSuite(ossicle_device, .init = set_up, .fini = tear_down);

/* The only object in a list of the device. */
static AudioObjectID only_one(AudioObjectPropertySelector list, AudioObjectPropertyScope scope)
{
    const AudioObjectPropertyAddress address = {list, scope, kAudioObjectPropertyElementMain};
    UInt32 size = 0;
    AudioObjectID *ids = hal_copy(fixture.hal, fixture.device, &address, &size);
    cr_assert_not_null(ids);
    cr_assert_eq(size, sizeof *ids);
    const AudioObjectID id = ids[0];
    free(ids);
    return id;
}

/* Integers of so many bits, or float for 0. */
static void set_format(AudioObjectPropertyScope scope, UInt32 bits)
{
    const AudioObjectPropertyAddress address = fixture_address(kAudioStreamPropertyPhysicalFormat);
    const UInt32 sample_bytes = bits ? bits / 8 : 4;
    const AudioStreamBasicDescription format = {
        .mSampleRate = 48000,
        .mFormatID = kAudioFormatLinearPCM,
        .mFormatFlags = (bits ? kAudioFormatFlagIsSignedInteger : kAudioFormatFlagIsFloat) |
                        kAudioFormatFlagIsPacked,
        .mBytesPerPacket = 2 * sample_bytes,
        .mFramesPerPacket = 1,
        .mBytesPerFrame = 2 * sample_bytes,
        .mChannelsPerFrame = 2,
        .mBitsPerChannel = 8 * sample_bytes,
    };
    cr_assert_eq(hal_set(fixture.hal, only_one(kAudioDevicePropertyStreams, scope), &address, 0,
                         NULL, sizeof format, &format),
                 0);
    hal_settle(fixture.hal);
}

/* What is left of a sample that went through integers of so many bits: said once more in doubles.
 */
static float through_integer(float sample, UInt32 bits)
{
    if (bits == 0)
        return sample;
    const double scale = ldexp(1, (int)bits - 1);
    const double rounded = nearbyint((double)sample * scale);
    return (float)(fmin(fmax(rounded, -scale), scale - 1) / scale);
}

static void assert_heard_through(UInt32 output_bits, UInt32 input_bits)
{
    enum { FRAMES = 20000 };
    set_format(kAudioObjectPropertyScopeOutput, output_bits);
    set_format(kAudioObjectPropertyScopeInput, input_bits);
    Player players[2] = {{.frames = FRAMES, .gain = 2.5F}, {.frames = FRAMES}};
    player_make(&players[0], &fixture, HAL_USE_OUTPUT);
    player_make(&players[1], &fixture, HAL_USE_INPUT);
    player_hears(&players[1]);
    players_run(players, 2, &fixture);
    const uint64_t lag = (uint64_t)(players[0].first_output_time - players[1].first_input_time);
    cr_assert_lt(lag, FRAMES / 2);
    for (uint64_t i = 0; i < FRAMES - lag; i++) {
        const float written = through_integer(2.5F * player_sample(i), output_bits);
        const float expected = through_integer(written, input_bits);
        for (uint64_t k = 0; k < 2; k++)
            cr_assert_eq(players[1].heard[(i + lag) * 2 + k], expected, "%u to %u bits, frame %lu",
                         (unsigned)output_bits, (unsigned)input_bits, (unsigned long)i);
    }
    player_free(&players[0]);
    player_free(&players[1]);
}

Test(ossicle_device, lets_integers_through_as_they_are)
{
    assert_heard_through(16, 16);
    assert_heard_through(24, 24);
    assert_heard_through(32, 32);
}

Test(ossicle_device, has_a_format_for_each_direction)
{
    assert_heard_through(16, 0);
    assert_heard_through(0, 24);
    assert_heard_through(24, 16);
    assert_heard_through(0, 0);
}

/* What a client sees of time. */
typedef struct Timer {
    double rate_scalar;
    double last_sample;
    uint64_t last_host;
    double next_input;
    unsigned jumps;
    unsigned cycles;
} Timer;

static pthread_mutex_t timer_mutex = PTHREAD_MUTEX_INITIALIZER;

static bool keep_time(void *context, UInt32 frames, const AudioTimeStamp *now, const float *input,
                      const AudioTimeStamp *input_time, float *output,
                      const AudioTimeStamp *output_time)
{
    Timer *timer = context;
    (void)pthread_mutex_lock(&timer_mutex);
    if (timer->cycles++ == 0)
        timer->next_input = input_time->mSampleTime;
    timer->jumps += input_time->mSampleTime != timer->next_input;
    timer->next_input = input_time->mSampleTime + frames;
    timer->rate_scalar = now->mRateScalar;
    timer->last_sample = now->mSampleTime;
    timer->last_host = now->mHostTime;
    (void)pthread_mutex_unlock(&timer_mutex);
    return true;
}

static Timer read_timer(const Timer *timer)
{
    (void)pthread_mutex_lock(&timer_mutex);
    const Timer copy = *timer;
    (void)pthread_mutex_unlock(&timer_mutex);
    return copy;
}

static void set_source(UInt32 item)
{
    const AudioObjectPropertyAddress address =
        fixture_address(kAudioSelectorControlPropertyCurrentItem);
    cr_assert_eq(hal_set(fixture.hal,
                         only_one(kAudioObjectPropertyControlList, kAudioObjectPropertyScopeGlobal),
                         &address, 0, NULL, sizeof item, &item),
                 0);
}

static void set_scalar(Float64 scalar)
{
    const AudioObjectPropertyAddress address = fixture_address(kOssicleDevicePropertyClockRate);
    CFNumberRef number = CFNumberCreate(NULL, kCFNumberDoubleType, &scalar);
    cr_assert_eq(
        hal_set(fixture.hal, fixture.device, &address, 0, NULL, sizeof(CFTypeRef), &number), 0);
    CFRelease(number);
}

static void let_pass(uint64_t seconds)
{
    host_clock_wait_until(fixture.clock,
                          host_clock_now(fixture.clock) + seconds * UINT64_C(1000000000));
}

/* From one end of the range to the other, and back to fixed: the HAL follows, never begins anew and
 * loses no cycle, though those are short. */
Test(ossicle_device, moves_its_clock_under_a_client)
{
    static Timer timer;
    Error error = {0};
    const HalClientInfo info = {.process_id = 4711};
    cr_assert_eq(hal_set_buffer_frames(fixture.hal, fixture.device, 64, NULL), STATUS_OK);
    HalClient *client =
        hal_client_new(fixture.hal, fixture.device, &info, keep_time, &timer, &error);
    cr_assert_not_null(client, "%s", error.message);
    set_source(CLOCK_SOURCE_ADJUSTABLE);
    host_clock_join(fixture.clock);
    cr_assert_eq(hal_client_start(client, &error), STATUS_OK, "%s", error.message);
    static const Float64 scalars[] = {1.01, 0.99, 0.9973, 1.01};
    for (size_t i = 0; i < sizeof scalars / sizeof *scalars; i++) {
        set_scalar(scalars[i]);
        let_pass(20);
        cr_assert_float_eq(read_timer(&timer).rate_scalar, 1 / scalars[i], 1e-7);
    }
    set_source(CLOCK_SOURCE_FIXED);
    let_pass(20);
    const Timer before = read_timer(&timer);
    cr_assert_float_eq(before.rate_scalar, 1, 1e-7);
    let_pass(100);
    const Timer after = read_timer(&timer);
    cr_assert_float_eq((after.last_sample - before.last_sample) /
                           (double)(after.last_host - before.last_host) * 1e9,
                       48000, 1e-2);
    host_clock_leave(fixture.clock);
    hal_client_stop(client);
    cr_assert_eq(timer.jumps, 0);
    HalIOCounters counters;
    hal_io_counters(fixture.hal, fixture.device, &counters);
    cr_assert_eq(counters.anchors, 1);
    cr_assert_eq(counters.overloads, 0);
    hal_client_free(client);
}
