/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* A chain in the way of one application's sound. */

#include "engine/insert.h"

#include "engine_fixture.h"
#include "support/failing_malloc.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { CHANNELS = 3, MOST = 3000 };

static char last_line[256];
static unsigned lines;
static float samples[MOST * CHANNELS];

static void take_line(void *context, LogLevel level, const char *line)
{
    (void)context;
    (void)level;
    (void)snprintf(last_line, sizeof last_line, "%s", line);
    lines++;
}

static const Log log_lines = {take_line, NULL};

static Insert *new_insert(size_t count, const ossicle_module *const *modules, Error *error)
{
    const InsertConfig config = {
        .channels = CHANNELS, .sample_rate_hz = 48000, .log = &log_lines, .log_queue = log_queue()};
    ChainSpec spec = {NULL, 0};
    Status status = STATUS_OK;
    for (size_t i = 0; i < count && !status; i++)
        status = chain_spec_add(&spec, modules[i]);
    Insert *insert = status ? NULL : insert_new(&spec, &config, error);
    chain_spec_cleanup(&spec);
    return insert;
}

#define INSERT(...)                                                                                \
    new_insert(sizeof((const ossicle_module *[]){__VA_ARGS__}) / sizeof(const ossicle_module *),   \
               (const ossicle_module *[]){__VA_ARGS__}, NULL)

static void process(Insert *insert, int64_t sample_time, uint32_t frames)
{
    fill(samples, CHANNELS, sample_time, frames);
    insert_process(insert, sample_time, 0, frames, samples);
}

static void end(Insert *insert)
{
    insert_free(insert);
    cr_assert_eq(atomic_load(&fixture_instances), 0, "instances are left");
}

/* The first channel of a frame. */
static float first_at(size_t frame)
{
    return samples[frame * CHANNELS];
}

Test(insert, processes_in_place_whatever_the_frame_count)
{
    static const uint32_t sizes[] = {1, 15, 512, 513, 64, MOST};
    Insert *insert = INSERT(&fixture_gain, &fixture_delay);
    cr_assert_eq(insert_latency_frames(insert), FIXTURE_DELAY_FRAMES);
    int64_t now = 0;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++, now += sizes[i - 1]) {
        process(insert, now, sizes[i]);
        for (uint32_t s = 0; s < sizes[i] * CHANNELS; s++) {
            const int64_t heard = now + s / CHANNELS - FIXTURE_DELAY_FRAMES;
            cr_assert_eq(samples[s], heard < 0 ? 0 : 2 * sample_at(heard, s % CHANNELS));
        }
    }
    insert_process(insert, now, 0, 0, NULL);
    end(insert);
}

/* Bit for bit. */
Test(insert, does_what_an_engine_does_inline)
{
    enum { FRAMES = 700 };
    static float heard[FRAMES * CHANNELS];
    Engine *engine = new_engine(CHANNELS, NULL);
    EngineReader reader;
    CHAIN(engine, ENGINE_MODE_INLINE, &fixture_smooth, &fixture_gain, &fixture_smooth);
    Insert *insert = INSERT(&fixture_smooth, &fixture_gain, &fixture_smooth);
    start(engine);
    engine_reader_init(&reader, engine);
    for (int64_t now = 0; now < (int64_t)10 * FRAMES; now += FRAMES) {
        fill(samples, CHANNELS, now, FRAMES);
        engine_write(engine, now, 0, FRAMES, samples);
        engine_read(engine, &reader, now, FRAMES, heard);
        insert_process(insert, now, 0, FRAMES, samples);
        cr_assert_arr_eq(samples, heard, sizeof heard);
    }
    engine_free(engine);
    end(insert);
}

Test(insert, says_where_sound_does_not_go_on)
{
    Insert *insert = INSERT(&fixture_marking);
    process(insert, 5000, 600);
    cr_assert_eq(first_at(0), sample_at(5000, 0), "nothing was before");
    cr_assert_eq(first_at(512), sample_at(5512, 0));
    process(insert, 5600, 64);
    cr_assert_eq(first_at(0), sample_at(5600, 0));
    process(insert, 6000, 600);
    cr_assert_eq(first_at(0), 1000, "a gap");
    cr_assert_eq(first_at(512), sample_at(6512, 0));
    process(insert, 6000, 64);
    cr_assert_eq(first_at(0), 1000, "a jump back");
    end(insert);
}

