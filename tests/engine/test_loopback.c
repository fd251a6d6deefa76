/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine_loopbacks.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define FRAMES 256u

static Loopback loopback;
static float in[4 * FRAMES];
static float out[4 * FRAMES];

static void setup(void)
{
    loopback = loopback_make(1, FRAMES);
}

static void teardown(void)
{
    loopback_delete(&loopback);
}

TestSuite(loopback, .init = setup, .fini = teardown);

/* Write the samples `value`, `value` + 1, ... */
static void put(int64_t time, uint32_t frames, float value)
{
    for (uint32_t i = 0; i < frames; i++)
        in[i] = value + (float)i;
    loopback_write(&loopback, time, frames, in);
}

/* What stands at one time. */
static float at(int64_t time)
{
    float sample = -1;
    const bool is_there = loopback_read(&loopback, time, 1, &sample);
    bool is_run;
    cr_assert_eq(loopback_run(&loopback, time, 1, &is_run), 1);
    cr_assert_eq(is_run, is_there);
    cr_assert(is_there || sample == 0);
    return sample;
}

Test(loopback, is_silent_where_nothing_was_written)
{
    memset(out, 0x55, sizeof out);
    cr_assert_not(loopback_read(&loopback, -5, 4 * FRAMES, out));
    for (uint32_t i = 0; i < 4 * FRAMES; i++)
        cr_assert_eq(out[i], 0);
    put(100, 10, 1);
    cr_assert_eq(at(99), 0);
    cr_assert_eq(at(100), 1);
    cr_assert_eq(at(109), 10);
    cr_assert_eq(at(110), 0);
    cr_assert_eq(at(100 + FRAMES), 0);
    cr_assert_eq(at(100 - (int64_t)FRAMES), 0);
}

Test(loopback, keeps_as_much_as_it_can_hold)
{
    for (int64_t t = 0; t < 10 * (int64_t)FRAMES; t += 48)
        put(t, 48, (float)t + 1);
    const int64_t end = 2592;
    cr_assert_eq(at(end - 1), (float)end);
    cr_assert_eq(at(end - (int64_t)FRAMES), (float)(end - (int64_t)FRAMES) + 1);
    cr_assert_eq(at(end - (int64_t)FRAMES - 1), 0);
    cr_assert(loopback_read(&loopback, end - (int64_t)FRAMES, FRAMES, out));
    for (uint32_t i = 0; i < FRAMES; i++)
        cr_assert_eq(out[i], (float)(end - (int64_t)FRAMES + i) + 1);
}

Test(loopback, takes_more_than_it_can_hold)
{
    put(0, 3 * FRAMES + 5, 1);
    cr_assert_eq(at(2 * FRAMES + 4), 0);
    cr_assert_eq(at(2 * FRAMES + 5), 2 * FRAMES + 6);
    cr_assert_eq(at(3 * FRAMES + 4), 3 * FRAMES + 5);
    put(3 * FRAMES + 5, 1, 7);
    cr_assert_eq(at(3 * FRAMES + 5), 7);
    cr_assert_eq(at(2 * FRAMES + 5), 0);
}

Test(loopback, a_gap_is_silent_and_hides_nothing)
{
    put(0, 50, 1);
    put(100, 50, 500);
    put(150, 50, 550);
    cr_assert_not(loopback_read(&loopback, 0, 200, out));
    for (int i = 0; i < 200; i++)
        cr_assert_eq(out[i], i < 50 ? (float)i + 1 : i < 100 ? 0 : (float)i + 400);
    put(300, 20, 900); /* overwrites 44 to 63 */
    cr_assert_eq(at(49), 0);
    cr_assert_eq(at(64), 0);
    cr_assert_eq(at(100), 500);
    cr_assert_eq(at(319), 919);
}

Test(loopback, a_jump_back_forgets_what_was_later)
{
    put(0, 200, 1);
    put(100, 20, 1000);
    cr_assert_eq(at(99), 100);
    cr_assert_eq(at(100), 1000);
    cr_assert_eq(at(119), 1019);
    cr_assert_eq(at(120), 0);
    put(120, 1, 5);
    cr_assert_eq(at(120), 5);
    cr_assert_eq(at(121), 0);
    cr_assert_eq(at(0), 1);
}

Test(loopback, a_jump_far_back_begins_anew)
{
    put(10000, 200, 1);
    put(50, 20, 7);
    cr_assert_eq(at(50), 7);
    cr_assert_eq(at(10000), 0);
    put(70, 200, 100);
    cr_assert_eq(at(269), 299);
    cr_assert_eq(at(50), 7);
}

