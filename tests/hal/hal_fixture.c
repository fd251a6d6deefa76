/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/hal_fixture.h"

#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char good_info[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
    "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n"
    "<plist version=\"1.0\"><dict>\n"
    "<key>CFBundleIdentifier</key><string>org.ossicle.tests.plain</string>\n"
    "<key>CFBundleExecutable</key><string>Plain</string>\n"
    "<key>CFPlugInTypes</key><dict>\n"
    "<key>443ABAB8-E7B3-491A-B985-BEB9187030DB</key>\n"
    "<array><string>4F5C1B6A-7D1E-4C8B-9A55-0D2B3C4D5E6F</string></array></dict>\n"
    "<key>CFPlugInFactories</key><dict>\n"
    "<key>4f5c1b6a-7d1e-4c8b-9a55-0d2b3c4d5e6f</key><string>plain_factory</string></dict>\n"
    "</dict></plist>\n";

static pthread_mutex_t log_mutex = PTHREAD_MUTEX_INITIALIZER;
static char log_text[65536];

static void remember_line(void *context, LogLevel level, const char *line)
{
    pthread_mutex_lock(&log_mutex);
    const size_t used = strlen(log_text);
    (void)snprintf(log_text + used, sizeof log_text - used, "%s\n", line);
    pthread_mutex_unlock(&log_mutex);
}

const Log fixture_log = {remember_line, NULL};

unsigned fixture_logged(const char *text)
{
    unsigned count = 0;
    pthread_mutex_lock(&log_mutex);
    for (const char *at = log_text; (at = strstr(at, text)) != NULL; at++)
        count++;
    pthread_mutex_unlock(&log_mutex);
    return count;
}

void fixture_write(const Fixture *fixture, const char *name, const char *text)
{
    char path[PATH_MAX];
    (void)snprintf(path, sizeof path, "%s/%s", fixture->bundle, name);
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file, "%s", path);
    cr_assert_geq(fputs(text, file), 0);
    cr_assert_eq(fclose(file), 0);
}

void fixture_make(Fixture *fixture, const char *stamp)
{
    memset(fixture, 0, sizeof *fixture);
    const char *tmp = getenv("TMPDIR");
    (void)snprintf(fixture->folder, sizeof fixture->folder, "%s/ossicle-hal-XXXXXX",
                   tmp != NULL ? tmp : "/tmp");
    cr_assert_not_null(mkdtemp(fixture->folder));
    (void)snprintf(fixture->bundle, sizeof fixture->bundle, "%s/Plain.driver", fixture->folder);
    (void)snprintf(fixture->storage, sizeof fixture->storage, "%s/settings.plist", fixture->folder);
    char contents[PATH_MAX];
    char code[PATH_MAX];
    char module[PATH_MAX];
    (void)snprintf(contents, sizeof contents, "%s/Contents", fixture->bundle);
    cr_assert_eq(mkdir(fixture->bundle, 0700), 0);
    cr_assert_eq(mkdir(contents, 0700), 0);
    (void)snprintf(code, sizeof code, "%s/Contents/%s", fixture->bundle, CODE_FOLDER);
    cr_assert_eq(mkdir(code, 0700), 0);
    fixture_write(fixture, "Contents/Info.plist", good_info);
    (void)snprintf(module, sizeof module, "%s/plain_%s.so", PLAIN_DRIVERS, stamp);
    (void)snprintf(code, sizeof code, "%s/Contents/%s/Plain", fixture->bundle, CODE_FOLDER);
    cr_assert_eq(access(module, R_OK), 0, "%s", module);
    cr_assert_eq(symlink(module, code), 0);
    fixture->device = PLAIN_DEVICE;
    fixture->clock = host_clock_new_virtual();
    cr_assert_not_null(fixture->clock);
}

Hal *fixture_load(Fixture *fixture)
{
    const HalOptions options = {
        .clock = fixture->clock, .storage_path = fixture->storage, .log = &fixture_log};
    fixture->hal = hal_new(fixture->bundle, &options, &fixture->error);
    return fixture->hal;
}

void fixture_start(Fixture *fixture, const char *stamp)
{
    fixture_make(fixture, stamp);
    cr_assert_not_null(fixture_load(fixture), "%s", fixture->error.message);
}

void fixture_start_ossicle(Fixture *fixture)
{
    fixture_make(fixture, "good");
    (void)snprintf(fixture->bundle, sizeof fixture->bundle, "%s", OSSICLE_BUNDLE);
    cr_assert_not_null(fixture_load(fixture), "%s", fixture->error.message);
    fixture->device = hal_find_device(fixture->hal, NULL);
    cr_assert_neq(fixture->device, kAudioObjectUnknown);
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *ftw)
{
    return remove(path);
}

