/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What the HAL does when memory is short, and what it leaves behind: nothing. */

#include "driver/custom_properties.h"
#include "hal/hal_fixture.h"
#include "support/fail_each.h"

#include <dirent.h>
#include <ossicle-portable/diagnostics.h>
#include <stdlib.h>
#include <unistd.h>

static Fixture fixture;
static bool plays;

static void end(void)
{
    fixture_end(&fixture);
}

TestSuite(hal_memory, .fini = end);

static bool one_cycle(void *context, UInt32 frames, const AudioTimeStamp *now, const float *input,
                      const AudioTimeStamp *input_time, float *output,
                      const AudioTimeStamp *output_time)
{
    return false;
}

static bool play(Hal *hal, AudioObjectID device, Error *error)
{
    const HalClientInfo info = {.process_id = 4711, .bundle_id = CFSTR("org.ossicle.tests")};
    HalClient *client = hal_client_new(hal, device, &info, one_cycle, NULL, error);
    const bool played = client != NULL && hal_client_start(client, error) == STATUS_OK &&
                        hal_client_wait(client, error) == STATUS_OK;
    hal_client_free(client);
    return played;
}

static FailedAct load(void)
{
    FailedAct did = {.error = {.status = STATUS_OK}};
    const HalOptions options = {
        .clock = fixture.clock, .storage_path = fixture.storage, .log = &fixture_log};
    Hal *hal = hal_new(fixture.bundle, &options, &did.error);
    did.succeeded = hal != NULL && (!plays || play(hal, fixture.device, &did.error));
    hal_free(hal);
    return did;
}

static void skip_if_it_does_not_work(void)
{
    cr_assert_eq(setenv("OSSICLE_LOG", "off", 1), 0);
    if (!failing_malloc_works())
        cr_skip_test("this build can't let allocations fail");
    failing_malloc_spare("libplist");
    failing_malloc_spare("ld-linux"); /* dlopen loses what it had when it fails halfway */
}

Test(hal_memory, loading_a_driver_fails_whole)
{
    skip_if_it_does_not_work();
    fixture_make(&fixture, "good");
    cr_assert_gt(fail_each(load, true), 20);
}

Test(hal_memory, clients_fail_whole)
{
    skip_if_it_does_not_work();
    fixture_make(&fixture, "good");
    plays = true;
    cr_assert_gt(fail_each(load, true), 40);
}

Test(hal_memory, our_driver_survives_it)
{
    skip_if_it_does_not_work();
    fixture_start_ossicle(&fixture);
    hal_free(fixture.hal);
    fixture.hal = NULL;
    plays = true;
    cr_assert_gt(fail_each(load, true), 100);
}

/* I/O of both ends with the list of clients that can't be made: the one that goes on must hear. */
Test(hal_memory, who_loses_its_io_because_another_stops_is_told)
{
    skip_if_it_does_not_work();
    fixture_start(&fixture, "good");
    Player players[2] = {{.gain = 1}, {.gain = 1}};
    for (int i = 0; i < 2; i++)
        player_make(&players[i], &fixture, HAL_USE_ALL);
    cr_assert_eq(hal_client_start(players[0].client, NULL), STATUS_OK);
    cr_assert_eq(hal_client_start(players[1].client, NULL), STATUS_OK);
    failing_malloc_arm(1);
    hal_client_stop(players[1].client);
    cr_assert(failing_malloc_disarm());
    Error error;
    cr_expect_eq(hal_client_wait(players[0].client, &error), STATUS_NO_MEMORY);
    cr_expect_not_null(strstr(error.message, "no memory for its I/O"), "%s", error.message);
    for (int i = 0; i < 2; i++)
        player_free(&players[i]);
}

Test(hal_memory, who_loses_its_io_because_another_cannot_start_is_told)
{
    skip_if_it_does_not_work();
    fixture_start(&fixture, "good");
    Player runner = {.gain = 1};
    Player late = {.gain = 1};
    player_make(&runner, &fixture, HAL_USE_ALL);
    player_make(&late, &fixture, HAL_USE_ALL);
    cr_assert_eq(hal_client_start(runner.client, NULL), STATUS_OK);
    failing_malloc_arm(1);
    Error error;
    cr_expect_eq(hal_client_start(late.client, &error), STATUS_NO_MEMORY);
    cr_assert(failing_malloc_disarm());
    cr_expect_eq(hal_client_wait(runner.client, NULL), STATUS_NO_MEMORY);
    cr_expect_eq(hal_client_start(runner.client, NULL), STATUS_OK, "it can begin again");
    player_free(&runner);
    player_free(&late);
}

static size_t count_entries(const char *folder)
{
    DIR *const listing = opendir(folder);
    cr_assert_not_null(listing, "%s", folder);
    size_t count = 0;
    while (readdir(listing))
        count++;
    cr_assert_eq(closedir(listing), 0);
    return count;
}

typedef struct Held {
    int64_t objects;
    size_t files;
    size_t threads;
} Held;

static Held held(void)
{
    return (Held){portable_live_object_count(), count_entries("/proc/self/fd"),
                  count_entries("/proc/self/task")};
}

static void set_chain(const char *text)
{
    const AudioObjectPropertyAddress address = fixture_address(kOssicleDevicePropertyChain);
    CFStringRef chain = CFStringCreateWithCString(NULL, text, kCFStringEncodingUTF8);
    cr_assert_eq(hal_set(fixture.hal, fixture.device, &address, 0, NULL, sizeof(CFTypeRef), &chain),
                 0);
    CFRelease(chain);
    hal_settle(fixture.hal);
}

static void render(void)
{
    cr_assert_not_null(fixture_load(&fixture), "%s", fixture.error.message);
    set_chain("org.ossicle.gain(gain=-6),org.ossicle.lowpass");
    Player players[2] = {{.frames = 20000, .gain = 1}, {.frames = 20000}};
    player_make(&players[0], &fixture, HAL_USE_OUTPUT);
    player_make(&players[1], &fixture, HAL_USE_INPUT);
    players_run(players, 2, &fixture);
    fixture_set_rate(&fixture, 44100);
    player_free(&players[0]);
    player_free(&players[1]);
    hal_free(fixture.hal);
    fixture.hal = NULL;
}

Test(hal_memory, all_objects_files_and_threads_are_given_back)
{
    if (access("/proc/self/task", R_OK) != 0)
        cr_skip_test("this system doesn't list a process's threads");
    fixture_start_ossicle(&fixture);
    hal_free(fixture.hal);
    render(); /* the code of the driver and of its modules stays */
    const Held before = held();
    for (int i = 0; i < 3; i++)
        render();
    const Held after = held();
    cr_expect_eq(after.objects, before.objects, "%lld objects more",
                 (long long)(after.objects - before.objects));
    cr_expect_eq(after.files, before.files);
    cr_expect_eq(after.threads, before.threads);
}
