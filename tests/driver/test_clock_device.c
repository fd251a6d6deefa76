/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* A device that is a clock: a time line, and no sound. */

#include "driver/control_kinds.h"
#include "driver/custom_properties.h"
#include "support/fake_host.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { CLOCK = 2 * FAKE_DEVICE };

static FakeHost *host;

static void set_up(void)
{
    DeviceConfiguration devices[] = {fake_device(2), fake_device(2)};
    devices[1].uid = "org.ossicle.test.clock";
    devices[1].name = "Test clock";
    devices[1].is_clock = true;
    devices[1].controls = CONTROL_BIT(CONTROL_CLOCK_SOURCE) | CONTROL_BIT(CONTROL_CLOCK_RATE);
    const DriverConfiguration configuration = {.devices = devices, .device_count = 2};
    host = fake_host_new_with(&configuration, NULL);
}

static void tear_down(void)
{
    fake_host_free(host);
}

TestSuite(clock_device, .init = set_up, .fini = tear_down);

static AudioObjectID translate(AudioObjectPropertySelector selector, CFStringRef uid)
{
    const AudioObjectPropertyAddress address = fake_address(selector);
    AudioObjectID found = 77;
    UInt32 size = 0;
    cr_assert_eq((*host->driver)
                     ->GetPropertyData(host->driver, kAudioObjectPlugInObject, 0, &address,
                                       sizeof(CFStringRef), &uid, sizeof found, &size, &found),
                 0);
    return found;
}

Test(clock_device, is_in_the_list_of_clocks_alone)
{
    CFStringRef uid = CFSTR("org.ossicle.test.clock");
    AudioObjectID ids[4];
    cr_assert_eq(fake_host_devices(host, 4, ids), 1);
    cr_assert_eq(ids[0], FAKE_DEVICE);
    cr_assert_eq(
        fake_get_uint32(host, kAudioObjectPlugInObject, kAudioPlugInPropertyClockDeviceList),
        CLOCK);
    cr_assert_eq(fake_get_uint32(host, 2, kAudioBoxPropertyClockDeviceList), CLOCK);
    cr_assert_eq(translate(kAudioPlugInPropertyTranslateUIDToClockDevice, uid), CLOCK);
    cr_assert_eq(translate(kAudioPlugInPropertyTranslateUIDToDevice, uid), kAudioObjectUnknown);
    cr_assert_eq(
        translate(kAudioPlugInPropertyTranslateUIDToClockDevice, CFSTR("org.ossicle.test.device")),
        kAudioObjectUnknown);
}

