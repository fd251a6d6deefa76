/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "endpoints/endpoint_class.h"
#include "endpoints/pump.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { CHANNELS = 2, RATE_HZ = 1000, QUEUE_FRAMES = 63 * 21, FRAMES_MAX = 20000 };

/* An endpoint that counts: its k-th sample is k, and what it is given it keeps. */
typedef struct Counting {
    Endpoint base;
    int64_t frames;        /* to capture */
    int64_t fails_at;      /* after so many frames; less than 0: never */
    pthread_mutex_t *held; /* while another holds it, nothing is written */
    int64_t captured;
    int64_t played;
    float samples[FRAMES_MAX * CHANNELS];
} Counting;

static uint32_t capture(Endpoint *endpoint, float *to, uint32_t frames, Error *error)
{
    Counting *const counting = (Counting *)endpoint;
    uint32_t done = 0;
    for (; done < frames && counting->captured < counting->frames; done++, counting->captured++) {
        if (counting->captured == counting->fails_at) {
            (void)error_set(error, STATUS_IO, "the disk is gone");
            break;
        }
        for (int c = 0; c < CHANNELS; c++)
            to[done * CHANNELS + (uint32_t)c] = (float)(counting->captured * CHANNELS + c + 1);
    }
    return done;
}

static Status playback(Endpoint *endpoint, const float *from, uint32_t frames, Error *error)
{
    Counting *const counting = (Counting *)endpoint;
    if (counting->held) {
        (void)pthread_mutex_lock(counting->held);
        (void)pthread_mutex_unlock(counting->held);
    }
    if (counting->fails_at >= 0 && counting->played + frames > counting->fails_at)
        return error_set(error, STATUS_IO, "the disk is full");
    cr_assert_leq(counting->played + frames, FRAMES_MAX);
    memcpy(counting->samples + counting->played * CHANNELS, from, sizeof *from * frames * CHANNELS);
    counting->played += frames;
    return STATUS_OK;
}

static const EndpointOps ops = {
    .driver = ENDPOINT_DRIVEN_BY_CALLER,
    .capture = capture,
    .playback = playback,
};

static Counting *counting;

static void make_endpoint(void)
{
    counting = calloc(1, sizeof *counting);
    cr_assert_not_null(counting);
    const EndpointFormat format = {.rate_hz = RATE_HZ, .channels = CHANNELS, .frames = -1};
    counting->base = (Endpoint){.ops = &ops,
                                .has_capture = true,
                                .has_playback = true,
                                .capture = format,
                                .playback = format};
    counting->fails_at = -1;
}

static void free_endpoint(void)
{
    free(counting);
}

TestSuite(pump, .init = make_endpoint, .fini = free_endpoint, .timeout = 30);

/* Take everything, in cycles of changing length, as an I/O thread does that is as fast as it can,
 * but never faster than the pump. */
static void take_all(Pump *pump, uint32_t channels, int64_t frames)
{
    float cycle[64 * 4];
    for (int64_t done = 0; done < frames;) {
        const uint32_t count = (uint32_t)(done % 63) + 1;
        const uint64_t late = pump_late_frames(pump);
        memset(cycle, 0, sizeof cycle);
        pump_take(pump, cycle, channels, count);
        const uint64_t missing = pump_late_frames(pump) - late;
        for (uint32_t i = 0; i < count - missing; i++, done++) {
            for (uint32_t c = 0; c < channels; c++) {
                const float expected =
                    c < CHANNELS && done < frames ? (float)(done * CHANNELS + c + 1) : 0;
                cr_assert_eq(cycle[i * channels + c], expected, "frame %lld, channel %u: %g",
                             (long long)done, c, (double)cycle[i * channels + c]);
            }
        }
    }
}

Test(pump, gives_each_frame_once_and_in_order)
{
    counting->frames = 10000;
    Pump *const pump = pump_new_capture(&counting->base, NULL);
    cr_assert_not_null(pump);
    take_all(pump, 2, 10000);
    cr_expect_eq(pump_stop(pump, NULL), STATUS_OK);
    pump_free(pump);
}

Test(pump, gives_the_channels_that_both_have)
{
    for (uint32_t channels = 1; channels <= 4; channels++) {
        counting->frames = 100;
        counting->captured = 0;
        Pump *const pump = pump_new_capture(&counting->base, NULL);
        take_all(pump, channels, 100);
        pump_free(pump);
    }
}

Test(pump, has_read_ahead_when_it_begins)
{
    counting->frames = FRAMES_MAX;
    Pump *const pump = pump_new_capture(&counting->base, NULL);
    float samples[QUEUE_FRAMES * CHANNELS] = {0};
    pump_take(pump, samples, CHANNELS, QUEUE_FRAMES);
    cr_expect_eq(pump_late_frames(pump), 0);
    cr_expect_eq(samples[QUEUE_FRAMES * CHANNELS - 1], QUEUE_FRAMES * CHANNELS);
    pump_free(pump);
}

