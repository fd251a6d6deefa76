/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The rate of a device's clock as its users see and set it. */

#include "driver/control_kinds.h"
#include "driver/custom_properties.h"
#include "driver/device.h"
#include "driver/device_reconfigure.h"
#include "support/fake_host.h"

#include <criterion/criterion.h>
#include <mach/mach_time.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static DeviceConfiguration device;
static DriverConfiguration configuration;

static void set_up(void)
{
    device = fake_device(2);
    device.controls = CONTROL_BIT(CONTROL_CLOCK_SOURCE) | CONTROL_BIT(CONTROL_CLOCK_RATE);
    configuration = (DriverConfiguration){
        .devices = &device,
        .device_count = 1,
        .modules_folder = BUNDLE_MODULES,
    };
}

TestSuite(device_clock, .init = set_up);

static AudioObjectID control(const FakeHost *host, AudioClassID class_id)
{
    return fake_host_object(host, class_id, kAudioObjectPropertyScopeGlobal);
}

static OSStatus set_source(const FakeHost *host, UInt32 item)
{
    return fake_set(host, control(host, kAudioClockSourceControlClassID),
                    kAudioSelectorControlPropertyCurrentItem, sizeof item, &item);
}

static OSStatus set_number(const FakeHost *host, Float64 scalar)
{
    CFNumberRef number = CFNumberCreate(NULL, kCFNumberDoubleType, &scalar);
    const OSStatus status = fake_set(host, fake_host_device(host), kOssicleDevicePropertyClockRate,
                                     sizeof(CFTypeRef), &number);
    CFRelease(number);
    return status;
}

static Float64 scalar_of(const FakeHost *host)
{
    CFTypeRef number = fake_copy(host, fake_host_device(host), kOssicleDevicePropertyClockRate);
    Float64 scalar = 0;
    cr_assert_eq(CFGetTypeID(number), CFNumberGetTypeID());
    cr_assert(CFNumberGetValue(number, kCFNumberDoubleType, &scalar));
    CFRelease(number);
    return scalar;
}

static UInt32 slider_of(const FakeHost *host)
{
    return fake_get_uint32(host, control(host, kAudioSliderControlClassID),
                           kAudioSliderControlPropertyValue);
}

static void assert_error_names(const FakeHost *host, const char *text)
{
    char *line = fake_last_error(host);
    cr_assert_not_null(line);
    cr_assert_not_null(strstr(line, text), "%s", line);
    free(line);
}

Test(device_clock, is_fixed_at_first)
{
    FakeHost *host = fake_host_new_with(&configuration, NULL);
    const AudioObjectID id = fake_host_device(host);
    cr_assert_eq(scalar_of(host), 1);
    cr_assert_eq(slider_of(host), 1000000);
    cr_assert_eq(fake_get_uint32(host, id, kAudioDevicePropertyClockIsStable), 1);
    cr_assert_eq(fake_get_uint32(host, id, kAudioDevicePropertyClockAlgorithm),
                 kAudioDeviceClockAlgorithmRaw);
    fake_host_forget_news(host);
    cr_assert_eq(set_number(host, 1.005), kAudioHardwareIllegalOperationError);
    assert_error_names(host, "Adjustable");
    cr_assert_eq(scalar_of(host), 1);
    cr_assert_eq(fake_host_news_of(host, id, kOssicleDevicePropertyClockRate), 0);
    fake_host_free(host);
}

Test(device_clock, can_be_set_while_it_is_adjustable)
{
    FakeHost *host = fake_host_new_with(&configuration, NULL);
    const AudioObjectID id = fake_host_device(host);
    const AudioObjectID slider = control(host, kAudioSliderControlClassID);
    cr_assert_eq(set_source(host, CLOCK_SOURCE_ADJUSTABLE), 0);
    cr_assert_eq(fake_host_news_of(host, id, kAudioDevicePropertyClockIsStable), 1);
    cr_assert_eq(fake_get_uint32(host, id, kAudioDevicePropertyClockIsStable), 0);
    fake_host_forget_news(host);
    cr_assert_eq(set_number(host, 1.0012346), 0);
    cr_assert_eq(scalar_of(host), 1.0012346);
    cr_assert_eq(slider_of(host), 1001235);
    cr_assert_eq(fake_host_news_of(host, id, kOssicleDevicePropertyClockRate), 1);
    cr_assert_eq(fake_host_news_of(host, slider, kAudioSliderControlPropertyValue), 1);
    fake_host_free(host);
}

