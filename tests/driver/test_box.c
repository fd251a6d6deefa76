/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The box: its devices go and come with it, the same ones, and its name is kept. */

#include "driver/box.h"

#include "driver/configuration.h"
#include "driver/custom_properties.h"
#include "driver/driver_devices.h"
#include "support/fake_host.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static FakeHost *host;
static Driver *driver;

static void set_up(void)
{
    host = fake_host_new(2);
    driver = (Driver *)(void *)host->driver;
}

static void tear_down(void)
{
    fake_host_free(host);
}

TestSuite(box, .init = set_up, .fini = tear_down);

static OSStatus set_acquired(UInt32 acquired)
{
    return fake_set(host, OWN_BOX, kAudioBoxPropertyAcquired, sizeof acquired, &acquired);
}

static void assert_name(const FakeHost *of, const char *expected)
{
    char *text = fake_copy_text(of, OWN_BOX, kAudioObjectPropertyName);
    cr_assert_str_eq(text, expected);
    free(text);
}

static bool exists(AudioObjectID object)
{
    const AudioObjectPropertyAddress address = fake_address(kAudioObjectPropertyClass);
    return (*host->driver)->HasProperty(host->driver, object, 0, &address);
}

static UInt32 list(AudioObjectID object, AudioObjectPropertySelector selector, AudioObjectID *ids)
{
    const AudioObjectPropertyAddress address = fake_address(selector);
    UInt32 size = 0;
    cr_assert_eq((*host->driver)
                     ->GetPropertyData(host->driver, object, 0, &address, 0, NULL, 8 * sizeof *ids,
                                       &size, ids),
                 0);
    return size / (UInt32)sizeof *ids;
}