Test(clock_device, says_what_it_is)
{
    static const struct {
        AudioObjectPropertySelector selector;
        UInt32 value;
    } rows[] = {
        {kAudioObjectPropertyClass, kAudioClockDeviceClassID},
        {kAudioObjectPropertyBaseClass, kAudioObjectClassID},
        {kAudioObjectPropertyOwner, kAudioObjectPlugInObject},
        {kAudioClockDevicePropertyTransportType, kAudioDeviceTransportTypeVirtual},
        {kAudioClockDevicePropertyClockDomain, 0},
        {kAudioClockDevicePropertyDeviceIsAlive, 1},
        {kAudioClockDevicePropertyDeviceIsRunning, 0},
        {kAudioClockDevicePropertyLatency, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_assert_eq(fake_get_uint32(host, CLOCK, rows[i].selector), rows[i].value, "row %zu", i);
    char *uid = fake_copy_text(host, CLOCK, kAudioClockDevicePropertyDeviceUID);
    cr_assert_str_eq(uid, "org.ossicle.test.clock");
    free(uid);
    static const AudioObjectPropertySelector absent[] = {
        kAudioDevicePropertyDeviceUID, kAudioDevicePropertyStreams, kOssicleDevicePropertyChain};
    for (size_t i = 0; i < 3; i++) {
        const AudioObjectPropertyAddress address = fake_address(absent[i]);
        cr_assert_not((*host->driver)->HasProperty(host->driver, CLOCK, 0, &address));
    }
}

Test(clock_device, has_its_controls)
{
    AudioObjectID controls[2];
    cr_assert_eq(
        fake_get(host, CLOCK, kAudioClockDevicePropertyControlList, sizeof controls, controls), 0);
    cr_assert_eq(fake_get_uint32(host, controls[0], kAudioObjectPropertyOwner), CLOCK);
    cr_assert_eq(fake_get_uint32(host, controls[0], kAudioObjectPropertyClass),
                 kAudioClockSourceControlClassID);
}

Test(clock_device, has_a_time_line)
{
    Float64 sample = 77;
    UInt64 ticks = 0;
    UInt64 seed = 0;
    host->selected = CLOCK;
    cr_assert_eq((*host->driver)->GetZeroTimeStamp(host->driver, CLOCK, 0, &sample, &ticks, &seed),
                 kAudioHardwareNotRunningError);
    fake_host_add_client(host, 3);
    fake_host_start(host, 3);
    cr_assert_eq(fake_get_uint32(host, CLOCK, kAudioClockDevicePropertyDeviceIsRunning), 1);
    cr_assert_eq((*host->driver)->GetZeroTimeStamp(host->driver, CLOCK, 3, &sample, &ticks, &seed),
                 0);
    cr_assert_eq(fmod(sample, 16384), 0, "%g", sample);
    fake_host_stop(host, 3);
    cr_assert_eq(fake_get_uint32(host, CLOCK, kAudioClockDevicePropertyDeviceIsRunning), 0);
}

Test(clock_device, does_no_operation)
{
    static const UInt32 operations[] = {
        kAudioServerPlugInIOOperationReadInput, kAudioServerPlugInIOOperationProcessOutput,
        kAudioServerPlugInIOOperationMixOutput, kAudioServerPlugInIOOperationWriteMix};
    const AudioServerPlugInIOCycleInfo cycle = {0};
    float samples[2] = {0};
    fake_host_add_client(host, 1);
    (void)(*host->driver)->StartIO(host->driver, CLOCK, 0);
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        Boolean will_do = 77;
        Boolean in_place = 77;
        cr_assert_eq(
            (*host->driver)
                ->WillDoIOOperation(host->driver, CLOCK, 0, operations[i], &will_do, &in_place),
            0);
        cr_assert_eq(will_do, 0);
        cr_assert_neq((*host->driver)
                          ->DoIOOperation(host->driver, CLOCK, CLOCK + 1, 0, operations[i], 1,
                                          &cycle, samples, NULL),
                      0);
    }
    (void)(*host->driver)->StopIO(host->driver, CLOCK, 0);
}

Test(clock_device, keeps_its_rate_and_its_name)
{
    const Float64 rate = 96000;
    cr_assert_eq(
        fake_set(host, CLOCK, kAudioClockDevicePropertyNominalSampleRate, sizeof rate, &rate), 0);
    cr_assert_eq(host->performed, 0);
    cr_assert_eq(fake_set_text(host, CLOCK, kAudioObjectPropertyName, "Mine"), 0);
    cr_assert_eq(fake_get_float64(host, CLOCK, kAudioClockDevicePropertyNominalSampleRate), 96000);
    DeviceConfiguration again = fake_device(2);
    again.uid = "org.ossicle.test.clock";
    again.name = "Test clock";
    again.is_clock = true;
    const DriverConfiguration configuration = {.devices = &again, .device_count = 1};
    FakeHost *restarted = fake_host_new_with(&configuration, host->storage);
    cr_assert_eq(
        fake_get_float64(restarted, FAKE_DEVICE, kAudioClockDevicePropertyNominalSampleRate),
        96000);
    char *name = fake_copy_text(restarted, FAKE_DEVICE, kAudioObjectPropertyName);
    cr_assert_str_eq(name, "Mine");
    free(name);
    fake_host_free(restarted);
}