Test(insert, changes_parameters_at_their_frame)
{
    Insert *insert = INSERT(&fixture_smooth, &fixture_gain);
    Error error = {0};
    cr_assert_eq(insert_set_parameter(insert, 1, 0, 0, 700, &error), STATUS_OK);
    process(insert, 0, 1000);
    cr_assert_neq(first_at(699), 0);
    cr_assert_eq(first_at(700), 0);
    cr_assert_eq(insert_set_parameter(insert, 1, 0, 11, ENGINE_NOW, &error), STATUS_BAD_ARGUMENT);
    cr_assert_eq(insert_set_parameter(insert, 2, 0, 1, ENGINE_NOW, &error), STATUS_NOT_FOUND);
    cr_assert_str_eq(error.message, "the chain has 2 modules, and none at index 2");
    ChainSpec copy;
    cr_assert_eq(insert_copy_chain(insert, &copy, &error), STATUS_OK);
    cr_assert_eq(copy.count, 2);
    cr_assert_eq(copy.modules[1].values[0], 0);
    chain_spec_cleanup(&copy);
    end(insert);
}

Test(insert, holds_the_libraries_of_its_modules)
{
    Library library = {.references = 1}; /* the test's own: it is never freed */
    const InsertConfig config = {.channels = CHANNELS, .sample_rate_hz = 48000};
    ChainSpec spec = {NULL, 0};
    cr_assert_eq(chain_spec_add_from(&spec, &library, &fixture_gain), STATUS_OK);
    cr_assert_eq(chain_spec_add(&spec, &fixture_gain), STATUS_OK);
    Insert *insert = insert_new(&spec, &config, NULL);
    chain_spec_cleanup(&spec);
    cr_expect_eq(atomic_load(&library.references), 2);
    cr_assert_eq(insert_copy_chain(insert, &spec, NULL), STATUS_OK);
    cr_expect_eq(spec.modules[0].library, &library);
    cr_expect_eq(atomic_load(&library.references), 3);
    chain_spec_cleanup(&spec);
    end(insert);
    cr_expect_eq(atomic_load(&library.references), 1);
}

/* A constant sound through two gains: the slope is that of the cross-fade alone. */
Test(insert, goes_on_with_another_chain_after_a_cross_fade)
{
    enum { PIECE = 100, FADE = 512, PIECES = 20 };
    Insert *insert = INSERT(&fixture_gain);
    Insert *fresh = INSERT(&fixture_gain, &fixture_gain, &fixture_delay);
    insert_take_over(insert, fresh);
    ChainSpec spec;
    cr_assert_eq(insert_copy_chain(insert, &spec, NULL), STATUS_OK);
    cr_assert_eq(spec.count, 3);
    chain_spec_cleanup(&spec);
    cr_assert_eq(insert_latency_frames(insert), FIXTURE_DELAY_FRAMES);
    insert_free(fresh);
    uint32_t now = 0;
    for (int piece = 0; piece < PIECES; piece++) {
        for (size_t i = 0; i < (size_t)PIECE * CHANNELS; i++)
            samples[i] = 1;
        insert_process(insert, now, 0, PIECE, samples);
        for (uint32_t frame = 0; frame < PIECE; frame++, now++) {
            const uint32_t faded = now < FIXTURE_DELAY_FRAMES ? 0 : now - FIXTURE_DELAY_FRAMES + 1;
            const float share = faded < FADE ? (float)faded / FADE : 1;
            cr_assert_eq(first_at(frame), 2 + 2 * share, "frame %u", now);
        }
    }
    cr_assert_eq(atomic_load(&fixture_instances), 4, "the old chain waits to be freed");
    fresh = INSERT(&fixture_gain);
    insert_take_over(insert, fresh);
    insert_free(fresh);
    cr_assert_eq(atomic_load(&fixture_instances), 4, "it is freed now");
    end(insert);
}

