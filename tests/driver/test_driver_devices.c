/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Devices come and go: who is told, who still gets an answer, and that nobody else notices. */

#include "driver/driver_devices.h"

#include "driver/configuration.h"
#include "driver/device.h"
#include "support/fake_host.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECOND = 2 * FAKE_DEVICE, FRAMES = 64 };

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

TestSuite(driver_devices, .init = set_up, .fini = tear_down);

static DeviceConfiguration configuration_of(const char *uid)
{
    DeviceConfiguration configuration = fake_device(2);
    configuration.uid = uid;
    return configuration;
}

static Status add(const char *uid)
{
    Error error;
    const DeviceConfiguration configuration = configuration_of(uid);
    return driver_add_device(driver, &configuration, &error);
}

static Device *add_second(void)
{
    cr_assert_eq(add("second"), STATUS_OK);
    Device *device = driver_find_device(driver, "second");
    cr_assert_not_null(device);
    return device;
}

static void remove_device(Device *device)
{
    Error error;
    cr_assert_eq(driver_remove_device(driver, device, &error), STATUS_OK);
}

static bool exists(AudioObjectID object)
{
    const AudioObjectPropertyAddress address = fake_address(kAudioObjectPropertyClass);
    return (*host->driver)->HasProperty(host->driver, object, 0, &address);
}

static AudioObjectID translate(const char *text)
{
    CFStringRef uid = CFStringCreateWithCString(NULL, text, kCFStringEncodingUTF8);
    const AudioObjectPropertyAddress address =
        fake_address(kAudioPlugInPropertyTranslateUIDToDevice);
    AudioObjectID found = 77;
    UInt32 size = 0;
    cr_assert_eq((*host->driver)
                     ->GetPropertyData(host->driver, kAudioObjectPlugInObject, 0, &address,
                                       sizeof(CFStringRef), &uid, sizeof found, &size, &found),
                 0);
    CFRelease(uid);
    return found;
}

Test(driver_devices, are_listed_and_announced_when_they_come)
{
    AudioObjectID ids[4];
    add_second();
    cr_assert_eq(fake_host_devices(host, 4, ids), 2);
    cr_assert(ids[0] == FAKE_DEVICE && ids[1] == SECOND);
    cr_assert_eq(translate("second"), SECOND);
    cr_assert_eq(fake_get_uint32(host, SECOND, kAudioDevicePropertyDeviceIsAlive), 1);
    cr_assert_eq(fake_host_news_of(host, kAudioObjectPlugInObject, kAudioPlugInPropertyDeviceList),
                 1);
    cr_assert_eq(
        fake_host_news_of(host, kAudioObjectPlugInObject, kAudioObjectPropertyOwnedObjects), 1);
    cr_assert_eq(fake_host_news_of(host, OWN_BOX, kAudioBoxPropertyDeviceList), 1);
    cr_assert_eq(host->news_count, 3, "and nothing else");
}

Test(driver_devices, are_not_announced_before_the_driver_is_initialized)
{
    cr_assert_eq(host->news_count, 0);
}

Test(driver_devices, have_a_uid_of_their_own)
{
    Error error;
    const DeviceConfiguration same = configuration_of("org.ossicle.test.device");
    cr_assert_eq(driver_add_device(driver, &same, &error), STATUS_BAD_ARGUMENT);
    cr_assert_not_null(strstr(error.message, "org.ossicle.test.device"));
    AudioObjectID ids[4];
    cr_assert_eq(fake_host_devices(host, 4, ids), 1);
    cr_assert_eq(host->news_count, 0);
}

