/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Module files under a driver that has a worker program: what of their code runs where. */

#include "driver/file_guard.h"

#include "driver/custom_properties.h"
#include "support/fake_host.h"
#include "support/module_folder.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define FACTOR         "org.ossicle.test.factor"
#define ONLY_IN_WORKER "org.ossicle.test.only-in-worker"
#define TWO_FACED      "org.ossicle.test.two-faced"

enum { CLIENT = 7, FRAMES = 512, CHANNELS = 2, SAMPLES = FRAMES * CHANNELS };

static char *folder;
static FakeHost *host;
static DeviceConfiguration configuration;

static void set_up(void)
{
    folder = module_folder_new();
    configuration = fake_device(CHANNELS);
}

static void tear_down(void)
{
    fake_host_free(host);
    module_folder_free(folder);
}

TestSuite(file_guard, .init = set_up, .fini = tear_down, .timeout = 60);

static void begin(const char *worker_program)
{
    module_folder_copy(folder, FIXTURES_DIR "/factor.so", "factor.so");
    host = fake_host_new_with(&(DriverConfiguration){.devices = &configuration,
                                                     .device_count = 1,
                                                     .modules_folder = folder,
                                                     .worker_program = worker_program},
                              NULL);
}

static CFIndex count_of(AudioObjectPropertySelector selector)
{
    CFTypeRef list = fake_copy(host, kAudioObjectPlugInObject, selector);
    const CFIndex count = CFArrayGetCount(list);
    CFRelease(list);
    return count;
}

static OSStatus set_mode(const char *mode)
{
    return fake_set_text(host, FAKE_DEVICE, kOssicleDevicePropertyChainMode, mode);
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

/* Loading these here would end this process, and the test with it. */
Test(file_guard, files_that_crash_are_refused_and_others_are_not)
{
    module_folder_copy(folder, WHEN_LOADED "/aborts.so", "aborts.so");
    module_folder_copy(folder, WHEN_LOADED "/exits.so", "exits.so");
    begin(WORKER_PROGRAM);
    cr_expect_geq(count_of(kOssiclePlugInPropertyRefusals), 2);
    cr_expect_eq(set_chain(FACTOR), 0);
    cr_expect_neq(set_chain("org.ossicle.test.aborts"), 0);
}

Test(file_guard, no_code_runs_here_in_isolated_mode)
{
    module_folder_copy(folder, WHEN_LOADED "/only-in-worker.so", "only-in-worker.so");
    begin(WORKER_PROGRAM);
    cr_assert_eq(set_mode("isolated"), 0);
    cr_assert_eq(set_chain(ONLY_IN_WORKER "(factor=0.25)," FACTOR "(factor=0.5)"), 0);
    expect_chain(ONLY_IN_WORKER "(factor=0.25)," FACTOR "(factor=0.5)");
    cr_assert_eq(set_chain(FACTOR "(factor=0.5)," ONLY_IN_WORKER "(factor=0.25)"), 0);
}

/* What is read when every sample that was written is 1. */
static float play(UInt32 blocks)
{
    static float samples[SAMPLES];
    fake_host_add_client(host, CLIENT);
    fake_host_start(host, CLIENT);
    for (UInt32 i = 0; i < blocks; i++) {
        for (size_t k = 0; k < SAMPLES; k++)
            samples[k] = 1;
        cr_assert_eq(fake_host_write(host, CLIENT, i * FRAMES, FRAMES, samples), 0);
        cr_assert_eq(fake_host_read(host, CLIENT, i * FRAMES, FRAMES, samples), 0);
    }
    fake_host_stop(host, CLIENT);
    return samples[SAMPLES - 1];
}

Test(file_guard, code_is_loaded_when_a_chain_needs_it_here)
{
    begin(WORKER_PROGRAM);
    cr_assert_eq(set_mode("inline"), 0);
    cr_assert_eq(set_chain(FACTOR "(factor=0.25)"), 0);
    cr_expect_eq(play(8), 0.25f);
}

Test(file_guard, a_file_that_says_now_this_now_that_is_used_where_it_was_looked_at)
{
    module_folder_copy(folder, WHEN_LOADED "/two-faced.so", "two-faced.so");
    begin(WORKER_PROGRAM);
    cr_assert_eq(set_mode("isolated"), 0);
    cr_assert_eq(set_chain(TWO_FACED), 0);
    cr_expect_neq(set_mode("worker"), 0);
    expect_error("two-faced.so: ossicle_entry() says something else here");
}

Test(file_guard, without_a_program_code_is_loaded_here)
{
    module_folder_copy(folder, WHEN_LOADED "/two-faced.so", "two-faced.so");
    begin("/nowhere/ossicle-worker");
    cr_assert_eq(set_mode("worker"), 0);
    cr_expect_eq(set_chain(TWO_FACED ".generator," FACTOR), 0, "as it says of itself here");
}