void fixture_end(Fixture *fixture)
{
    hal_free(fixture->hal);
    host_clock_free(fixture->clock);
    (void)nftw(fixture->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    memset(fixture, 0, sizeof *fixture);
}

AudioObjectPropertyAddress fixture_address(AudioObjectPropertySelector selector)
{
    return (AudioObjectPropertyAddress){selector, kAudioObjectPropertyScopeGlobal,
                                        kAudioObjectPropertyElementMain};
}

PlainEvent *fixture_events(const Fixture *fixture, size_t *count)
{
    const AudioObjectPropertyAddress address = fixture_address(PLAIN_PROPERTY_EVENTS);
    UInt32 size = 0;
    PlainEvent *events = hal_copy(fixture->hal, PLAIN_DEVICE, &address, &size);
    cr_assert_not_null(events);
    *count = size / sizeof *events;
    return events;
}

size_t fixture_count(const Fixture *fixture, PlainPhase phase, UInt32 operation)
{
    size_t count = 0;
    size_t found = 0;
    PlainEvent *events = fixture_events(fixture, &count);
    for (size_t i = 0; i < count; i++)
        found += events[i].phase == phase && (operation == 0 || events[i].operation == operation);
    free(events);
    return found;
}

void fixture_poke(const Fixture *fixture, UInt32 what)
{
    const AudioObjectPropertyAddress address = fixture_address(PLAIN_PROPERTY_POKE);
    cr_assert_eq(hal_set(fixture->hal, PLAIN_DEVICE, &address, 0, NULL, sizeof what, &what), 0);
}

void fixture_set_rate(const Fixture *fixture, Float64 rate)
{
    const AudioObjectPropertyAddress address =
        fixture_address(kAudioDevicePropertyNominalSampleRate);
    cr_assert_eq(hal_set(fixture->hal, fixture->device, &address, 0, NULL, sizeof rate, &rate), 0);
    hal_settle(fixture->hal);
}

/* Not periodic, so that a shift by any number of frames shows; each value is exact. */
float player_sample(uint64_t index)
{
    return (float)(int32_t)(index * 2654435761U % 16777216) / 16777216 - 0.5F;
}

static void hear(Player *player, UInt32 frames, const float *input)
{
    for (UInt32 i = 0; i < frames; i++) {
        const uint64_t index = player->done_frames + i;
        if (index >= player->frames)
            return;
        memcpy(&player->heard[index * player->input_channels],
               &input[(size_t)i * player->input_channels], sizeof(float) * player->input_channels);
    }
}

static void play(const Player *player, UInt32 frames, float *output)
{
    for (UInt32 i = 0; i < frames; i++)
        for (UInt32 k = 0; k < player->output_channels; k++)
            output[(size_t)i * player->output_channels + k] =
                player->gain * player_sample(player->done_frames + i);
}

static bool cycle(void *context, UInt32 frames, const AudioTimeStamp *now, const float *input,
                  const AudioTimeStamp *input_time, float *output,
                  const AudioTimeStamp *output_time)
{
    Player *player = context;
    if (player->cycles == 0) {
        player->first_input_time = input_time->mSampleTime;
        player->first_output_time = output_time->mSampleTime;
        player->next_input_time = input_time->mSampleTime;
    }
    if (input_time->mSampleTime != player->next_input_time)
        player->jumps++;
    player->next_input_time = input_time->mSampleTime + frames;
    if (input != NULL && player->heard != NULL)
        hear(player, frames, input);
    if (output != NULL)
        play(player, frames, output);
    player->done_frames += frames;
    player->cycles++;
    return player->frames == 0 || player->done_frames < player->frames;
}

void player_make(Player *player, const Fixture *fixture, HalStreamUse use)
{
    HalDeviceInfo device = {0};
    Error error = {0};
    cr_assert_eq(hal_device_info(fixture->hal, fixture->device, &device, &error), STATUS_OK, "%s",
                 error.message);
    player->input_channels = device.input_channels;
    player->output_channels = device.output_channels;
    const HalClientInfo info = {.process_id = 4711, .bundle_id = player->bundle_id, .use = use};
    player->client = hal_client_new(fixture->hal, fixture->device, &info, cycle, player, &error);
    cr_assert_not_null(player->client, "%s", error.message);
}

void player_free(Player *player)
{
    hal_client_free(player->client);
    free(player->heard);
    player->client = NULL;
    player->heard = NULL;
}

void player_hears(Player *player)
{
    player->heard = calloc((size_t)player->frames * player->input_channels, sizeof(float));
    cr_assert_not_null(player->heard);
}

void players_run(Player *players, size_t count, const Fixture *fixture)
{
    Error error = {0};
    host_clock_join(fixture->clock);
    for (size_t i = 0; i < count; i++)
        cr_assert_eq(hal_client_start(players[i].client, &error), STATUS_OK, "%s", error.message);
    host_clock_leave(fixture->clock);
    for (size_t i = 0; i < count; i++)
        cr_assert_eq(hal_client_wait(players[i].client, &error), STATUS_OK, "%s", error.message);
}

/* False if a writer had not begun by then. */
static bool expect_frame(const Player *reader, uint64_t frame, const Player *writers, size_t count,
                         float *expected)
{
    *expected = 0;
    for (size_t i = 0; i < count; i++) {
        const double index =
            reader->first_input_time + (double)frame - writers[i].first_output_time;
        if (index < 0)
            return false;
        *expected += writers[i].gain * player_sample((uint64_t)index);
    }
    return true;
}

void player_assert_heard(const Player *reader, const Player *writers, size_t count)
{
    uint64_t sounding = 0;
    for (uint64_t i = 0; i < reader->frames; i++) {
        float expected;
        if (!expect_frame(reader, i, writers, count, &expected))
            continue;
        sounding++;
        for (UInt32 k = 0; k < reader->input_channels; k++)
            cr_assert_eq(reader->heard[i * reader->input_channels + k], expected,
                         "frame %lu channel %u", (unsigned long)i, (unsigned)k);
    }
    cr_assert_gt(sounding, reader->frames / 2);
}