Test(driver_devices, leave_the_lists_at_once)
{
    Device *device = add_second();
    AudioObjectID ids[4];
    fake_host_forget_news(host);
    remove_device(device);
    cr_assert_eq(fake_host_devices(host, 4, ids), 1);
    cr_assert_eq(translate("second"), kAudioObjectUnknown);
    cr_assert_eq(fake_host_news_of(host, SECOND, kAudioDevicePropertyDeviceIsAlive), 1);
    cr_assert_eq(fake_host_news_of(host, kAudioObjectPlugInObject, kAudioPlugInPropertyDeviceList),
                 1);
    cr_assert_not(exists(SECOND), "nobody used it");
    cr_assert_not(exists(SECOND + 1));
    cr_assert(exists(FAKE_DEVICE + 1));
    Error error;
    cr_assert_eq(driver_remove_device(driver, device, &error), STATUS_NOT_FOUND);
}

/* As a HAL does it that has not heard of the removal yet. */
Test(driver_devices, go_on_until_their_last_client_is_gone)
{
    Device *device = add_second();
    const AudioServerPlugInClientInfo info = {.mClientID = 5};
    float samples[2 * FRAMES] = {0};
    host->selected = SECOND;
    fake_host_add_client(host, 5);
    fake_host_start(host, 5);
    remove_device(device);
    cr_assert_eq(fake_get_uint32(host, SECOND, kAudioDevicePropertyDeviceIsAlive), 0);
    cr_assert_eq(fake_get_uint32(host, SECOND, kAudioDevicePropertyDeviceIsRunning), 1);
    const AudioServerPlugInIOCycleInfo cycle = {.mOutputTime = {.mSampleTime = 0}};
    cr_assert_eq((*host->driver)
                     ->DoIOOperation(host->driver, SECOND, SECOND + 2, 5,
                                     kAudioServerPlugInIOOperationWriteMix, FRAMES, &cycle, samples,
                                     NULL),
                 0);
    cr_assert_eq((*host->driver)->StartIO(host->driver, SECOND, 5), kAudioHardwareBadDeviceError);
    fake_host_stop(host, 5);
    cr_assert(exists(SECOND), "it has a client");
    cr_assert_eq((*host->driver)->RemoveDeviceClient(host->driver, SECOND, &info), 0);
    cr_assert_not(exists(SECOND));
    cr_assert_eq((*host->driver)->StopIO(host->driver, SECOND, 5), kAudioHardwareBadObjectError);
    cr_assert_eq((*host->driver)->AddDeviceClient(host->driver, SECOND, &info),
                 kAudioHardwareBadObjectError);
}

Test(driver_devices, take_no_more_clients_when_they_are_removed)
{
    Device *device = add_second();
    const AudioServerPlugInClientInfo infos[] = {{.mClientID = 5}, {.mClientID = 6}};
    cr_assert_eq((*host->driver)->AddDeviceClient(host->driver, SECOND, &infos[0]), 0);
    remove_device(device);
    cr_assert_eq((*host->driver)->AddDeviceClient(host->driver, SECOND, &infos[1]),
                 kAudioHardwareBadDeviceError);
    cr_assert_eq((*host->driver)->RemoveDeviceClient(host->driver, SECOND, &infos[0]), 0);
}

Test(driver_devices, let_another_have_the_uid_but_not_the_id)
{
    remove_device(add_second());
    cr_assert_eq(add("second"), STATUS_OK);
    cr_assert_eq(translate("second"), 3 * FAKE_DEVICE);
}

Test(driver_devices, get_their_settings_back)
{
    Device *device = add_second();
    const Float64 rate = 96000;
    cr_assert_eq(fake_set(host, SECOND, kAudioDevicePropertyNominalSampleRate, sizeof rate, &rate),
                 0);
    remove_device(device);
    cr_assert_eq(add("second"), STATUS_OK);
    cr_assert_eq(fake_get_float64(host, 3 * FAKE_DEVICE, kAudioDevicePropertyNominalSampleRate),
                 96000);
}

