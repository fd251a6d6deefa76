/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Chains with modules that are in quarantine, and states that come back. */

#include "driver/cf.h"
#include "driver/custom_properties.h"
#include "loader/catalog.h"
#include "support/fake_host.h"
#include "support/module_folder.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CLIENT = 3, FRAMES = 64 };

#define UNITY  "org.ossicle.test.unity"
#define FACTOR "org.ossicle.test.factor"
#define COUNTS "org.ossicle.test.counts"

static char *folder;
static DeviceConfiguration device;
static DriverConfiguration configuration;
static FakeHost *host;

static void set_up(void)
{
    static const char *const names[] = {"unity.so", "factor.so", "counts.so"};
    folder = module_folder_new();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path = module_folder_path(FIXTURES_DIR, names[i]);
        module_folder_copy(folder, path, names[i]);
        free(path);
    }
    device = fake_device(2);
    device.chain_mode = "inline";
    configuration =
        (DriverConfiguration){.devices = &device, .device_count = 1, .modules_folder = folder};
}

static void tear_down(void)
{
    fake_host_free(host);
    module_folder_free(folder);
}

TestSuite(device_modules, .init = set_up, .fini = tear_down);

/* What a host has stored about a module of this file. */
static CFMutableDictionaryRef storage_with(const char *id, const char *hash)
{
    CFMutableDictionaryRef storage = cf_create_dictionary();
    CFMutableDictionaryRef record = cf_create_dictionary();
    CFMutableArrayRef records = cf_create_array();
    cf_put_text(record, OSSICLE_KEY_ID, id);
    cf_put_text(record, OSSICLE_KEY_HASH, hash);
    cf_put_text(record, OSSICLE_KEY_REASON, "it died");
    cf_put_text(record, OSSICLE_KEY_VERSION, "1");
    cf_put_text(record, OSSICLE_KEY_WHEN, "2026-01-01T00:00:00Z");
    cf_put_integer(record, OSSICLE_KEY_DEATHS, 5);
    cf_put_boolean(record, OSSICLE_KEY_MARK, false);
    cf_append(records, record);
    cf_put(storage, OSSICLE_STORAGE_QUARANTINE, records);
    return storage;
}

static void copy_hash(const char *id, char hash[SHA256_TEXT_BYTES])
{
    Catalog *catalog = catalog_new(NULL);
    cr_assert_eq(catalog_scan(catalog, folder, NULL), STATUS_OK);
    memcpy(hash, catalog_find(catalog, id)->library->content.hash, SHA256_TEXT_BYTES);
    catalog_free(catalog);
}

static void begin_with_quarantine(const char *id)
{
    char hash[SHA256_TEXT_BYTES];
    copy_hash(id, hash);
    CFDictionaryRef storage = storage_with(id, hash);
    host = fake_host_new_with(&configuration, storage);
    CFRelease(storage);
}

static OSStatus release(const char *id)
{
    CFStringRef string = cf_create_string(id);
    const OSStatus status = fake_set(host, kAudioObjectPlugInObject,
                                     kOssiclePlugInPropertyQuarantine, sizeof string, &string);
    CFRelease(string);
    return status;
}

static CFIndex quarantine_count(void)
{
    CFArrayRef array = fake_copy(host, kAudioObjectPlugInObject, kOssiclePlugInPropertyQuarantine);
    const CFIndex count = CFArrayGetCount(array);
    CFRelease(array);
    return count;
}

/* What the first sample becomes if it is 1 everywhere. */
static float sound(double sample_time)
{
    float block[FRAMES * 2];
    for (size_t i = 0; i < FRAMES * 2; i++)
        block[i] = 1;
    cr_assert_eq(fake_host_write(host, CLIENT, sample_time, FRAMES, block), 0);
    cr_assert_eq(fake_host_read(host, CLIENT, sample_time, FRAMES, block), 0);
    return block[0];
}

static void expect_chain(const char *expected)
{
    char *chain = fake_copy_text(host, FAKE_DEVICE, kOssicleDevicePropertyChain);
    cr_assert_str_eq(chain, expected);
    free(chain);
}

static void expect_error(const char *expected)
{
    char *error = fake_last_error(host);
    if (expected)
        cr_assert_str_eq(error, expected);
    else
        cr_assert_null(error, "%s", error);
    free(error);
}

#define KEPT_OUT                                                                                   \
    "module '" FACTOR                                                                              \
    "' is in quarantine, and sound passes it by: it died; let it in again with: "                  \
    "ossicle modules --release " FACTOR

Test(device_modules, are_kept_out_until_they_are_released)
{
    device.chain = FACTOR "," UNITY;
    begin_with_quarantine(FACTOR);
    cr_assert_eq(quarantine_count(), 1);
    expect_chain(FACTOR "(factor=0.5)," UNITY "(factor=1)");
    expect_error(KEPT_OUT);
    fake_host_add_client(host, CLIENT);
    fake_host_start(host, CLIENT);
    cr_assert_eq(sound(0), 1);
    fake_host_forget_news(host);
    cr_assert_eq(release("org.ossicle.test.none"), kAudioHardwareIllegalOperationError);
    cr_assert_eq(release(FACTOR), 0);
    cr_assert_eq(
        fake_host_news_of(host, kAudioObjectPlugInObject, kOssiclePlugInPropertyQuarantine), 1);
    cr_assert_eq(fake_host_news_of(host, FAKE_DEVICE, kOssicleDevicePropertyChain), 1);
    cr_assert_eq(quarantine_count(), 0);
    cr_assert_eq(sound(0), 0.5f);
    expect_chain(FACTOR "(factor=0.5)," UNITY "(factor=1)");
    CFArrayRef stored = CFDictionaryGetValue(host->storage, CFSTR(OSSICLE_STORAGE_QUARANTINE));
    cr_assert_eq(CFArrayGetCount(stored), 0);
    cr_assert_eq(release(FACTOR), kAudioHardwareIllegalOperationError);
}