Test(loopback, remembers_a_few_spans_and_no_more)
{
    for (int i = 0; i < 20; i++)
        put((int64_t)i * 12, 4, (float)i + 1);
    for (int i = 0; i < 20; i++)
        cr_assert_eq(at((int64_t)i * 12), i < 20 - (int)LOOPBACK_SPANS ? 0 : (float)i + 1);
}

Test(loopback, times_may_be_negative_or_huge)
{
    static const int64_t times[] = {-1000, -7, INT64_C(1) << 31, (INT64_C(1) << 32) - 3,
                                    INT64_C(1) << 53};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        loopback_clear(&loopback);
        put(times[i], 10, 3);
        put(times[i] + 10, 10, 13);
        cr_assert_eq(at(times[i] - 1), 0);
        cr_assert_eq(at(times[i]), 3);
        cr_assert_eq(at(times[i] + 19), 22);
        cr_assert_eq(at(times[i] + 20), 0);
    }
}

Test(loopback, versions_wrap_around)
{
    atomic_store(&loopback.state->version, UINT32_MAX - 5);
    for (int i = 0; i < 20; i++) {
        put((int64_t)i * 20, 10, (float)i + 1);
        cr_assert_eq(at((int64_t)i * 20), (float)i + 1);
    }
}

/* Against a plain model, with every kind of step. */
Test(loopback, agrees_with_a_model)
{
    enum { TIMES = 8192 };
    static float model[TIMES];
    uint32_t random = 1;
    int64_t time = 0;
    float value = 1;
    for (int round = 0; round < 4000; round++) {
        random = random * 1664525u + 1013904223u;
        const uint32_t frames = (random >> 16) % 100;
        random = random * 1664525u + 1013904223u;
        const uint32_t kind = (random >> 16) % 16;
        time += kind == 0 ? 30 : kind == 1 ? -40 : 0;
        if (time < 0 || time + frames >= TIMES) {
            loopback_clear(&loopback);
            memset(model, 0, sizeof model);
            time = 0;
        }
        put(time, frames, value);
        if (frames)
            memset(model + time, 0, (TIMES - (size_t)time) * sizeof *model);
        for (uint32_t i = 0; i < frames; i++)
            model[time + i] = value + (float)i;
        value += (float)frames;
        if (value > 1e6f)
            value = 1;
        time += frames;
        const int64_t from = time > 300 ? time - 300 : 0;
        (void)loopback_read(&loopback, from, 400, out);
        for (int i = 0; i < 400; i++) {
            const float wanted = from + i < TIMES ? model[from + i] : 0;
            cr_assert(out[i] == wanted || out[i] == 0, "round %d, frame %d", round, i);
        }
        /* The newest sound is there whatever came before it. */
        for (uint32_t i = 0; i < frames; i++)
            cr_assert_eq(out[time - frames - from + i], model[time - frames + i]);
    }
}

Test(loopback, sizes_are_checked)
{
    cr_assert_eq(loopback_bytes(1, 100), 0);
    cr_assert_eq(loopback_bytes(0, 128), 0);
    cr_assert_eq(loopback_bytes(1, 0), 0);
    cr_assert_geq(loopback_bytes(3, 128), sizeof(LoopbackState) + sizeof(float[3 * 128]));
}

Test(loopback, without_memory_it_is_empty)
{
    static const int64_t times[] = {INT64_MIN, -1, 0, INT64_MAX - FRAMES};
    Loopback nothing;
    loopback_view(&nothing, NULL, 1, FRAMES);
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        out[0] = 1;
        cr_assert_not(loopback_read(&nothing, times[i], FRAMES, out));
        cr_assert_eq(out[0], 0);
    }
}

/* Whoever writes may be another process that has lost its mind: readers stay inside the memory,
 * which the address sanitizer watches, and come to an end. */
Test(loopback, whatever_its_state_says_reading_stays_inside)
{
    static const uint32_t sizes[] = {1, 64, FRAMES, 4 * FRAMES};
    static const int64_t times[] = {INT64_MIN, -7, 0, 1000, INT64_MAX - (int64_t)4 * FRAMES};
    uint64_t random = 7;
    for (int round = 0; round < 2000; round++) {
        unsigned char *bytes = (unsigned char *)loopback.state;
        for (size_t i = 0; i < sizeof *loopback.state; i++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            bytes[i] = round % 3 == 0 ? (unsigned char)(random >> 60 == 0 ? random >> 40 : 0)
                                      : (unsigned char)(random >> 56);
        }
        for (size_t t = 0; t < sizeof times / sizeof *times; t++) {
            bool is_there;
            const uint32_t frames = sizes[(unsigned)round % 4];
            const uint32_t run = loopback_run(&loopback, times[t], frames, &is_there);
            cr_assert(run >= 1 && run <= frames);
            (void)loopback_read(&loopback, times[t], frames, out);
        }
    }
}