Test(driver_devices, are_256_at_most)
{
    char uid[32];
    for (int i = 1; i < DEVICE_CAPACITY; i++) {
        (void)snprintf(uid, sizeof uid, "device %d", i);
        cr_assert_eq(add(uid), STATUS_OK);
    }
    cr_assert_eq(add("one too many"), STATUS_BUSY);
    AudioObjectID ids[DEVICE_CAPACITY + 1];
    cr_assert_eq(fake_host_devices(host, DEVICE_CAPACITY + 1, ids), DEVICE_CAPACITY);
    remove_device(driver_find_device(driver, "device 100"));
    cr_assert_eq(add("one too many"), STATUS_OK);
    cr_assert_eq(fake_host_devices(host, DEVICE_CAPACITY + 1, ids), DEVICE_CAPACITY);
    cr_assert_eq(translate("one too many") % (DEVICE_CAPACITY * FAKE_DEVICE), 101 * FAKE_DEVICE,
                 "it took the slot that was free");
    cr_assert_neq(translate("one too many"), 101 * FAKE_DEVICE, "but not the ID");
}

/* More often than there are slots. */
Test(driver_devices, never_have_the_id_of_another)
{
    AudioObjectID last = FAKE_DEVICE;
    for (int i = 0; i < 2 * DEVICE_CAPACITY + 10; i++) {
        Device *device = NULL;
        cr_assert_eq(add("second"), STATUS_OK);
        device = driver_find_device(driver, "second");
        cr_assert_gt(device->object.id, last);
        cr_assert(exists(device->object.id));
        cr_assert_not(exists(last) && last != FAKE_DEVICE);
        last = device->object.id;
        remove_device(device);
    }
    cr_assert(exists(FAKE_DEVICE));
}

Test(driver_devices, run_out_of_ids_in_the_end)
{
    driver->last_serial = (UINT32_MAX >> OBJECT_INDEX_BITS) - 1;
    cr_assert_eq(add("the last"), STATUS_OK);
    cr_assert_eq(translate("the last"), ~(AudioObjectID)0 << OBJECT_INDEX_BITS);
    cr_assert_eq(add("none"), STATUS_BUSY);
}

Test(driver_devices, refuse_too_many_controls)
{
    Error error;
    DeviceConfiguration configuration = configuration_of("wide");
    configuration.channels = 256;
    configuration.input.channel_controls = ~UINT64_C(0);
    configuration.output.channel_controls = ~UINT64_C(0);
    cr_assert_eq(driver_add_device(driver, &configuration, &error), STATUS_UNSUPPORTED);
    cr_assert_not_null(strstr(error.message, "wide"));
    cr_assert_null(driver_find_device(driver, "wide"));
}

static CFDictionaryRef describe(const char *uid)
{
    DeviceConfiguration configuration = configuration_of(uid);
    configuration.ring_frames = 4096;
    CFDictionaryRef description = configuration_copy_device_plist(&configuration);
    cr_assert_not_null(description);
    return description;
}

Test(driver_devices, can_be_created_and_destroyed_by_the_host)
{
    AudioServerPlugInDriverRef reference = host->driver;
    CFDictionaryRef description = describe("made");
    AudioObjectID id = 77;
    cr_assert_eq((*reference)->CreateDevice(reference, description, NULL, &id), 0);
    cr_assert_eq(id, SECOND);
    cr_assert_eq(translate("made"), SECOND);
    cr_assert_eq(fake_get_uint32(host, SECOND, kAudioDevicePropertyZeroTimeStampPeriod), 4096);
    id = 77;
    cr_assert_eq((*reference)->CreateDevice(reference, description, NULL, &id),
                 kAudioHardwareIllegalOperationError, "the UID is taken");
    cr_assert_eq(id, 77);
    cr_assert_eq((*reference)->DestroyDevice(reference, SECOND), 0);
    cr_assert_eq((*reference)->DestroyDevice(reference, SECOND), kAudioHardwareBadObjectError);
    cr_assert_eq(translate("made"), kAudioObjectUnknown);
    CFRelease(description);
}

