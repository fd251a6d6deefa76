/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/hal_fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Fixture fixture;

static void end(void)
{
    fixture_end(&fixture);
}

TestSuite(io_cycle, .fini = end);

/* One line for each I/O event: "begin read 1", "do read 1 3", … */
static void describe(const PlainEvent *events, size_t count, char *text, size_t size)
{
    static const char *const phases[] = {
        [PLAIN_BEGIN] = "begin", [PLAIN_DO] = "do", [PLAIN_END] = "end"};
    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        const PlainEvent *event = &events[i];
        const size_t used = strlen(text);
        if (event->phase != PLAIN_BEGIN && event->phase != PLAIN_DO && event->phase != PLAIN_END)
            continue;
        (void)snprintf(text + used, size - used, "%s %c%c%c%c %u %u\n", phases[event->phase],
                       (char)(event->operation >> 24), (char)(event->operation >> 16),
                       (char)(event->operation >> 8), (char)event->operation,
                       (unsigned)event->client, (unsigned)event->stream);
    }
}

Test(io_cycle, every_operation_in_the_documented_order)
{
    fixture_start(&fixture, "processes");
    Player players[2] = {{.frames = 512}, {.frames = 512}};
    player_make(&players[0], &fixture, HAL_USE_ALL);
    player_make(&players[1], &fixture, HAL_USE_ALL);
    players_run(players, 2, &fixture);
    size_t count = 0;
    PlainEvent *events = fixture_events(&fixture, &count);
    char text[4096];
    describe(events, count, text, sizeof text);
    cr_assert_str_eq(text, "begin thrd 0 0\n"
                           "begin cycl 0 0\n"
                           "begin read 1 0\ndo read 1 3\nend read 1 0\n"
                           "begin pinp 1 0\ndo pinp 1 3\nend pinp 1 0\n"
                           "begin pout 1 0\ndo pout 1 4\nend pout 1 0\n"
                           "begin read 2 0\ndo read 2 3\nend read 2 0\n"
                           "begin pinp 2 0\ndo pinp 2 3\nend pinp 2 0\n"
                           "begin pout 2 0\ndo pout 2 4\nend pout 2 0\n"
                           "begin pmix 0 0\ndo pmix 0 4\nend pmix 0 0\n"
                           "begin rite 0 0\ndo rite 0 4\nend rite 0 0\n"
                           "end cycl 0 0\n"
                           "end thrd 0 0\n");
    free(events);
    player_free(&players[0]);
    player_free(&players[1]);
}

Test(io_cycle, each_stream_between_one_begin_and_one_end)
{
    fixture_start(&fixture, "streams2");
    Player player = {.frames = 512};
    player_make(&player, &fixture, HAL_USE_ALL);
    cr_assert_eq(player.input_channels, 4);
    players_run(&player, 1, &fixture);
    size_t count = 0;
    PlainEvent *events = fixture_events(&fixture, &count);
    char text[4096];
    describe(events, count, text, sizeof text);
    cr_assert_str_eq(text, "begin thrd 0 0\n"
                           "begin cycl 0 0\n"
                           "begin read 1 0\ndo read 1 3\ndo read 1 5\nend read 1 0\n"
                           "begin rite 0 0\ndo rite 0 4\ndo rite 0 6\nend rite 0 0\n"
                           "end cycl 0 0\n"
                           "end thrd 0 0\n");
    free(events);
    player_free(&player);
}

Test(io_cycle, what_nobody_uses_is_not_done)
{
    fixture_start(&fixture, "good");
    Player reader = {.frames = 512};
    player_make(&reader, &fixture, HAL_USE_INPUT);
    players_run(&reader, 1, &fixture);
    cr_assert_eq(fixture_count(&fixture, PLAIN_DO, kAudioServerPlugInIOOperationReadInput), 1);
    cr_assert_eq(fixture_count(&fixture, PLAIN_DO, kAudioServerPlugInIOOperationWriteMix), 0);
    Player writer = {.frames = 512};
    player_make(&writer, &fixture, HAL_USE_OUTPUT);
    players_run(&writer, 1, &fixture);
    cr_assert_eq(fixture_count(&fixture, PLAIN_DO, kAudioServerPlugInIOOperationReadInput), 1);
    cr_assert_eq(fixture_count(&fixture, PLAIN_DO, kAudioServerPlugInIOOperationWriteMix), 1);
    player_free(&reader);
    player_free(&writer);
}

static void assert_stamp(const AudioTimeStamp *stamp, double sample, double zero_host)
{
    const double ticks_per_frame = 1e9 / 48000;
    cr_assert_eq(stamp->mFlags, kAudioTimeStampSampleTimeValid | kAudioTimeStampHostTimeValid |
                                    kAudioTimeStampRateScalarValid);
    cr_assert_float_eq(stamp->mSampleTime, sample, 1e-3);
    cr_assert_float_eq((double)stamp->mHostTime, zero_host + sample * ticks_per_frame, 1.5);
    cr_assert_float_eq(stamp->mRateScalar, 1, 1e-7);
}