Test(box, says_what_it_is)
{
    static const struct {
        AudioObjectPropertySelector selector;
        UInt32 value;
    } rows[] = {
        {kAudioObjectPropertyClass, kAudioBoxClassID},
        {kAudioObjectPropertyBaseClass, kAudioObjectClassID},
        {kAudioObjectPropertyOwner, kAudioObjectPlugInObject},
        {kAudioBoxPropertyTransportType, kAudioDeviceTransportTypeVirtual},
        {kAudioBoxPropertyHasAudio, 1},
        {kAudioBoxPropertyHasVideo, 0},
        {kAudioBoxPropertyHasMIDI, 0},
        {kAudioBoxPropertyIsProtected, 0},
        {kAudioBoxPropertyAcquired, 1},
        {kAudioBoxPropertyAcquisitionFailed, 0},
        {kAudioBoxPropertyDeviceList, FAKE_DEVICE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_assert_eq(fake_get_uint32(host, OWN_BOX, rows[i].selector), rows[i].value, "row %zu", i);
    char *uid = fake_copy_text(host, OWN_BOX, kAudioBoxPropertyBoxUID);
    cr_assert_str_eq(uid, BOX_UID);
    free(uid);
}

Test(box, is_found_by_the_plug_in)
{
    AudioObjectID ids[8];
    cr_assert_eq(list(kAudioObjectPlugInObject, kAudioPlugInPropertyBoxList, ids), 1);
    cr_assert_eq(ids[0], OWN_BOX);
    const AudioObjectPropertyAddress address = fake_address(kAudioPlugInPropertyTranslateUIDToBox);
    CFStringRef uids[] = {CFSTR(BOX_UID), CFSTR("other"), NULL};
    for (size_t i = 0; i < 3; i++) {
        AudioObjectID found = 77;
        UInt32 size = 0;
        cr_assert_eq((*host->driver)
                         ->GetPropertyData(host->driver, kAudioObjectPlugInObject, 0, &address,
                                           sizeof(CFStringRef), &uids[i], sizeof found, &size,
                                           &found),
                     0);
        cr_assert_eq(found, i == 0 ? OWN_BOX : kAudioObjectUnknown);
    }
}

Test(box, takes_its_devices_away)
{
    AudioObjectID ids[8];
    cr_assert_eq(set_acquired(0), 0);
    cr_assert_eq(list(kAudioObjectPlugInObject, kAudioPlugInPropertyDeviceList, ids), 0);
    cr_assert_eq(list(OWN_BOX, kAudioBoxPropertyDeviceList, ids), 0);
    cr_assert_eq(list(kAudioObjectPlugInObject, kAudioObjectPropertyOwnedObjects, ids), 1);
    cr_assert_eq(ids[0], OWN_BOX);
    cr_assert_eq(fake_get_uint32(host, FAKE_DEVICE, kAudioDevicePropertyDeviceIsAlive), 0);
    cr_assert_eq((*host->driver)->StartIO(host->driver, FAKE_DEVICE, 0),
                 kAudioHardwareBadDeviceError);
}

Test(box, announces_what_it_takes_and_brings)
{
    static const struct {
        AudioObjectID object;
        AudioObjectPropertySelector selector;
    } rows[] = {
        {OWN_BOX, kAudioBoxPropertyAcquired},
        {OWN_BOX, kAudioBoxPropertyDeviceList},
        {kAudioObjectPlugInObject, kAudioPlugInPropertyDeviceList},
        {kAudioObjectPlugInObject, kAudioObjectPropertyOwnedObjects},
        {FAKE_DEVICE, kAudioDevicePropertyDeviceIsAlive},
    };
    for (UInt32 acquired = 0; acquired < 2; acquired++) {
        fake_host_forget_news(host);
        cr_assert_eq(set_acquired(acquired), 0);
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
            cr_assert_eq(fake_host_news_of(host, rows[i].object, rows[i].selector), 1, "row %zu",
                         i);
        cr_assert_eq(host->news_count, sizeof rows / sizeof *rows);
        fake_host_forget_news(host);
        cr_assert_eq(set_acquired(acquired), 0);
        cr_assert_eq(host->news_count, 0, "it is so already");
    }
}

Test(box, brings_back_the_same_devices)
{
    AudioObjectID ids[8];
    cr_assert_eq(fake_set_text(host, FAKE_DEVICE, kAudioObjectPropertyName, "Mine"), 0);
    cr_assert_eq(set_acquired(0), 0);
    cr_assert_eq(set_acquired(1), 0);
    cr_assert_eq(list(OWN_BOX, kAudioBoxPropertyDeviceList, ids), 1);
    cr_assert_eq(ids[0], FAKE_DEVICE);
    cr_assert_eq(fake_get_uint32(host, FAKE_DEVICE, kAudioDevicePropertyDeviceIsAlive), 1);
    char *name = fake_copy_text(host, FAKE_DEVICE, kAudioObjectPropertyName);
    cr_assert_str_eq(name, "Mine");
    free(name);
    fake_host_start(host, 0);
    fake_host_stop(host, 0);
}

Test(box, brings_no_device_back_that_was_removed_meanwhile)
{
    Error error;
    AudioObjectID ids[8];
    cr_assert_eq(set_acquired(0), 0);
    Device *device = driver_find_device(driver, "org.ossicle.test.device");
    cr_assert_eq(driver_remove_device(driver, device, &error), STATUS_OK);
    cr_assert_eq(set_acquired(1), 0);
    cr_assert_eq(list(OWN_BOX, kAudioBoxPropertyDeviceList, ids), 0);
    cr_assert_not(exists(FAKE_DEVICE));
}

Test(box, keeps_devices_that_are_made_while_it_is_released)
{
    Error error;
    AudioObjectID ids[8];
    DeviceConfiguration second = fake_device(1);
    second.uid = "second";
    cr_assert_eq(set_acquired(0), 0);
    cr_assert_eq(driver_add_device(driver, &second, &error), STATUS_OK);
    cr_assert_eq(list(OWN_BOX, kAudioBoxPropertyDeviceList, ids), 0);
    cr_assert_eq(set_acquired(1), 0);
    cr_assert_eq(list(OWN_BOX, kAudioBoxPropertyDeviceList, ids), 2);
}

Test(box, can_be_renamed)
{
    assert_name(host, "Ossicle");
    cr_assert_eq(fake_set_text(host, OWN_BOX, kAudioObjectPropertyName, "Studio"), 0);
    assert_name(host, "Studio");
    cr_assert_eq(fake_host_news_of(host, OWN_BOX, kAudioObjectPropertyName), 1);
    CFTypeRef wrong[] = {NULL, CFSTR(""), kCFBooleanTrue};
    for (size_t i = 0; i < 3; i++)
        cr_assert_eq(fake_set(host, OWN_BOX, kAudioObjectPropertyName, sizeof *wrong, &wrong[i]),
                     kAudioHardwareIllegalOperationError);
    assert_name(host, "Studio");
}

static FakeHost *restart(CFDictionaryRef storage)
{
    const DeviceConfiguration device = fake_device(2);
    const DriverConfiguration configuration = {.devices = &device, .device_count = 1};
    return fake_host_new_with(&configuration, storage);
}

Test(box, keeps_its_name_and_state)
{
    cr_assert_eq(fake_set_text(host, OWN_BOX, kAudioObjectPropertyName, "Studio"), 0);
    cr_assert_eq(set_acquired(0), 0);
    FakeHost *again = restart(host->storage);
    assert_name(again, "Studio");
    cr_assert_eq(fake_get_uint32(again, OWN_BOX, kAudioBoxPropertyAcquired), 0);
    AudioObjectID ids[8];
    cr_assert_eq(fake_host_devices(again, 8, ids), 0);
    const UInt32 acquired = 1;
    cr_assert_eq(fake_set(again, OWN_BOX, kAudioBoxPropertyAcquired, sizeof acquired, &acquired),
                 0);
    cr_assert_eq(fake_host_devices(again, 8, ids), 1);
    fake_host_free(again);
}

Test(box, ignores_settings_that_are_none)
{
    CFDictionarySetValue(host->storage, CFSTR(BOX_STORAGE_KEY), CFSTR("nonsense"));
    FakeHost *again = restart(host->storage);
    assert_name(again, "Ossicle");
    cr_assert_eq(fake_get_uint32(again, OWN_BOX, kAudioBoxPropertyAcquired), 1);
    fake_host_free(again);
}

/* What people say holds until the configuration says something else than before. */
Test(box, takes_the_configured_name)
{
    Error error;
    cr_assert_eq(box_configure(driver, "Configured", &error), STATUS_OK);
    assert_name(host, "Configured");
    cr_assert_eq(fake_host_news_of(host, OWN_BOX, kAudioObjectPropertyName), 1);
    cr_assert_eq(fake_set_text(host, OWN_BOX, kAudioObjectPropertyName, "Mine"), 0);
    cr_assert_eq(box_configure(driver, "Configured", &error), STATUS_OK);
    assert_name(host, "Mine");
    cr_assert_eq(box_configure(driver, NULL, &error), STATUS_OK);
    assert_name(host, "Ossicle");
}

Test(box, is_a_part_of_the_configuration)
{
    DeviceConfiguration device = fake_device(2);
    const Configuration wanted = {.box_name = "Studio", .devices = &device, .device_count = 1};
    CFDictionaryRef list = configuration_copy_plist(&wanted);
    cr_assert_eq(fake_set(host, kAudioObjectPlugInObject, kOssiclePlugInPropertyConfiguration,
                          sizeof(CFTypeRef), &list),
                 0);
    assert_name(host, "Studio");
    CFDictionaryRef present =
        fake_copy(host, kAudioObjectPlugInObject, kOssiclePlugInPropertyConfiguration);
    cr_assert(CFEqual(present, list));
    CFRelease(present);
    CFRelease(list);
    FakeHost *again = restart(host->storage);
    assert_name(again, "Studio");
    fake_host_free(again);
}
