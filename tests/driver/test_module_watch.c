/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Module files that come, change and go under a driver. The supervisor's part is the test's own. */

#include "driver/module_watch.h"

#include "driver/custom_properties.h"
#include "driver/device.h"
#include "driver/driver_state.h"
#include "support/fake_host.h"
#include "support/module_folder.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FACTOR "org.ossicle.test.factor"

enum { CLIENT = 7, FRAMES = 512, CHANNELS = 2, SAMPLES = FRAMES * CHANNELS, NEW_LATENCY = 64 };

static char *folder;
static FakeHost *host;
static DeviceConfiguration configuration;
static ModuleWatch *watch;

static void begin(CFDictionaryRef storage)
{
    host = fake_host_new_with(&(DriverConfiguration){.devices = &configuration,
                                                     .device_count = 1,
                                                     .modules_folder = folder},
                              storage);
    watch = &driver_from_reference(host->driver)->module_watch;
    module_watch_stop(watch);
    fake_host_forget_news(host);
}

static void set_up(void)
{
    folder = module_folder_new();
    configuration = fake_device(CHANNELS);
}

static void tear_down(void)
{
    if (host)
        fake_host_free(host);
    module_folder_free(folder);
}

TestSuite(module_watch, .init = set_up, .fini = tear_down, .timeout = 60);

static void put(const char *fixture, const char *name)
{
    char *const source = module_folder_path(FIXTURES_DIR, fixture);
    char *const from = module_folder_path(folder, "new");
    char *const to = module_folder_path(folder, name);
    module_folder_copy(folder, source, "new");
    cr_assert_eq(rename(from, to), 0);
    free(source);
    free(from);
    free(to);
}

static void take_away(const char *name)
{
    char *const path = module_folder_path(folder, name);
    cr_assert_eq(unlink(path), 0);
    free(path);
}

static CFIndex count_of(AudioObjectPropertySelector selector)
{
    CFTypeRef list = fake_copy(host, kAudioObjectPlugInObject, selector);
    const CFIndex count = CFArrayGetCount(list);
    CFRelease(list);
    return count;
}

static OSStatus set_chain(const char *text)
{
    return fake_set_text(host, FAKE_DEVICE, kOssicleDevicePropertyChain, text);
}

static void expect_chain(const char *expected)
{
    char *text = fake_copy_text(host, FAKE_DEVICE, kOssicleDevicePropertyChain);
    cr_expect_str_eq(text, expected);
    free(text);
}

static void expect_error(const char *part)
{
    char *line = fake_last_error(host);
    cr_assert_not_null(line);
    cr_expect(strstr(line, part), "%s", line);
    free(line);
}

static size_t news_of(AudioObjectID object, AudioObjectPropertySelector selector)
{
    return fake_host_news_of(host, object, selector);
}

static UInt32 latency(void)
{
    const AudioObjectPropertyAddress address = {kAudioDevicePropertyLatency,
                                                kAudioObjectPropertyScopeInput,
                                                kAudioObjectPropertyElementMain};
    UInt32 value = 0;
    UInt32 size = 0;
    cr_assert_eq((*host->driver)
                     ->GetPropertyData(host->driver, FAKE_DEVICE, 0, &address, 0, NULL,
                                       sizeof value, &size, &value),
                 0);
    return value;
}

Test(module_watch, a_new_file_is_usable_at_once)
{
    begin(NULL);
    cr_expect_eq(count_of(kOssiclePlugInPropertyModules), 0);
    cr_expect_neq(set_chain(FACTOR), 0);
    put("factor.so", "1.so");
    module_watch_run(watch);
    cr_expect_eq(count_of(kOssiclePlugInPropertyModules), 1);
    cr_expect_eq(news_of(kAudioObjectPlugInObject, kOssiclePlugInPropertyModules), 1);
    cr_expect_eq(news_of(kAudioObjectPlugInObject, kOssiclePlugInPropertyRefusals), 0);
    cr_expect_eq(set_chain(FACTOR "(factor=0.25)"), 0);
    expect_chain(FACTOR "(factor=0.25)");
}

Test(module_watch, a_refused_file_shows_until_it_is_mended)
{
    begin(NULL);
    put("null-id.so", "1.so");
    module_watch_run(watch);
    cr_expect_eq(count_of(kOssiclePlugInPropertyRefusals), 1);
    cr_expect_eq(news_of(kAudioObjectPlugInObject, kOssiclePlugInPropertyRefusals), 1);
    cr_expect_eq(news_of(kAudioObjectPlugInObject, kOssiclePlugInPropertyModules), 0);
    put("factor.so", "1.so");
    module_watch_run(watch);
    cr_expect_eq(count_of(kOssiclePlugInPropertyRefusals), 0);
    cr_expect_eq(count_of(kOssiclePlugInPropertyModules), 1);
    module_watch_run(watch);
    cr_expect_eq(news_of(kAudioObjectPlugInObject, kOssiclePlugInPropertyRefusals), 2);
}

