/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The driver's own trace: a setting that any client can change, and that is kept. */

#include "driver/custom_properties.h"
#include "support/fake_host.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES = 4096, FRAMES = 64 };

static struct {
    pthread_mutex_t lock;
    size_t count;
    char *lines[LINES];
} kept = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void keep(void *context, LogLevel level, const char *line)
{
    pthread_mutex_lock(&kept.lock);
    if (kept.count < LINES)
        kept.lines[kept.count++] = strdup(line);
    pthread_mutex_unlock(&kept.lock);
}

static const Log kept_log = {.write = keep};
static DeviceConfiguration devices[1];
static FakeHost *host;

static FakeHost *new_host(CFDictionaryRef storage)
{
    devices[0] = fake_device(2);
    const DriverConfiguration configuration = {
        .devices = devices, .device_count = 1, .log = &kept_log};
    return fake_host_new_with(&configuration, storage);
}

static void set_up(void)
{
    host = new_host(NULL);
}

static void tear_down(void)
{
    for (size_t i = 0; i < kept.count; i++)
        free(kept.lines[i]);
}

TestSuite(driver_trace, .init = set_up, .fini = tear_down);

static OSStatus set(const char *setting)
{
    return fake_set_text(host, kAudioObjectPlugInObject, kOssiclePlugInPropertyTrace, setting);
}

static void assert_setting(const char *expected)
{
    char *setting = fake_copy_text(host, kAudioObjectPlugInObject, kOssiclePlugInPropertyTrace);
    cr_assert_str_eq(setting, expected);
    free(setting);
}

/* How many lines hold `text`. Only after the driver is gone are all there. */
static size_t lines_with(const char *text)
{
    size_t count = 0;
    for (size_t i = 0; i < kept.count; i++)
        count += strstr(kept.lines[i], text) != NULL;
    return count;
}

Test(driver_trace, it_is_off_unless_it_is_set)
{
    assert_setting("off");
    fake_host_free(host);
    cr_expect_eq(lines_with(" -> "), 0);
}

Test(driver_trace, it_is_switched_on_and_off_while_the_driver_runs)
{
    AudioServerPlugInDriverInterface *slots = *host->driver; /* a HAL may keep it */
    const AudioObjectID device = fake_host_device(host);
    (void)fake_get_float64(host, device, kAudioDevicePropertyNominalSampleRate);
    cr_assert_eq(set("text"), 0);
    assert_setting("text");
    cr_expect_eq(fake_host_news_of(host, kAudioObjectPlugInObject, kOssiclePlugInPropertyTrace), 1);
    cr_expect_eq(slots->StartIO(host->driver, device + 99, 7), kAudioHardwareBadObjectError);
    (void)fake_get_float64(host, device, kAudioDevicePropertyNominalSampleRate);
    cr_assert_eq(set("off"), 0);
    assert_setting("off");
    (void)fake_get_float64(host, device, kAudioDevicePropertyNominalSampleRate);
    fake_host_free(host);
    cr_expect_eq(lines_with("kAudioDevicePropertyNominalSampleRate"), 1);
    cr_expect_eq(lines_with("StartIO device"), 1);
    cr_expect_eq(lines_with("-> '!obj'"), 1);
    cr_expect_eq(lines_with("WriteToStorage trace -> ok"), 1, "of 'text'");
    cr_expect_eq(lines_with("driver  PropertiesChanged object 1 'oTrc'"), 1);
}