Test(pump, leaves_silence_at_the_end_and_calls_it_no_failure)
{
    counting->frames = 10;
    Pump *const pump = pump_new_capture(&counting->base, NULL);
    float samples[20 * CHANNELS] = {0};
    pump_take(pump, samples, CHANNELS, 20);
    cr_expect_eq(samples[19], 20);
    cr_expect_eq(samples[20], 0);
    cr_expect_eq(pump_late_frames(pump), 0);
    cr_expect_not(pump_has_failed(pump));
    cr_expect_eq(pump_stop(pump, NULL), STATUS_OK);
    pump_free(pump);
}

Test(pump, tells_what_went_wrong_in_reading)
{
    Error error;
    counting->frames = 100;
    counting->fails_at = 50;
    Pump *const pump = pump_new_capture(&counting->base, NULL);
    take_all(pump, 2, 50);
    cr_expect(pump_has_failed(pump));
    cr_expect_eq(pump_stop(pump, &error), STATUS_IO);
    cr_expect_str_eq(error.message, "the disk is gone");
    pump_free(pump);
}

/* The k-th sample that is given is k. */
static void give(Pump *pump, int64_t from, uint32_t channels, uint32_t frames, uint32_t gap)
{
    float samples[QUEUE_FRAMES * 4];
    for (uint32_t i = 0; i < frames; i++)
        for (uint32_t c = 0; c < channels; c++)
            samples[i * channels + c] = (float)((from + i) * channels + c + 1);
    pump_give(pump, samples, channels, frames, gap);
}

Test(pump, writes_all_that_it_was_given)
{
    Pump *const pump = pump_new_playback(&counting->base, NULL);
    int64_t given = 0;
    for (uint32_t count = 1; count <= 40; given += count, count++)
        give(pump, given, CHANNELS, count, 0);
    cr_expect_eq(pump_stop(pump, NULL), STATUS_OK);
    cr_assert_eq(counting->played, given);
    for (int64_t i = 0; i < given * CHANNELS; i++)
        cr_assert_eq(counting->samples[i], (float)(i + 1));
    pump_free(pump);
}

Test(pump, writes_silence_for_gaps_and_for_channels_that_it_isnt_given)
{
    Pump *const pump = pump_new_playback(&counting->base, NULL);
    give(pump, 0, 1, 3, 2);
    give(pump, 3, 1, 1, 100);
    cr_expect_eq(pump_stop(pump, NULL), STATUS_OK);
    cr_assert_eq(counting->played, 2 + 3 + 100 + 1);
    for (int64_t i = 0; i < counting->played; i++) {
        const bool is_given = (i >= 2 && i < 5) || i == 105;
        const float expected = is_given ? (float)(i == 105 ? 4 : i - 1) : 0;
        cr_expect_eq(counting->samples[2 * i], expected, "frame %lld", (long long)i);
        cr_expect_eq(counting->samples[2 * i + 1], 0);
    }
    pump_free(pump);
}

Test(pump, counts_what_a_slow_disk_loses)
{
    pthread_mutex_t held = PTHREAD_MUTEX_INITIALIZER;
    counting->held = &held;
    (void)pthread_mutex_lock(&held);
    Pump *const pump = pump_new_playback(&counting->base, NULL);
    give(pump, 0, CHANNELS, QUEUE_FRAMES, 0);
    cr_expect_eq(pump_late_frames(pump), 0);
    give(pump, 0, CHANNELS, 100, 0);
    cr_expect_eq(pump_late_frames(pump), 100);
    (void)pthread_mutex_unlock(&held);
    cr_expect_eq(pump_stop(pump, NULL), STATUS_OK);
    cr_expect_eq(counting->played, QUEUE_FRAMES);
    pump_free(pump);
}

Test(pump, tells_what_went_wrong_in_writing)
{
    Error error;
    counting->fails_at = 30;
    Pump *const pump = pump_new_playback(&counting->base, NULL);
    give(pump, 0, CHANNELS, 100, 0);
    cr_expect_eq(pump_stop(pump, &error), STATUS_IO);
    cr_expect_str_eq(error.message, "the disk is full");
    cr_expect(pump_has_failed(pump));
    cr_expect_eq(counting->played, 21, "the block before");
    pump_free(pump);
}

Test(pump, can_be_dropped_without_stopping)
{
    counting->frames = 100;
    pump_free(pump_new_capture(&counting->base, NULL));
    pump_free(pump_new_playback(&counting->base, NULL));
    pump_free(NULL);
}