Test(driver_devices, are_not_created_from_nonsense)
{
    AudioServerPlugInDriverRef reference = host->driver;
    AudioObjectID id = 77;
    CFDictionaryRef empty = CFDictionaryCreate(NULL, NULL, NULL, 0, &kCFTypeDictionaryKeyCallBacks,
                                               &kCFTypeDictionaryValueCallBacks);
    cr_assert_eq((*reference)->CreateDevice(reference, empty, NULL, &id),
                 kAudioHardwareIllegalOperationError);
    cr_assert_eq((*reference)->CreateDevice(reference, NULL, NULL, &id),
                 kAudioHardwareIllegalOperationError);
    cr_assert_eq((*reference)->CreateDevice(reference, empty, NULL, NULL),
                 kAudioHardwareIllegalOperationError);
    cr_assert_eq(id, 77);
    cr_assert_eq(host->news_count, 0);
    CFRelease(empty);
}

static atomic_bool done;
static atomic_uint wrong;

static bool equal(const float *a, const float *b)
{
    for (int i = 0; i < 2 * FRAMES; i++) {
        if (a[i] != b[i])
            return false;
    }
    return true;
}

/* A device that plays: what it writes it must read again, whatever happens to others. */
static void *play(void *context)
{
    float written[2 * FRAMES];
    float read[2 * FRAMES];
    for (int block = 0; !atomic_load(&done); block++) {
        for (int i = 0; i < 2 * FRAMES; i++)
            written[i] = (float)(block % 1000 + i) / 2000;
        if (fake_host_write(host, 1, (double)block * FRAMES, FRAMES, written) != 0 ||
            fake_host_read(host, 1, (double)block * FRAMES, FRAMES, read) != 0 ||
            !equal(written, read))
            atomic_fetch_add(&wrong, 1);
    }
    return NULL;
}

/* Whoever reads finds a device whole, or not at all. */
static void *look(void *context)
{
    const AudioObjectPropertyAddress name = fake_address(kAudioObjectPropertyName);
    const AudioObjectPropertyAddress streams = fake_address(kAudioDevicePropertyStreams);
    while (!atomic_load(&done)) {
        AudioObjectID ids[8];
        const UInt32 count = fake_host_devices(host, 8, ids);
        for (UInt32 i = 0; i < count; i++) {
            CFStringRef text = NULL;
            AudioObjectID found[2];
            UInt32 size = 0;
            if ((*host->driver)
                    ->GetPropertyData(host->driver, ids[i], 0, &name, 0, NULL, sizeof(CFStringRef),
                                      &size, &text) == 0)
                CFRelease(text);
            if ((*host->driver)
                        ->GetPropertyData(host->driver, ids[i], 0, &streams, 0, NULL, sizeof found,
                                          &size, found) == 0 &&
                (size != sizeof found || found[0] != ids[i] + 1))
                atomic_fetch_add(&wrong, 1);
        }
    }
    return NULL;
}

Test(driver_devices, come_and_go_while_others_play_and_look)
{
    enum { ROUNDS = 200 };
    pthread_t threads[2];
    fake_host_add_client(host, 1);
    fake_host_start(host, 1);
    host->selected = FAKE_DEVICE;
    cr_assert_eq(pthread_create(&threads[0], NULL, play, NULL), 0);
    cr_assert_eq(pthread_create(&threads[1], NULL, look, NULL), 0);
    for (int round = 0; round < ROUNDS; round++) {
        cr_assert_eq(add("second"), STATUS_OK);
        cr_assert_eq(add("third"), STATUS_OK);
        remove_device(driver_find_device(driver, "second"));
        remove_device(driver_find_device(driver, "third"));
    }
    atomic_store(&done, true);
    for (size_t i = 0; i < 2; i++)
        cr_assert_eq(pthread_join(threads[i], NULL), 0);
    cr_assert_eq(atomic_load(&wrong), 0);
    fake_host_stop(host, 1);
}