Test(driver_trace, io_and_the_last_release_are_in_it)
{
    const AudioObjectID device = fake_host_device(host);
    float samples[2 * FRAMES] = {0};
    fake_host_add_client(host, 1);
    fake_host_start(host, 1);
    cr_assert_eq(set("json"), 0);
    cr_assert_eq(fake_host_write(host, 1, 128, FRAMES, samples), 0);
    cr_assert_eq(fake_host_read(host, 1, 128, FRAMES, samples), 0);
    fake_host_stop(host, 1);
    fake_host_free(host);
    char expected[160];
    (void)snprintf(expected, sizeof expected,
                   "\"call\":\"DoIOOperation\",\"device\":%u,\"stream\":", (unsigned)device);
    cr_expect_eq(lines_with(expected), 2);
    cr_expect_eq(lines_with("\"operation\":\"WriteMix\",\"frames\":64,\"sampleTime\":128"), 1);
    cr_expect_eq(lines_with("\"operation\":\"ReadInput\",\"frames\":64,\"sampleTime\":128"), 1);
    cr_expect_eq(lines_with("\"call\":\"Release\",\"result\":0"), 1);
}

Test(driver_trace, it_is_kept)
{
    cr_assert_eq(set("json"), 0);
    FakeHost *first = host;
    host = new_host(first->storage);
    fake_host_free(first);
    assert_setting("json");
    cr_assert_eq(set("off"), 0);
    first = host;
    host = new_host(first->storage);
    fake_host_free(first);
    assert_setting("off");
    fake_host_free(host);
    cr_expect_geq(lines_with("\"call\":\"CopyFromStorage\",\"key\":\"org.ossicle.test.device\""), 1,
                  "from the beginning");
}

Test(driver_trace, what_is_no_setting_changes_nothing)
{
    cr_assert_eq(set("text"), 0);
    cr_expect_eq(set("xml"), kAudioHardwareIllegalOperationError);
    cr_expect_eq(set(""), kAudioHardwareIllegalOperationError);
    CFTypeRef number = kCFBooleanTrue;
    cr_expect_eq(fake_set(host, kAudioObjectPlugInObject, kOssiclePlugInPropertyTrace,
                          sizeof(CFTypeRef), &number),
                 kAudioHardwareIllegalOperationError);
    assert_setting("text");
    cr_expect_eq(fake_host_news_of(host, kAudioObjectPlugInObject, kOssiclePlugInPropertyTrace), 1);
    fake_host_free(host);
}

Test(driver_trace, what_was_stored_and_is_no_setting_is_left_out)
{
    CFTypeRef values[] = {CFSTR("xml"), kCFBooleanTrue};
    for (size_t i = 0; i < 2; i++) {
        CFDictionarySetValue(host->storage, CFSTR("trace"), values[i]);
        FakeHost *first = host;
        host = new_host(first->storage);
        fake_host_free(first);
        assert_setting("off");
        cr_expect_eq(lines_with("stored setting trace is ignored: expected off, text or json"),
                     i + 1);
    }
    fake_host_free(host);
}

Test(driver_trace, a_storage_that_fails_is_said)
{
    host->storage_fails = true;
    cr_expect_eq(set("text"), 0);
    assert_setting("text");
    fake_host_free(host);
    cr_expect_eq(lines_with("the setting of the trace can't be stored"), 1);
    cr_expect_eq(lines_with("WriteToStorage trace -> 'what', "), 1);
}

static atomic_bool done;

static void *do_cycles(void *context)
{
    float samples[2 * FRAMES] = {0};
    for (double time = 0; !atomic_load(&done); time += FRAMES) {
        (void)fake_host_write(host, 1, time, FRAMES, samples);
        (void)fake_host_read(host, 1, time, FRAMES, samples);
    }
    return NULL;
}

Test(driver_trace, it_is_switched_while_others_call)
{
    fake_host_add_client(host, 1);
    fake_host_start(host, 1);
    pthread_t player;
    cr_assert_eq(pthread_create(&player, NULL, do_cycles, NULL), 0);
    static const char *const settings[] = {"text", "off", "json"};
    for (size_t i = 0; i < 60; i++)
        cr_expect_eq(set(settings[i % 3]), 0);
    atomic_store(&done, true);
    cr_assert_eq(pthread_join(player, NULL), 0);
    fake_host_stop(host, 1);
    fake_host_free(host);
}
