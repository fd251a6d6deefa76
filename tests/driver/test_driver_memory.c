/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What the driver does when memory is short: a program of its own, since it replaces malloc. */

#include "driver/configuration.h"
#include "driver/control_kinds.h"
#include "driver/custom_properties.h"
#include "driver/device_reconfigure.h"
#include "driver/driver.h"
#include "driver/driver_devices.h"
#include "support/fail_each.h"
#include "support/fake_host.h"

#include <ossicle-portable/diagnostics.h>
#include <stdlib.h>

static DeviceConfiguration device;
static DriverConfiguration configuration;
static CFDictionaryRef description;
static FakeHost *host;
static AudioObjectID device_id;

static void set_up(void)
{
    if (!failing_malloc_works())
        cr_skip("this build's allocations can't be made to fail");
    device = fake_device(2);
    device.input.controls |= CONTROL_BIT(CONTROL_HIGH_PASS); /* which takes memory of its own */
    configuration = (DriverConfiguration){
        .devices = &device,
        .device_count = 1,
        .modules_folder = BUNDLE_MODULES,
    };
    host = fake_host_new_with(&configuration, NULL);
    host->storage_fails = true; /* what it keeps would look like a leak */
    device_id = fake_host_device(host);
    /* The first error makes room for all that follow. */
    const CFStringRef unknown = CFSTR("org.test.unknown");
    (void)fake_set(host, device_id, kOssicleDevicePropertyChain, sizeof(CFStringRef), &unknown);
}

static void tear_down(void)
{
    fake_host_free(host);
}

TestSuite(driver_memory, .init = set_up, .fini = tear_down);

/* OSStatus has no text; the driver's own is in its log. */
static FailedAct result(bool succeeded)
{
    return (FailedAct){succeeded, {STATUS_FAILED, "an OSStatus"}};
}

static FailedAct make_driver(void)
{
    AudioServerPlugInDriverRef driver = driver_new(&configuration);
    const bool made = driver && (*driver)->Initialize(driver, &host->interface) == 0;
    if (driver)
        (void)(*driver)->Release(driver);
    return result(made);
}

Test(driver_memory, making_one_fails_whole)
{
    cr_assert_gt(fail_each(make_driver, true), 30);
}

static FailedAct add_client(void)
{
    const AudioServerPlugInClientInfo info = {.mClientID = 7, .mBundleID = CFSTR("org.test")};
    const bool added = (*host->driver)->AddDeviceClient(host->driver, device_id, &info) == 0;
    if (added)
        (void)(*host->driver)->RemoveDeviceClient(host->driver, device_id, &info);
    return result(added);
}

Test(driver_memory, a_client_is_added_or_not)
{
    cr_assert_gt(fail_each(add_client, false), 0);
}

/* Ends without a chain, whatever happened. */
static FailedAct set_chain(void)
{
    const CFStringRef none = CFSTR("");
    const CFStringRef chain = CFSTR("org.ossicle.gain(gain=-6),org.ossicle.lowpass");
    const OSStatus asked =
        fake_set(host, device_id, kOssicleDevicePropertyChain, sizeof(CFStringRef), &chain);
    const bool set = asked == kAudioHardwareNoError && host->performed == kAudioHardwareNoError;
    (void)failing_malloc_disarm();
    (void)fake_set(host, device_id, kOssicleDevicePropertyChain, sizeof(CFStringRef), &none);
    return result(set);
}

Test(driver_memory, a_chain_is_set_or_not)
{
    cr_assert_gt(fail_each(set_chain, true), 30);
}

static CFArrayRef new_applications(void)
{
    const void *keys[] = {CFSTR(OSSICLE_KEY_BUNDLE_ID), CFSTR(OSSICLE_KEY_CHAIN)};
    const void *values[] = {CFSTR("org.test"), CFSTR("org.ossicle.gain,org.ossicle.lowpass")};
    CFDictionaryRef row = CFDictionaryCreate(NULL, keys, values, 2, &kCFTypeDictionaryKeyCallBacks,
                                             &kCFTypeDictionaryValueCallBacks);
    const void *rows[] = {row};
    CFArrayRef list = CFArrayCreate(NULL, rows, 1, &kCFTypeArrayCallBacks);
    CFRelease(row);
    return list;
}

static OSStatus give_applications(CFArrayRef list)
{
    const OSStatus asked =
        fake_set(host, device_id, kOssicleDevicePropertyApplications, sizeof(CFTypeRef), &list);
    return asked ? asked : host->performed;
}

static CFArrayRef applications;
static CFArrayRef no_applications;

/* Ends without applications, whatever happened. */
static FailedAct set_applications(void)
{
    const bool set = give_applications(applications) == kAudioHardwareNoError;
    (void)failing_malloc_disarm();
    cr_assert_eq(give_applications(no_applications), 0);
    return result(set);
}