Test(io_cycle, cycle_info_is_complete)
{
    fixture_start(&fixture, "good");
    Player player = {.frames = 10240};
    player_make(&player, &fixture, HAL_USE_ALL);
    const double zero_host = (double)host_clock_now(fixture.clock);
    players_run(&player, 1, &fixture);
    size_t count = 0;
    PlainEvent *events = fixture_events(&fixture, &count);
    UInt64 cycle = 0;
    for (size_t i = 0; i < count; i++) {
        if (events[i].phase != PLAIN_DO)
            continue;
        const AudioServerPlugInIOCycleInfo *info = &events[i].cycle;
        if (events[i].operation == kAudioServerPlugInIOOperationReadInput)
            cycle++;
        const double start = PLAIN_INPUT_SAFETY + 512.0 * (double)cycle;
        cr_assert_eq(info->mIOCycleCounter, cycle);
        cr_assert_eq(info->mNominalIOBufferFrameSize, 512);
        cr_assert_eq(events[i].frames, 512);
        cr_assert_eq(events[i].has_secondary, 0);
        assert_stamp(&info->mCurrentTime, start, zero_host);
        assert_stamp(&info->mInputTime, start - PLAIN_INPUT_SAFETY - 512, zero_host);
        assert_stamp(&info->mOutputTime, start + PLAIN_OUTPUT_SAFETY + 512, zero_host);
        cr_assert_eq(info->mInputTime.mSampleTime, start - PLAIN_INPUT_SAFETY - 512);
        cr_assert_eq(info->mOutputTime.mSampleTime, start + PLAIN_OUTPUT_SAFETY + 512);
        cr_assert_float_eq(info->mMainHostTicksPerFrame, 1e9 / 48000, 1e-2);
        cr_assert_eq(info->mDeviceHostTicksPerFrame, info->mMainHostTicksPerFrame);
    }
    cr_assert_eq(cycle, 20);
    free(events);
    player_free(&player);
}

/* What a constant 1 becomes: the callback's output is tripled, the mix halved, input doubled. */
static void assert_processed(const char *stamp, bool secondary, float expected)
{
    fixture_start(&fixture, stamp);
    Player players[2] = {{.frames = 20000, .gain = 0.5F}, {.frames = 20000}};
    player_make(&players[0], &fixture, HAL_USE_OUTPUT);
    player_make(&players[1], &fixture, HAL_USE_INPUT);
    player_hears(&players[1]);
    players_run(players, 2, &fixture);
    const uint64_t lag = (uint64_t)(players[0].first_output_time - players[1].first_input_time);
    for (uint64_t i = 0; i < 1000; i++)
        cr_assert_eq(players[1].heard[(i + lag) * players[1].input_channels],
                     player_sample(i) * 0.5F * expected, "%lu", (unsigned long)i);
    size_t count = 0;
    PlainEvent *events = fixture_events(&fixture, &count);
    for (size_t i = 0; i < count; i++)
        if (events[i].phase == PLAIN_DO)
            cr_assert_eq(events[i].has_secondary,
                         secondary &&
                             events[i].operation != kAudioServerPlugInIOOperationReadInput &&
                             events[i].operation != kAudioServerPlugInIOOperationWriteMix);
    free(events);
    player_free(&players[0]);
    player_free(&players[1]);
}

Test(io_cycle, processing_in_place)
{
    assert_processed("processes", false, 3);
}

Test(io_cycle, processing_into_a_second_buffer)
{
    assert_processed("out_of_place", true, 3);
}

Test(io_cycle, a_device_that_mixes_by_itself_gets_no_mix)
{
    assert_processed("mixes", false, 1);
    cr_assert_eq(fixture_count(&fixture, PLAIN_DO, kAudioServerPlugInIOOperationWriteMix), 0);
    cr_assert_gt(fixture_count(&fixture, PLAIN_DO, kAudioServerPlugInIOOperationMixOutput), 30);
}

/* What is left of a sample that went through integers of so many bits: said once more in doubles.
 */
static float through_integer(float sample, int bits)
{
    const double scale = ldexp(1, bits - 1);
    const double rounded = nearbyint((double)sample * scale);
    return (float)(fmin(fmax(rounded, -scale), scale - 1) / scale);
}

static void run_integer(const char *stamp, int bits)
{
    fixture_start(&fixture, stamp);
    Player players[2] = {{.frames = 20000, .gain = 2.5F}, {.frames = 20000}};
    player_make(&players[0], &fixture, HAL_USE_OUTPUT);
    player_make(&players[1], &fixture, HAL_USE_INPUT);
    player_hears(&players[1]);
    players_run(players, 2, &fixture);
    const uint64_t lag = (uint64_t)(players[0].first_output_time - players[1].first_input_time);
    unsigned clipped = 0;
    for (uint64_t i = 0; i < 20000 - lag; i++) {
        const float played = 2.5F * player_sample(i);
        clipped += fabsf(played) > 1;
        for (uint64_t k = 0; k < 2; k++)
            cr_assert_eq(players[1].heard[(i + lag) * 2 + k], through_integer(played, bits),
                         "frame %lu channel %lu", (unsigned long)i, (unsigned long)k);
    }
    cr_assert_gt(clipped, 1000);
    cr_assert_eq(hal_violation_count(fixture.hal), 0);
    player_free(&players[0]);
    player_free(&players[1]);
    fixture_end(&fixture);
}

/* The mix becomes integers once, and float again where it is recorded. */
Test(io_cycle, integer_formats_are_converted_once_and_exactly)
{
    run_integer("int16", 16);
    run_integer("int24", 24);
    run_integer("int32", 32);
}

Test(io_cycle, negative_zeros_of_one_writer_are_kept)
{
    fixture_start(&fixture, "good");
    Player players[2] = {{.frames = 20000, .gain = -0.0F}, {.frames = 20000}};
    player_make(&players[0], &fixture, HAL_USE_OUTPUT);
    player_make(&players[1], &fixture, HAL_USE_INPUT);
    player_hears(&players[1]);
    players_run(players, 2, &fixture);
    const uint64_t lag = (uint64_t)(players[0].first_output_time - players[1].first_input_time);
    for (uint64_t i = 0; i < 1000; i++) {
        const float heard = players[1].heard[(i + lag) * 2];
        cr_assert_eq(heard, 0);
        cr_assert_eq(signbit(heard) != 0, signbit(-0.0F * player_sample(i)) != 0);
    }
    player_free(&players[0]);
    player_free(&players[1]);
}