/* Whenever the I/O thread looks, and however often it doesn't. */
Test(insert, takes_over_any_number_of_times)
{
    Insert *insert = INSERT(&fixture_gain);
    for (uint32_t i = 0; i < 100; i++) {
        Insert *fresh = INSERT(&fixture_gain);
        insert_take_over(insert, fresh);
        insert_free(fresh);
        cr_assert_leq(atomic_load(&fixture_instances), 3);
        if (i % 3 > 0)
            process(insert, (int64_t)600 * i, i % 7 * 100);
        if (i % 10 == 9)
            insert_reset(insert);
    }
    process(insert, 100000, MOST);
    end(insert);
}

/* What falls to nothing never becomes less than a normal number, on the I/O thread whose own
 * arithmetic stays as it is. */
Test(insert, takes_denormals_for_zero_and_gives_them_back)
{
    Insert *insert = INSERT(&fixture_smooth); /* falls by a quarter with each silent frame */
    process(insert, 0, 512);
    for (int64_t now = 512; now < INT64_C(2048); now += 512) {
        memset(samples, 0, sizeof samples);
        insert_process(insert, now, 0, 512, samples);
        for (uint32_t s = 0; s < 512 * CHANNELS; s++)
            cr_assert(samples[s] == 0 || samples[s] >= FLT_MIN);
    }
    volatile float smallest = FLT_MIN;
    smallest = smallest / 2;
    cr_expect_gt(smallest, 0);
    end(insert);
}

Test(insert, silences_a_nan_and_says_so)
{
    atomic_store(&fixture_nan_time, 600);
    Insert *insert = INSERT(&fixture_nan);
    process(insert, 0, 1024);
    cr_assert_eq(first_at(511), sample_at(511, 0));
    for (uint32_t s = 512 * CHANNELS; s < 1024 * CHANNELS; s++)
        cr_assert_eq(samples[s], 0);
    process(insert, 1024, 64);
    cr_assert_eq(first_at(0), sample_at(1024, 0));
    log_queue_flush(log_queue());
    cr_assert_eq(lines, 1);
    cr_assert_str_eq(last_line, "org.test.nan: process wrote a NaN or an infinity; the block is "
                                "silent, all modules are reset");
    end(insert);
}

Test(insert, lets_sound_pass_a_module_that_fails)
{
    Insert *insert = INSERT(&fixture_failing);
    for (int64_t now = 0; now < 1024; now += 256) {
        process(insert, now, 256);
        for (uint32_t s = 0; s < 256 * CHANNELS; s++)
            cr_assert_eq(samples[s], sample_at(now + s / CHANNELS, s % CHANNELS));
    }
    insert_free(insert);
    cr_assert_eq(lines, 2, "what it said is written when it is gone");
    insert_free(NULL);
}

Test(insert, is_refused_with_a_module_that_does_not_fit)
{
    Error error = {0};
    const ossicle_module *const modules[] = {&fixture_gain, &fixture_mono};
    cr_assert_null(new_insert(2, modules, &error));
    cr_assert_eq(error.status, STATUS_UNSUPPORTED);
    cr_assert_eq(atomic_load(&fixture_instances), 0);
}

Test(insert, takes_no_memory_when_it_fails)
{
    if (!failing_malloc_works())
        cr_skip_test("this build can't let allocations fail");
    const ossicle_module *const modules[] = {&fixture_gain, &fixture_smooth};
    (void)log_queue();
    size_t n = 0;
    for (bool has_failed = true; has_failed;) {
        Error error = {0};
        failing_malloc_arm(++n);
        Insert *insert = new_insert(2, modules, &error);
        has_failed = failing_malloc_disarm();
        cr_assert_eq(insert == NULL, has_failed, "allocation %zu", n);
        insert_free(insert);
        cr_assert_eq(failing_malloc_balance(), 0, "allocation %zu", n);
    }
    cr_assert_gt(n, 15);
}
