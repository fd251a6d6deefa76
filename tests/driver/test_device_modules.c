/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Chains with modules that are in quarantine, and states that come back. */

#include "driver/cf.h"
#include "driver/custom_properties.h"
#include "driver/device_events.h"
#include "driver/driver_devices.h"
#include "loader/catalog.h"
#include "support/fake_host.h"
#include "support/module_folder.h"

#include <criterion/criterion.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CLIENT = 3 };
#define FRAMES 64ul

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
    const CFTypeRef string = cf_create_string(id);
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

/* What the first sample of the next block becomes if it is 1 everywhere. */
static float play(void)
{
    static double time;
    float block[FRAMES * 2];
    for (size_t i = 0; i < FRAMES * 2; i++)
        block[i] = 1;
    cr_assert_eq(fake_host_write(host, CLIENT, time, FRAMES, block), 0);
    cr_assert_eq(fake_host_read(host, CLIENT, time, FRAMES, block), 0);
    time += FRAMES;
    return block[0];
}

/* The same when all fades are over. */
static float sound(void)
{
    for (int i = 0; i < 200; i++)
        (void)play();
    return play();
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

/* What is stored against modules now, as "id+" for a mark and "id-" for quarantine. */
static void expect_records(const char *expected)
{
    char text[256] = "";
    CFArrayRef records = CFDictionaryGetValue(host->storage, CFSTR(OSSICLE_STORAGE_QUARANTINE));
    for (CFIndex i = 0; records && i < CFArrayGetCount(records); i++) {
        CFTypeRef record = CFArrayGetValueAtIndex(records, i);
        bool mark = false;
        char *id = cf_copy_text(cf_get(record, OSSICLE_KEY_ID));
        cr_assert(cf_get_boolean(record, OSSICLE_KEY_MARK, &mark));
        const size_t length = strlen(text);
        (void)snprintf(text + length, sizeof text - length, "%s%c ", id, mark ? '+' : '-');
        free(id);
    }
    cr_assert_str_eq(text, expected);
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
    cr_assert_eq(sound(), 1);
    fake_host_forget_news(host);
    cr_assert_eq(release("org.ossicle.test.none"), kAudioHardwareIllegalOperationError);
    cr_assert_eq(release(FACTOR), 0);
    cr_assert_eq(
        fake_host_news_of(host, kAudioObjectPlugInObject, kOssiclePlugInPropertyQuarantine), 1);
    cr_assert_eq(fake_host_news_of(host, FAKE_DEVICE, kOssicleDevicePropertyChain), 1);
    cr_assert_eq(quarantine_count(), 0);
    cr_assert_eq(sound(), 0.5f);
    expect_chain(FACTOR "(factor=0.5)," UNITY "(factor=1)");
    expect_records(UNITY "+ " FACTOR "+ ");
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
    cr_assert_eq(sound(), 1);
    cr_assert_eq(fake_set_text(host, FAKE_DEVICE, kOssicleDevicePropertyChainMode, "worker"), 0);
    const Float64 rate = 96000;
    cr_assert_eq(
        fake_set(host, FAKE_DEVICE, kAudioDevicePropertyNominalSampleRate, sizeof rate, &rate), 0);
    cr_assert_eq(fake_set_text(host, FAKE_DEVICE, kOssicleDevicePropertyChainMode, "inline"), 0);
    cr_assert_eq(sound(), 1);
    cr_assert_eq(release(FACTOR), 0);
    cr_assert_eq(sound(), 0.5f, "one is still bypassed");
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
    cr_assert_eq(sound(), 0.5f);
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
    return play();
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

static CFArrayRef stored_states(void)
{
    CFTypeRef settings = CFDictionaryGetValue(host->storage, CFSTR("org.ossicle.test.device"));
    return settings ? cf_get(settings, "moduleStates") : NULL;
}

static uint64_t stored_count(void)
{
    uint64_t count = 0;
    CFArrayRef states = stored_states();
    cr_assert_eq(CFArrayGetCount(states), 1);
    CFDataRef state = cf_get(CFArrayGetValueAtIndex(states, 0), "state");
    cr_assert_eq(CFDataGetLength(state), 8);
    memcpy(&count, CFDataGetBytePtr(state), sizeof count);
    return count;
}

Test(device_modules, have_their_state_stored_when_sound_stops_and_the_chain_changes)
{
    device.chain = COUNTS;
    host = fake_host_new_with(&configuration, NULL);
    fake_host_add_client(host, CLIENT);
    fake_host_start(host, CLIENT);
    (void)play();
    cr_assert_null(stored_states());
    cr_assert_eq(fake_set_text(host, FAKE_DEVICE, kOssicleDevicePropertyChain, UNITY "," COUNTS),
                 0);
    cr_assert_eq(stored_count(), FRAMES);
    cr_assert_eq(sound(), 201 * FRAMES, "it goes on in the new chain");
    fake_host_stop(host, CLIENT);
    cr_assert_eq(stored_count(), 202 * FRAMES);
    /* The next process goes on. */
    FakeHost *first = host;
    host = fake_host_new_with(&configuration, first->storage);
    fake_host_free(first);
    fake_host_add_client(host, CLIENT);
    fake_host_start(host, CLIENT);
    cr_assert_eq(play(), 202 * FRAMES);
}

Test(device_modules, have_their_state_stored_when_the_driver_ends)
{
    device.chain = COUNTS;
    host = fake_host_new_with(&configuration, NULL);
    fake_host_add_client(host, CLIENT);
    fake_host_start(host, CLIENT);
    (void)play();
    CFDictionaryRef storage = CFRetain(host->storage);
    fake_host_free(host);
    host = fake_host_new_with(&configuration, storage);
    CFRelease(storage);
    cr_assert_eq(stored_count(), FRAMES);
    expect_records("");
}

Test(device_modules, are_marked_from_the_start_of_sound)
{
    device.chain = FACTOR ",!" UNITY;
    host = fake_host_new_with(&configuration, NULL);
    expect_records("");
    fake_host_add_client(host, CLIENT);
    fake_host_start(host, CLIENT);
    expect_records(FACTOR "+ ");
    (void)play();
    /* A process that ended now would leave this. */
    CFDictionaryRef left = CFDictionaryCreateCopy(NULL, host->storage);
    fake_host_stop(host, CLIENT);
    expect_records("");
    fake_host_free(host);
    host = fake_host_new_with(&configuration, left);
    CFRelease(left);
    expect_records(FACTOR "- ");
    expect_error("module '" FACTOR
                 "' is in quarantine, and sound passes it by: " OSSICLE_REASON_ENDED
                 "; let it in again with: ossicle modules --release " FACTOR);
    cr_assert_eq(release(FACTOR), 0);
    expect_records("");
    fake_host_add_client(host, CLIENT);
    fake_host_start(host, CLIENT);
    expect_records(FACTOR "+ ");
}

Test(device_modules, run_without_a_mark_if_the_host_stores_nothing)
{
    host = fake_host_new_with(&configuration, NULL);
    host->storage_fails = true;
    cr_assert_eq(fake_set_text(host, FAKE_DEVICE, kOssicleDevicePropertyChain, FACTOR), 0);
    expect_chain(FACTOR "(factor=0.5)");
    CFArrayRef errors = fake_copy(host, FAKE_DEVICE, kOssicleDevicePropertyErrors);
    char *first = cf_copy_text(CFArrayGetValueAtIndex(errors, 0));
    cr_assert_str_eq(first,
                     "module '" FACTOR "' has no mark while it runs for the first time: if it "
                     "ends this process, nobody will know: input or output failed");
    free(first);
    CFRelease(errors);
}

static void tell(EngineEventKind kind, const CatalogModule *module, const char *reason)
{
    Driver *driver = driver_from_reference(host->driver);
    cr_assert_not_null(driver);
    const EngineEvent event = {.kind = kind,
                               .module = module ? module->module : NULL,
                               .library = module ? module->library : NULL,
                               .deaths = 5,
                               .reason = reason};
    device_engine_event(driver_find_device(driver, "org.ossicle.test.device"), &event);
    log_queue_flush(driver->log_queue);
}

static bool is_announced(AudioObjectID object, AudioObjectPropertySelector selector)
{
    while (!fake_host_news_of(host, object, selector)) /* by another thread */
        (void)sched_yield();
    return true;
}

Test(device_modules, and_what_they_did_is_told, .timeout = 60)
{
    device.chain = FACTOR;
    host = fake_host_new_with(&configuration, NULL);
    const Driver *driver = driver_from_reference(host->driver);
    cr_assert_not_null(driver);
    const CatalogModule *factor = catalog_find(driver->catalog, FACTOR);
    tell(ENGINE_EVENT_MODULE_DIED, factor, "it was killed by signal 11");
    expect_error("module '" FACTOR
                 "' died (5 times so far): it was killed by signal 11; sound passes "
                 "it by until it is tried again");
    cr_assert(is_announced(FAKE_DEVICE, kOssicleDevicePropertyErrors));
    tell(ENGINE_EVENT_RETRIED, factor, NULL);
    tell(ENGINE_EVENT_BYPASSED, NULL, "64 blocks in a row were late");
    expect_error("sound passes the chain by until it is tried again: 64 blocks in a row were late");
    tell(ENGINE_EVENT_RETRIED, NULL, NULL);
    cr_assert_eq(quarantine_count(), 0);
    tell(ENGINE_EVENT_MODULE_QUARANTINE, factor, "it was killed by signal 11");
    expect_error("module '" FACTOR
                 "' is in quarantine after 5 deaths: it was killed by signal 11; let "
                 "it in again with: ossicle modules --release " FACTOR);
    cr_assert(is_announced(kAudioObjectPlugInObject, kOssiclePlugInPropertyQuarantine));
    cr_assert_eq(quarantine_count(), 1);
    expect_records(FACTOR "- ");
    /* Its engine has taken it out of the chain by itself, and makes it anew. */
    cr_assert_eq(fake_host_news_of(host, FAKE_DEVICE, kOssicleDevicePropertyChain), 0);
    cr_assert_eq(release(FACTOR), 0);
    cr_assert_eq(fake_host_news_of(host, FAKE_DEVICE, kOssicleDevicePropertyChain), 1);
    expect_records("");
}