Test(device_clock, has_a_slider_too)
{
    FakeHost *host = fake_host_new_with(&configuration, NULL);
    const AudioObjectID id = fake_host_device(host);
    const AudioObjectID slider = control(host, kAudioSliderControlClassID);
    UInt32 value = 995000;
    cr_assert_eq(fake_set(host, slider, kAudioSliderControlPropertyValue, sizeof value, &value),
                 kAudioHardwareIllegalOperationError);
    cr_assert_eq(set_source(host, CLOCK_SOURCE_ADJUSTABLE), 0);
    fake_host_forget_news(host);
    cr_assert_eq(fake_set(host, slider, kAudioSliderControlPropertyValue, sizeof value, &value), 0);
    cr_assert_eq(slider_of(host), 995000);
    cr_assert_eq(scalar_of(host), 0.995);
    cr_assert_eq(fake_host_news_of(host, id, kOssicleDevicePropertyClockRate), 1);
    cr_assert_eq(fake_host_news_of(host, slider, kAudioSliderControlPropertyValue), 1);
    value = 2000000;
    cr_assert_eq(fake_set(host, slider, kAudioSliderControlPropertyValue, sizeof value, &value), 0);
    cr_assert_eq(slider_of(host), 1010000);
    fake_host_free(host);
}

Test(device_clock, goes_back_when_it_is_fixed_again)
{
    FakeHost *host = fake_host_new_with(&configuration, NULL);
    const AudioObjectID id = fake_host_device(host);
    cr_assert_eq(set_source(host, CLOCK_SOURCE_ADJUSTABLE), 0);
    cr_assert_eq(set_number(host, 0.99), 0);
    fake_host_forget_news(host);
    cr_assert_eq(set_source(host, CLOCK_SOURCE_FIXED), 0);
    cr_assert_eq(scalar_of(host), 1);
    cr_assert_eq(slider_of(host), 1000000);
    cr_assert_eq(fake_host_news_of(host, id, kOssicleDevicePropertyClockRate), 1);
    cr_assert_eq(fake_host_news_of(host, id, kAudioDevicePropertyClockIsStable), 1);
    cr_assert_eq(fake_get_uint32(host, id, kAudioDevicePropertyClockIsStable), 1);
    fake_host_free(host);
}

Test(device_clock, takes_numbers_in_its_range_only)
{
    static const Float64 bad[] = {0.98999, 1.01001, 0, -1, (Float64)INFINITY, (Float64)NAN};
    FakeHost *host = fake_host_new_with(&configuration, NULL);
    cr_assert_eq(set_source(host, CLOCK_SOURCE_ADJUSTABLE), 0);
    cr_assert_eq(set_number(host, 1.002), 0);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cr_assert_eq(set_number(host, bad[i]), kAudioHardwareIllegalOperationError);
        assert_error_names(host, "0.99 to 1.01");
    }
    cr_assert_eq(fake_set_text(host, fake_host_device(host), kOssicleDevicePropertyClockRate, "1"),
                 kAudioHardwareIllegalOperationError);
    cr_assert_eq(scalar_of(host), 1.002);
    cr_assert_eq(set_number(host, 0.99), 0);
    cr_assert_eq(set_number(host, 1.01), 0);
    cr_assert_eq(scalar_of(host), 1.01);
    fake_host_free(host);
}

Test(device_clock, is_fixed_without_a_clock_source)
{
    device.controls = 0;
    FakeHost *host = fake_host_new_with(&configuration, NULL);
    cr_assert_eq(set_number(host, 1.001), kAudioHardwareIllegalOperationError);
    cr_assert_eq(scalar_of(host), 1);
    fake_host_free(host);
}

/* The last stamp of a time far ahead, and how much later it comes than at the nominal rate. */
static void assert_runs_at(const FakeHost *host, Float64 scalar)
{
    static const uint64_t ahead = UINT64_C(3600000000000);
    const Device *inside = driver_device(host->driver, fake_host_device(host));
    const uint64_t now = mach_absolute_time();
    const ZeroTimeStamp first = clock_zero_time_stamp(&inside->clock, now + ahead);
    const ZeroTimeStamp last = clock_zero_time_stamp(&inside->clock, now + 2 * ahead);
    const double frames = last.sample_time - first.sample_time;
    const double seconds = (double)(last.host_ticks - first.host_ticks) / 1e9;
    cr_assert_float_eq(frames / seconds / 48000, scalar, 1e-12);
}