static void make_lists(void)
{
    applications = new_applications();
    no_applications = CFArrayCreate(NULL, NULL, 0, &kCFTypeArrayCallBacks);
}

static void release_lists(void)
{
    CFRelease(applications);
    CFRelease(no_applications);
}

Test(driver_memory, chains_of_applications_are_set_or_not)
{
    const AudioServerPlugInClientInfo info = {.mClientID = 7, .mBundleID = CFSTR("org.test")};
    make_lists();
    cr_assert_eq((*host->driver)->AddDeviceClient(host->driver, device_id, &info), 0);
    cr_assert_gt(fail_each(set_applications, true), 30);
    release_lists();
}

/* It is added, maybe without its chain, or not. */
Test(driver_memory, a_client_with_a_chain_is_added_or_not)
{
    make_lists();
    cr_assert_eq(give_applications(applications), 0);
    cr_assert_gt(fail_each(add_client, true), 10);
    release_lists();
}

static CFIndex setting_count(void)
{
    CFDictionaryRef settings =
        CFDictionaryGetValue(host->storage, CFSTR("org.ossicle.test.device"));
    return settings ? CFDictionaryGetCount(settings) : 0;
}

static void set_volume(void)
{
    const Float32 volume = 0.25F;
    const AudioObjectID control =
        fake_host_object(host, kAudioVolumeControlClassID, kAudioObjectPropertyScopeOutput);
    (void)fake_set(host, control, kAudioLevelControlPropertyScalarValue, sizeof volume, &volume);
}

static CFIndex whole_count;

/* A setting that couldn't be copied isn't taken for one that was removed. */
static FailedAct store(void)
{
    set_volume();
    const bool failed = failing_malloc_disarm();
    const CFIndex count = setting_count();
    if (count != 0 && count != whole_count)
        cr_assert_fail("%lld of %lld settings", (long long)count, (long long)whole_count);
    CFDictionaryRemoveAllValues(host->storage);
    return result(count != 0 || !failed);
}

Test(driver_memory, settings_are_stored_whole_or_not)
{
    host->storage_fails = false;
    set_volume();
    whole_count = setting_count();
    cr_assert_gt(whole_count, 10);
    CFDictionaryRemoveAllValues(host->storage);
    cr_assert_gt(fail_each(store, true), 20);
}

/* Devices and what they were like stay until the driver ends: each time there is another one.
 * `act` returns whether it succeeded; whatever it leaves must be right without memory, too. */
static size_t fail_each_with_a_driver(bool (*act)(void))
{
    size_t n = 0;
    bool has_failed = true;
    while (has_failed) {
        FakeHost *outer = host;
        host = fake_host_new_with(&configuration, NULL);
        failing_malloc_arm(++n);
        const bool succeeded = act();
        has_failed = failing_malloc_disarm();
        cr_assert(succeeded || has_failed, "allocation %zu", n);
        fake_host_free(host);
        host = outer;
    }
    return n - 1;
}

static bool create_device(void)
{
    AudioObjectID id = 0;
    AudioObjectID ids[3];
    const bool made = (*host->driver)->CreateDevice(host->driver, description, NULL, &id) ==
                      kAudioHardwareNoError;
    cr_assert_eq(fake_host_devices(host, 3, ids), made ? 2 : 1, "whole, or not at all");
    return made;
}

Test(driver_memory, a_device_is_made_or_not)
{
    DeviceConfiguration second = fake_device(2);
    second.uid = "second";
    description = configuration_copy_device_plist(&second);
    cr_assert_gt(fail_each_with_a_driver(create_device), 10);
    CFRelease(description);
}

static bool reconfigure(void)
{
    Error error;
    Device *changed = driver_find_device((Driver *)(void *)host->driver, device.uid);
    DeviceConfiguration wanted = device;
    wanted.channels = 4;
    wanted.ring_frames = 4096;
    const bool asked = device_reconfigure(changed, &wanted, &error) == STATUS_OK;
    const bool done = asked && host->performed == kAudioHardwareNoError;
    const UInt32 channels = device_configuration(changed)->channels;
    const UInt32 period = fake_get_uint32(host, device_id, kAudioDevicePropertyZeroTimeStampPeriod);
    cr_assert_eq(channels, done ? 4 : 2);
    cr_assert_eq(period, done ? 4096 : device.ring_frames);
    return done;
}

Test(driver_memory, a_device_is_changed_or_not)
{
    cr_assert_gt(fail_each_with_a_driver(reconfigure), 10);
}

static FailedAct rename_box(void)
{
    const CFStringRef name = CFSTR("Studio");
    const bool set = fake_set(host, kAudioObjectPlugInObject + 1, kAudioObjectPropertyName,
                              sizeof(CFStringRef), &name) == kAudioHardwareNoError;
    return result(set);
}

Test(driver_memory, the_box_is_renamed_or_not)
{
    cr_assert_gt(fail_each(rename_box, true), 1);
}
