/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The two callbacks, driven by hand through a loopback that the test itself is. */

#include "tool/render_run.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { DEVICE_CHANNELS = 2, LINE = 4096 };

/* A device whose input at time t is its output at t - delay, and the time of its next cycle. */
typedef struct Device {
    float line[LINE * DEVICE_CHANNELS]; /* by sample time */
    int64_t now;
    int64_t delay;
    uint32_t frames;
} Device;

typedef struct Fixture {
    float in[100];
    float out[100];
    Sound played;
    Sound recorded;
    WatchProgress progress;
    RenderRun run;
} Fixture;

static void set_up(Fixture *fixture, uint32_t channels, int64_t frames)
{
    *fixture = (Fixture){.progress = {.total = frames, .rate_hz = 48000}};
    for (size_t i = 0; i < 100; i++)
        fixture->in[i] = (float)i + 1;
    fixture->played = (Sound){fixture->in, frames, channels, 48000};
    fixture->recorded = (Sound){fixture->out, frames, channels, 48000};
    fixture->run = (RenderRun){.played = &fixture->played,
                               .recorded = &fixture->recorded,
                               .input_channels = DEVICE_CHANNELS,
                               .output_channels = DEVICE_CHANNELS,
                               .progress = &fixture->progress};
}

/* One cycle in the order of a HAL: the recorder, which started first, then the player. */
static bool cycle(Device *device, RenderRun *run)
{
    const AudioTimeStamp now = {.mSampleTime = (Float64)device->now};
    const AudioTimeStamp in = {.mSampleTime = (Float64)(device->now - device->frames)};
    const AudioTimeStamp out = {.mSampleTime = (Float64)(device->now + device->frames)};
    float input[64 * DEVICE_CHANNELS] = {0};
    float output[64 * DEVICE_CHANNELS] = {0};
    for (uint32_t i = 0; i < device->frames * DEVICE_CHANNELS; i++) {
        const int64_t at =
            (device->now - device->frames - device->delay) * DEVICE_CHANNELS + (int64_t)i;
        input[i] = at < 0 ? 0 : device->line[at];
    }
    const bool recorder = render_run_record(run, device->frames, &now, input, &in, NULL, NULL);
    const bool player = render_run_play(run, device->frames, &now, NULL, NULL, output, &out);
    const size_t played = device->frames * sizeof *output * DEVICE_CHANNELS;
    memcpy(&device->line[(device->now + device->frames) * DEVICE_CHANNELS], output, played);
    device->now += device->frames;
    return recorder && player;
}

static void run_to_the_end(Device *device, RenderRun *run)
{
    while (cycle(device, run))
        cr_assert_lt(device->now, LINE - 200);
}

static void expect_same(const Fixture *fixture)
{
    for (size_t i = 0; i < sound_sample_count(&fixture->played); i++)
        cr_assert_float_eq(fixture->out[i], fixture->in[i], 0, "sample %zu", i);
}

Test(render_run, what_was_played_is_recorded_in_place)
{
    const uint32_t sizes[] = {1, 7, 50, 64};
    for (size_t i = 0; i < 4; i++) {
        static Device device;
        Fixture fixture;
        device = (Device){.now = 1000 + (int64_t)i, .frames = sizes[i]};
        set_up(&fixture, 2, 50);
        run_to_the_end(&device, &fixture.run);
        expect_same(&fixture);
        cr_expect_eq(fixture.run.start, 1000 + (int64_t)i + sizes[i]);
        cr_expect_eq(fixture.run.missed, 0);
        cr_expect_not(fixture.run.clock_went_back);
        cr_expect_geq(atomic_load(&fixture.progress.done), 50);
    }
}

Test(render_run, latency_is_skipped_or_kept)
{
    static Device device;
    Fixture fixture;
    device = (Device){.now = 64, .frames = 16, .delay = 37};
    set_up(&fixture, 2, 50);
    fixture.run.skip = 37;
    run_to_the_end(&device, &fixture.run);
    expect_same(&fixture);

    device = (Device){.now = 64, .frames = 16, .delay = 37};
    set_up(&fixture, 2, 50);
    run_to_the_end(&device, &fixture.run);
    for (size_t i = 0; i < 100; i++)
        cr_assert_float_eq(fixture.out[i], i < 74 ? 0 : fixture.in[i - 74], 0);
}

Test(render_run, fewer_channels_use_the_first_ones)
{
    static Device device;
    Fixture fixture;
    device = (Device){.now = 64, .frames = 16};
    set_up(&fixture, 1, 100);
    run_to_the_end(&device, &fixture.run);
    expect_same(&fixture);
    for (size_t i = 0; i < LINE; i++)
        cr_assert_float_eq(device.line[2 * i + 1], 0, 0, "the second channel stays silent");
}

Test(render_run, a_missed_cycle_leaves_a_gap_where_it_was)
{
    static Device device;
    Fixture fixture;
    device = (Device){.now = 64, .frames = 10};
    set_up(&fixture, 2, 50);
    cr_assert(cycle(&device, &fixture.run)); /* plays frames 0 to 10 */
    device.now += 10;                        /* 10 to 20 are missed */
    run_to_the_end(&device, &fixture.run);
    cr_expect_eq(fixture.run.missed, 10);
    for (size_t i = 40; i < 100; i++)
        cr_assert_float_eq(fixture.out[i], fixture.in[i], 0, "what follows is where it was");
    for (size_t i = 20; i < 40; i++)
        cr_assert_float_eq(fixture.out[i], 0, 0);
}

Test(render_run, a_clock_that_goes_back_ends_the_run)
{
    static Device device;
    Fixture fixture;
    device = (Device){.now = 640, .frames = 10};
    set_up(&fixture, 2, 50);
    cr_assert(cycle(&device, &fixture.run));
    device.now = 64;
    cr_expect_not(cycle(&device, &fixture.run));
    cr_expect(fixture.run.clock_went_back);
}