static ZeroTimeStamp stamp_of(const FakeHost *host)
{
    ZeroTimeStamp stamp = {0};
    UInt64 ticks = 0;
    UInt64 seed = 0;
    cr_assert_eq((*host->driver)
                     ->GetZeroTimeStamp(host->driver, fake_host_device(host), 0, &stamp.sample_time,
                                        &ticks, &seed),
                 0);
    stamp.host_ticks = ticks;
    stamp.seed = seed;
    return stamp;
}

Test(device_clock, moves_on_the_same_time_line)
{
    FakeHost *host = fake_host_new_with(&configuration, NULL);
    cr_assert_eq(set_source(host, CLOCK_SOURCE_ADJUSTABLE), 0);
    fake_host_start(host, 0);
    const ZeroTimeStamp before = stamp_of(host);
    cr_assert_eq(set_number(host, 1.01), 0);
    const ZeroTimeStamp after = stamp_of(host);
    cr_assert_eq(after.seed, before.seed);
    cr_assert_eq((after.host_ticks == before.host_ticks),
                 (after.sample_time == before.sample_time));
    assert_runs_at(host, 1.01);
    cr_assert_eq(set_source(host, CLOCK_SOURCE_FIXED), 0);
    cr_assert_eq(stamp_of(host).seed, before.seed);
    assert_runs_at(host, 1);
    fake_host_free(host);
}

Test(device_clock, starts_at_the_rate_that_was_set)
{
    FakeHost *host = fake_host_new_with(&configuration, NULL);
    cr_assert_eq(set_source(host, CLOCK_SOURCE_ADJUSTABLE), 0);
    cr_assert_eq(set_number(host, 0.9973), 0);
    fake_host_start(host, 0);
    assert_runs_at(host, 0.9973);
    fake_host_stop(host, 0);
    fake_host_start(host, 0);
    assert_runs_at(host, 0.9973);
    fake_host_free(host);
}

/* A host with what another one stored. */
static FakeHost *after_restart(FakeHost *host)
{
    CFDictionaryRef storage = CFRetain(host->storage);
    fake_host_free(host);
    FakeHost *next = fake_host_new_with(&configuration, storage);
    CFRelease(storage);
    return next;
}

Test(device_clock, is_kept)
{
    FakeHost *host = fake_host_new_with(&configuration, NULL);
    cr_assert_eq(set_source(host, CLOCK_SOURCE_ADJUSTABLE), 0);
    cr_assert_eq(set_number(host, 1.0012346), 0);
    host = after_restart(host);
    cr_assert_eq(scalar_of(host), 1.0012346);
    cr_assert_eq(slider_of(host), 1001235);
    fake_host_start(host, 0);
    assert_runs_at(host, 1.0012346);
    fake_host_stop(host, 0);
    cr_assert_eq(set_source(host, CLOCK_SOURCE_FIXED), 0);
    host = after_restart(host);
    cr_assert_eq(scalar_of(host), 1);
    fake_host_free(host);
}

Test(device_clock, is_not_kept_by_a_device_that_lost_its_clock_source)
{
    FakeHost *host = fake_host_new_with(&configuration, NULL);
    cr_assert_eq(set_source(host, CLOCK_SOURCE_ADJUSTABLE), 0);
    cr_assert_eq(set_number(host, 1.003), 0);
    device.controls = 0;
    host = after_restart(host);
    cr_assert_eq(scalar_of(host), 1);
    fake_host_free(host);
}

Test(device_clock, ends_with_its_source)
{
    FakeHost *host = fake_host_new_with(&configuration, NULL);
    const AudioObjectID id = fake_host_device(host);
    cr_assert_eq(set_source(host, CLOCK_SOURCE_ADJUSTABLE), 0);
    cr_assert_eq(set_number(host, 1.003), 0);
    fake_host_start(host, 0);
    fake_host_forget_news(host);
    DeviceConfiguration other = device;
    other.controls = 0;
    Error error;
    cr_assert_eq(device_reconfigure(driver_device(host->driver, id), &other, &error), STATUS_OK);
    cr_assert_eq(scalar_of(host), 1);
    cr_assert_eq(fake_host_news_of(host, id, kOssicleDevicePropertyClockRate), 1);
    assert_runs_at(host, 1);
    fake_host_free(host);
}