Test(module_watch, a_stored_chain_waits_for_its_module)
{
    put("factor.so", "1.so");
    begin(NULL);
    cr_assert_eq(set_chain(FACTOR "(factor=0.25)"), 0);
    CFDictionaryRef storage = (CFDictionaryRef)CFRetain(host->storage);
    fake_host_free(host);
    take_away("1.so");
    begin(storage);
    CFRelease(storage);
    expect_chain("");
    expect_error("there is no module '" FACTOR "'");
    cr_assert_eq(fake_set_text(host, FAKE_DEVICE, kAudioObjectPropertyName, "stored anew"), 0);
    storage = (CFDictionaryRef)CFRetain(host->storage);
    fake_host_free(host);
    begin(storage); /* it isn't forgotten either */
    CFRelease(storage);
    put("unity.so", "2.so");
    module_watch_run(watch);
    expect_chain("");
    cr_expect_eq(news_of(FAKE_DEVICE, kOssicleDevicePropertyChain), 0);
    put("factor.so", "1.so");
    module_watch_run(watch);
    expect_chain(FACTOR "(factor=0.25)");
    cr_expect_eq(news_of(FAKE_DEVICE, kOssicleDevicePropertyChain), 1);
    cr_expect_eq(news_of(FAKE_DEVICE, kOssicleDevicePropertyParameters), 1);
    cr_expect_eq(host->requests, 0);
}

Test(module_watch, a_configured_chain_waits_until_another_one_is_set)
{
    configuration.chain = FACTOR "(factor=0.25)";
    put("unity.so", "2.so");
    begin(NULL);
    expect_chain("");
    cr_assert_eq(set_chain(""), 0);
    put("factor.so", "1.so");
    module_watch_run(watch);
    expect_chain("");
    fake_host_free(host);
    begin(NULL);
    expect_chain(FACTOR "(factor=0.25)");
}

/* What is read when every sample that was written is 1. */
static float play(double from, UInt32 blocks)
{
    static float samples[SAMPLES];
    for (UInt32 i = 0; i < blocks; i++) {
        for (size_t k = 0; k < SAMPLES; k++)
            samples[k] = 1;
        cr_assert_eq(fake_host_write(host, CLIENT, from + i * FRAMES, FRAMES, samples), 0);
        cr_assert_eq(fake_host_read(host, CLIENT, from + i * FRAMES, FRAMES, samples), 0);
    }
    return samples[SAMPLES - 1];
}

Test(module_watch, a_replaced_file_takes_over_while_sound_runs)
{
    put("factor.so", "1.so");
    begin(NULL);
    cr_assert_eq(fake_set_text(host, FAKE_DEVICE, kOssicleDevicePropertyChainMode, "inline"), 0);
    cr_assert_eq(set_chain(FACTOR "(factor=0.25)"), 0);
    fake_host_add_client(host, CLIENT);
    fake_host_start(host, CLIENT);
    cr_expect_eq(play(0, 8), 0.25f);
    fake_host_forget_news(host);
    const size_t requests = host->requests;
    put("factor-new.so", "1.so");
    module_watch_run(watch);
    cr_expect_eq(host->requests, requests);
    cr_expect_eq(news_of(FAKE_DEVICE, kOssicleDevicePropertyChain), 1);
    expect_chain(FACTOR "(factor=0.25)");
    cr_expect_eq(play(8 * FRAMES, 16), 0.25f);
    cr_expect_eq(
        engine_latency_frames(driver_device_at(driver_from_reference(host->driver), 1)->engine),
        NEW_LATENCY);
    fake_host_stop(host, CLIENT);
}

Test(module_watch, a_replacement_that_does_not_work_changes_nothing)
{
    put("factor.so", "1.so");
    begin(NULL);
    cr_assert_eq(set_chain(FACTOR "(factor=0.25)"), 0);
    fake_host_forget_news(host);
    put("factor-fails.so", "1.so");
    module_watch_run(watch);
    expect_chain(FACTOR "(factor=0.25)");
    expect_error("the chain goes on as it was: its new modules don't work: module '" FACTOR
                 "': create: it failed");
    cr_expect_eq(news_of(FAKE_DEVICE, kOssicleDevicePropertyChain), 0);
    put("factor-new.so", "1.so");
    module_watch_run(watch);
    cr_expect_eq(latency(), NEW_LATENCY);
}

Test(module_watch, a_removed_file_leaves_the_chain_as_it_is)
{
    put("factor.so", "1.so");
    begin(NULL);
    cr_assert_eq(set_chain(FACTOR "(factor=0.25)"), 0);
    take_away("1.so");
    module_watch_run(watch);
    cr_expect_eq(count_of(kOssiclePlugInPropertyModules), 0);
    expect_chain(FACTOR "(factor=0.25)");
    cr_expect_eq(fake_set_text(host, FAKE_DEVICE, kOssicleDevicePropertyChainMode, "inline"), 0);
    expect_chain(FACTOR "(factor=0.25)");
    cr_expect_neq(set_chain(FACTOR "," FACTOR), 0);
    expect_chain(FACTOR "(factor=0.25)");
    put("factor.so", "1.so");
    fake_host_forget_news(host);
    module_watch_run(watch);
    cr_expect_eq(news_of(FAKE_DEVICE, kOssicleDevicePropertyChain), 1); /* from the new file */
    expect_chain(FACTOR "(factor=0.25)");
}