Test(device_modules, are_kept_out_of_every_chain)
{
    begin_with_quarantine(FACTOR);
    expect_error(NULL);
    cr_assert_eq(
        fake_set_text(host, FAKE_DEVICE, kOssicleDevicePropertyChain, "!" FACTOR "," FACTOR), 0);
    expect_chain("!" FACTOR "(factor=0.5)," FACTOR "(factor=0.5)");
    expect_error(KEPT_OUT);
    fake_host_add_client(host, CLIENT);
    fake_host_start(host, CLIENT);
    cr_assert_eq(sound(0), 1);
    cr_assert_eq(fake_set_text(host, FAKE_DEVICE, kOssicleDevicePropertyChainMode, "worker"), 0);
    const Float64 rate = 96000;
    cr_assert_eq(
        fake_set(host, FAKE_DEVICE, kAudioDevicePropertyNominalSampleRate, sizeof rate, &rate), 0);
    cr_assert_eq(fake_set_text(host, FAKE_DEVICE, kOssicleDevicePropertyChainMode, "inline"), 0);
    cr_assert_eq(sound(0), 1);
    cr_assert_eq(release(FACTOR), 0);
    cr_assert_eq(sound(0), 0.5f, "one is still bypassed");
}

Test(device_modules, with_another_file_are_let_in)
{
    device.chain = FACTOR;
    CFDictionaryRef storage = storage_with(FACTOR, "another");
    host = fake_host_new_with(&configuration, storage);
    CFRelease(storage);
    expect_error(NULL);
    fake_host_add_client(host, CLIENT);
    fake_host_start(host, CLIENT);
    cr_assert_eq(sound(0), 0.5f);
}

/* The state that the driver finds for the chain's module, as bytes; returns the count it begins
 * with. */
static float begin_with_states(CFTypeRef states)
{
    CFMutableDictionaryRef storage = cf_create_dictionary();
    CFMutableDictionaryRef settings = cf_create_dictionary();
    cf_put_text(settings, "chain", "!" UNITY "," COUNTS);
    cf_put(settings, "moduleStates", states);
    cf_put(storage, "org.ossicle.test.device", settings);
    host = fake_host_new_with(&configuration, storage);
    CFRelease(storage);
    expect_chain("!" UNITY "(factor=1)," COUNTS "(factor=0.5)");
    fake_host_add_client(host, CLIENT);
    fake_host_start(host, CLIENT);
    return sound(0);
}

static CFMutableArrayRef states_of(const char *id, int64_t occurrence, CFTypeRef state)
{
    CFMutableArrayRef states = cf_create_array();
    CFMutableDictionaryRef entry = cf_create_dictionary();
    cf_put_text(entry, "id", id);
    cf_put_integer(entry, "occurrence", occurrence);
    cf_put(entry, "state", state);
    cf_append(states, entry);
    return states;
}

static CFDataRef bytes_of(uint64_t count, CFIndex size)
{
    return CFDataCreate(NULL, (const UInt8 *)&count, size);
}

Test(device_modules, take_back_their_state)
{
    cr_assert_eq(begin_with_states(states_of(COUNTS, 0, bytes_of(1000, 8))), 1000);
    expect_error(NULL);
}

Test(device_modules, do_not_take_the_state_of_others)
{
    CFMutableArrayRef states = states_of(COUNTS, 1, bytes_of(1000, 8));
    CFMutableArrayRef other = states_of("org.test.gone", 0, bytes_of(1000, 8));
    CFArrayAppendValue(states, CFArrayGetValueAtIndex(other, 0));
    CFRelease(other);
    cr_assert_eq(begin_with_states(states), 0);
    expect_error(NULL);
}

static void expect_ignored(CFTypeRef states, const char *reason)
{
    char *expected = NULL;
    cr_assert_gt(asprintf(&expected,
                          "stored setting moduleStates of org.ossicle.test.device is ignored: %s",
                          reason),
                 0);
    cr_assert_eq(begin_with_states(states), 0);
    expect_error(expected);
    free(expected);
    fake_host_free(host);
}

Test(device_modules, begin_without_a_state_that_is_broken)
{
    static const char broken[] = "entry 0 is no state of a module";
    expect_ignored(CFRetain(CFSTR("rubbish")), "it is no array");
    expect_ignored(states_of(COUNTS, -1, bytes_of(1000, 8)), broken);
    expect_ignored(states_of(COUNTS, 0, CFRetain(CFSTR("rubbish"))), broken);
    CFMutableArrayRef states = cf_create_array();
    cf_append(states, CFRetain(CFSTR("rubbish")));
    expect_ignored(states, broken);
    /* One that the module itself refuses. */
    cr_assert_eq(begin_with_states(states_of(COUNTS, 0, bytes_of(1000, 7))), 0);
}