Test(module_watch, follows_a_folder_that_comes_later)
{
    cr_assert_eq(rmdir(folder), 0);
    begin(NULL);
    cr_assert_eq(mkdir(folder, 0755), 0);
    put("factor.so", "1.so");
    module_watch_run(watch);
    cr_expect_eq(count_of(kOssiclePlugInPropertyModules), 1);
}

/* The client's own sound, all 1, after its insert. */
static float process(double from, UInt32 blocks)
{
    static float samples[SAMPLES];
    const AudioObjectID stream =
        fake_host_object(host, kAudioStreamClassID, kAudioObjectPropertyScopeOutput);
    for (UInt32 i = 0; i < blocks; i++) {
        const AudioServerPlugInIOCycleInfo cycle = {
            .mNominalIOBufferFrameSize = FRAMES,
            .mOutputTime = {.mSampleTime = from + i * FRAMES,
                            .mFlags = kAudioTimeStampSampleTimeValid},
        };
        for (size_t k = 0; k < SAMPLES; k++)
            samples[k] = 1;
        cr_assert_eq((*host->driver)
                         ->DoIOOperation(host->driver, FAKE_DEVICE, stream, CLIENT,
                                         kAudioServerPlugInIOOperationProcessOutput, FRAMES, &cycle,
                                         samples, NULL),
                     0);
    }
    return samples[SAMPLES - 1];
}

static void add_client(CFStringRef bundle_id)
{
    const AudioServerPlugInClientInfo info = {
        .mClientID = CLIENT, .mProcessID = 1, .mIsNativeEndian = true, .mBundleID = bundle_id};
    cr_assert_eq((*host->driver)->AddDeviceClient(host->driver, FAKE_DEVICE, &info), 0);
}

Test(module_watch, an_applications_chain_waits_and_follows)
{
    static const ApplicationConfiguration application = {"org.example.player",
                                                         FACTOR "(factor=0.25)"};
    configuration.applications = &application;
    configuration.application_count = 1;
    begin(NULL);
    expect_error("there is no module '" FACTOR "'");
    add_client(CFSTR("org.example.player"));
    fake_host_start(host, CLIENT);
    put("factor.so", "1.so");
    module_watch_run(watch);
    cr_expect_eq(host->requests, 1); /* what a client does can't change while it runs */
    cr_expect_eq(news_of(FAKE_DEVICE, kOssicleDevicePropertyApplications), 1);
    cr_expect_eq(process(0, 1), 0.25f);
    fake_host_forget_news(host);
    put("factor-new.so", "1.so");
    module_watch_run(watch);
    cr_expect_eq(host->requests, 1);
    cr_expect_eq(news_of(FAKE_DEVICE, kOssicleDevicePropertyClients), 1);
    cr_expect_eq(process(FRAMES, 4), 0.25f);
    put("factor-fails.so", "1.so");
    module_watch_run(watch);
    expect_error(
        "the chain of client 7 goes on as it was: its new modules don't work: module '" FACTOR
        "': create: it failed");
    cr_expect_eq(process(5.0 * FRAMES, 1), 0.25f);
    fake_host_stop(host, CLIENT);
}

/* What a driver leaves in the storage whose process ends while it loads the file. */
static CFDictionaryRef storage_of_end(void)
{
    char *const path = module_folder_path(folder, "1.so");
    Driver *driver = driver_from_reference(host->driver);
    const ossicle_module record = {.id = path, .version = ""};
    cr_assert_not_null(driver);
    const CatalogModule *found = catalog_find(driver->catalog, FACTOR);
    cr_assert_not_null(found);
    cr_assert_eq(module_records_begin(&driver->records, &record, module_hash(found->library), NULL),
                 STATUS_OK);
    CFDictionaryRef storage = CFDictionaryCreateCopy(NULL, host->storage);
    free(path);
    return storage;
}

Test(module_watch, a_file_that_ended_the_process_is_not_loaded_again)
{
    put("factor.so", "1.so");
    begin(NULL);
    CFDictionaryRef storage = storage_of_end();
    fake_host_free(host);
    begin(storage);
    cr_expect_eq(count_of(kOssiclePlugInPropertyModules), 0);
    cr_expect_eq(count_of(kOssiclePlugInPropertyRefusals), 1);
    put("factor-new.so", "1.so");
    module_watch_run(watch);
    cr_expect_eq(count_of(kOssiclePlugInPropertyModules), 1, "another version");
    fake_host_free(host);
    put("factor.so", "1.so");
    begin(storage);
    CFRelease(storage);
    cr_expect_eq(count_of(kOssiclePlugInPropertyModules), 0);
    char *const path = module_folder_path(folder, "1.so");
    cr_expect_eq(
        fake_set_text(host, kAudioObjectPlugInObject, kOssiclePlugInPropertyQuarantine, path), 0);
    module_watch_run(watch);
    cr_expect_eq(count_of(kOssiclePlugInPropertyModules), 1, "let in again");
    cr_expect_eq(count_of(kOssiclePlugInPropertyRefusals), 0);
    free(path);
}
