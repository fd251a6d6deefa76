/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What chains do to sound, in both modes, when all is well and when it isn't. */

#include "engine/error_list.h"
#include "engine_fixture.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define CHANNELS 2u

typedef struct Player {
    Engine *engine;
    EngineReader reader;
    int64_t time;
    float in[8192 * CHANNELS];
    float out[8192 * CHANNELS];
} Player;

static Player player;
static ErrorList errors; /* what the engine logs */

static void begin(const Log *log)
{
    memset(&player, 0, sizeof player);
    atomic_store(&fixture_nan_time, INT64_MAX);
    atomic_store(&fixture_gate, 1);
    atomic_store(&fixture_gate_waits, 0);
    cr_assert_eq(error_list_init(&errors, log), STATUS_OK);
    player.engine = new_engine(CHANNELS, &errors.log);
    engine_reader_init(&player.reader, player.engine);
}

static void end(void)
{
    engine_free(player.engine);
    error_list_cleanup(&errors);
    cr_assert_eq(atomic_load(&fixture_instances), 0, "instances are left");
}

/* The error at `index` that was logged, 0 being the oldest; NULL behind the last. */
static const char *error_at(size_t index)
{
    log_queue_flush(log_queue());
    return error_list_at(&errors, index);
}

static void play(uint32_t frames)
{
    fill(player.in, CHANNELS, player.time, frames);
    engine_write(player.engine, player.time, 0, frames, player.in);
}

static void listen(uint32_t frames)
{
    engine_read(player.engine, &player.reader, player.time, frames, player.out);
    player.time += frames;
}

static void play_and_listen(uint32_t frames)
{
    play(frames);
    settle(player.engine);
    listen(frames);
}

static EngineCounters counters(void)
{
    EngineCounters now;
    engine_counters(player.engine, &now);
    return now;
}

/* Run the same sound and changes through both modes, and compare bit by bit. */
static uint64_t hash_of_mode(EngineMode mode, uint32_t frames)
{
    uint64_t hash = 14695981039346656037u;
    begin(NULL);
    CHAIN(player.engine, mode, &fixture_smooth, &fixture_gain, &fixture_delay, &fixture_generator,
          &fixture_smooth);
    start(player.engine);
    for (int i = 0; i < 50; i++) {
        if (i % 7 == 3)
            cr_assert_eq(
                engine_set_parameter(player.engine, 1, 0, i % 10 + 0.1, player.time + i, NULL),
                STATUS_OK);
        play_and_listen(frames);
        for (uint32_t s = 0; s < frames * CHANNELS; s++) {
            uint32_t bits;
            memcpy(&bits, &player.out[s], sizeof bits);
            hash = (hash ^ bits) * 1099511628211u;
        }
    }
    cr_assert_eq(counters().late_frames, 0);
    end();
    return hash;
}

Test(engine_modes, worker_and_inline_give_the_same_bits)
{
    static const uint32_t sizes[] = {1, 15, 64, 441, 512, 4096};
    for (size_t i = 0; i < 6; i++)
        cr_assert_eq(hash_of_mode(ENGINE_MODE_INLINE, sizes[i]),
                     hash_of_mode(ENGINE_MODE_WORKER, sizes[i]), "%u frames", sizes[i]);
}

static void check_denormals(EngineMode mode)
{
    begin(NULL);
    CHAIN(player.engine, mode, &fixture_smooth); /* falls by a quarter with each silent frame */
    start(player.engine);
    play_and_listen(512);
    memset(player.in, 0, sizeof player.in);
    for (int i = 0; i < 4; i++) {
        engine_write(player.engine, player.time, 0, 512, player.in);
        settle(player.engine);
        listen(512);
        for (uint32_t s = 0; s < 512 * CHANNELS; s++)
            cr_assert(player.out[s] == 0 || player.out[s] >= FLT_MIN);
    }
    volatile float smallest = FLT_MIN;
    smallest = smallest / 2;
    cr_assert_gt(smallest, 0, "the caller's own arithmetic is as it was");
    end();
}

Test(engine_modes, denormals_are_taken_for_zero)
{
    check_denormals(ENGINE_MODE_INLINE);
    check_denormals(ENGINE_MODE_WORKER);
}

Test(engine_modes, a_worker_that_is_late_costs_processing_and_no_sound)
{
    begin(NULL);
    CHAIN(player.engine, ENGINE_MODE_WORKER, &fixture_gate_module); /* turns the sign around */
    start(player.engine);
    play_and_listen(512);
    cr_assert_eq(player.out[1000], -sample_at(500, 0));
    atomic_store(&fixture_gate, 0);
    play(512);
    listen(512); /* dry, and the first sample repeats the last one */
    cr_assert_eq(player.out[0], -sample_at(511, 0));
    cr_assert_eq(player.out[1], -sample_at(511, 1));
    for (uint32_t f = JOIN_FADE_FRAMES; f < 512; f++)
        cr_assert_eq(player.out[(size_t)2 * f], sample_at(512 + f, 0));
    cr_assert_eq(counters().late_frames, 512);
    play(512);
    listen(512);
    for (uint32_t f = 0; f < 512; f++)
        cr_assert_eq(player.out[(size_t)2 * f], sample_at(1024 + f, 0));
    cr_assert_eq(counters().late_frames, 1024);
    atomic_store(&fixture_gate, 1);
    play_and_listen(512);
    cr_assert_eq(player.out[0], sample_at(1535, 0));
    for (uint32_t f = JOIN_FADE_FRAMES; f < 512; f++)
        cr_assert_eq(player.out[(size_t)2 * f], -sample_at(1536 + f, 0));
    cr_assert_eq(counters().late_frames, 1024);
    cr_assert_eq(counters().dropped_blocks, 0);
    end();
}

Test(engine_modes, a_worker_that_is_stuck_drops_blocks_and_they_count_as_dealt_with)
{
    begin(NULL);
    CHAIN(player.engine, ENGINE_MODE_WORKER, &fixture_gate_module);
    start(player.engine);
    atomic_store(&fixture_gate, 0);
    const uint32_t blocks = 3 * RING / 64 + BLOCK_RING_BLOCKS;
    for (uint32_t i = 0; i < blocks; i++) {
        play(64);
        listen(64);
        for (uint32_t f = 0; f < 64; f++)
            cr_assert_eq(player.out[(size_t)2 * f], sample_at((int64_t)i * 64 + f, 0));
    }
    cr_assert_lt(counters().processed_sample_time, counters().written_sample_time);
    atomic_store(&fixture_gate, 1);
    settle(player.engine);
    const EngineCounters after = counters();
    cr_assert_eq(after.blocks, blocks);
    cr_assert_eq(after.processed_blocks + after.dropped_blocks, blocks);
    cr_assert_gt(after.dropped_blocks, 0);
    cr_assert_eq(after.processed_sample_time, after.written_sample_time);
    play_and_listen(512); /* and it goes on */
    cr_assert_eq(player.out[1022], -sample_at((int64_t)blocks * 64 + 511, 0));
    end();
}

Test(engine_modes, stop_finishes_what_is_under_way)
{
    begin(NULL);
    CHAIN(player.engine, ENGINE_MODE_WORKER, &fixture_gain);
    start(player.engine);
    for (int i = 0; i < 20; i++) {
        play(512);
        player.time += 512;
    }
    engine_stop(player.engine);
    cr_assert_eq(counters().processed_blocks, 20);
    cr_assert_eq(counters().processed_sample_time, 10240);
    play(512); /* ignored */
    cr_assert_eq(counters().blocks, 20);
    start(player.engine);
    engine_read(player.engine, &player.reader, 0, 512, player.out);
    cr_assert_eq(player.out[0], 0, "the loopback was emptied");
    end();
}

/* What is heard at T was played at T - latency, wet or dry. */
Test(engine_modes, latency_is_published_and_dry_sound_has_it_too)
{
    begin(NULL);
    CHAIN(player.engine, ENGINE_MODE_WORKER, &fixture_delay, &fixture_gate_module, &fixture_delay,
          &fixture_gate_module);
    cr_assert_eq(engine_latency_frames(player.engine), 2 * FIXTURE_DELAY_FRAMES);
    start(player.engine);
    play_and_listen(512);
    for (uint32_t f = 0; f < 512; f++) {
        const float wanted = f < 200 ? 0 : sample_at((int64_t)f - 200, 0);
        cr_assert_eq(player.out[(size_t)2 * f], wanted);
    }
    atomic_store(&fixture_gate, 0);
    play(512);
    listen(512);
    for (uint32_t f = JOIN_FADE_FRAMES; f < 512; f++)
        cr_assert_eq(player.out[(size_t)2 * f], sample_at(512 + (int64_t)f - 200, 0));
    cr_assert_eq(counters().late_frames, 512);
    atomic_store(&fixture_gate, 1);
    end();
}

static void check_nan(EngineMode mode)
{
    begin(NULL);
    CHAIN(player.engine, mode, &fixture_nan);
    start(player.engine);
    atomic_store(&fixture_nan_time, 700);
    play_and_listen(512);
    cr_assert_eq(player.out[100], sample_at(50, 0));
    play_and_listen(512);
    for (uint32_t i = 0; i < 512 * CHANNELS; i++)
        cr_assert_eq(player.out[i], 0);
    play_and_listen(512);
    cr_assert_eq(player.out[100], sample_at(1024 + 50, 0));
    cr_assert_eq(counters().silenced_blocks, 1);
    engine_stop(player.engine);
    cr_assert_eq(counters().silenced_blocks, 1);
    start(player.engine);
    play_and_listen(512);
    cr_assert_eq(counters().silenced_blocks, 1);
    cr_assert_str_eq(error_at(0),
                     "org.test.nan: process wrote a NaN or an infinity; the block is silent, all "
                     "modules are reset");
    cr_assert_null(error_at(1));
    end();
}

Test(engine_modes, a_nan_silences_its_block)
{
    check_nan(ENGINE_MODE_INLINE);
    check_nan(ENGINE_MODE_WORKER);
}

Test(engine_modes, the_module_that_writes_nans_is_found)
{
    begin(NULL);
    CHAIN(player.engine, ENGINE_MODE_INLINE, &fixture_gain, &fixture_nan, &fixture_smooth);
    start(player.engine);
    atomic_store(&fixture_nan_time, 10);
    play_and_listen(512);
    atomic_store(&fixture_nan_time, 600);
    play_and_listen(512);
    play_and_listen(512); /* the filter behind has forgotten the NaN */
    cr_assert(isfinite(player.out[0]) && player.out[0] > 0);
    cr_assert_eq(counters().silenced_blocks, 2);
    cr_assert_str_eq(error_at(0),
                     "chain: a module wrote a NaN or an infinity; the block is silent, all modules "
                     "are reset and now watched");
    cr_assert_str_eq(error_at(1),
                     "org.test.nan: process wrote a NaN or an infinity; the block is silent, all "
                     "modules are reset");
    end();
}

Test(engine_modes, a_nan_that_was_played_is_no_module_s_fault)
{
    begin(NULL);
    CHAIN(player.engine, ENGINE_MODE_INLINE, &fixture_gain);
    start(player.engine);
    for (uint32_t i = 0; i < 64 * CHANNELS; i++)
        player.in[i] = NAN;
    engine_write(player.engine, 0, 0, 64, player.in);
    listen(64);
    cr_assert_eq(player.out[0], 0);
    cr_assert_str_eq(error_at(0),
                     "sound: what was played holds a NaN or an infinity; the block is silent, all "
                     "modules are reset");
    end();
}

static void check_failure(EngineMode mode, const ossicle_module *other)
{
    begin(NULL);
    CHAIN(player.engine, mode, &fixture_gain, &fixture_failing, other);
    start(player.engine);
    for (int i = 0; i < 8; i++) {
        play_and_listen(512);
        for (uint32_t f = 0; f < 512; f++) {
            const float wanted =
                2 * sample_at(player.time - 512 + f, 0) + (other == &fixture_generator ? 0.5f : 0);
            cr_assert_eq(player.out[(size_t)2 * f], wanted);
        }
    }
    cr_assert_eq(counters().failed_blocks, 4);
    cr_assert_str_eq(error_at(0),
                     "org.test.failing: process failed; the sound of the block passes this module "
                     "unchanged");
    cr_assert_null(error_at(3), "lines at the 1st, 2nd and 4th only");
    end();
}

Test(engine_modes, sound_passes_a_module_that_fails)
{
    check_failure(ENGINE_MODE_INLINE, &fixture_nan);
    check_failure(ENGINE_MODE_WORKER, &fixture_generator);
    check_failure(ENGINE_MODE_INLINE, &fixture_meter);
}

Test(engine_modes, meters_show_and_cannot_be_set)
{
    double value = -1;
    Error error;
    begin(NULL);
    CHAIN(player.engine, ENGINE_MODE_WORKER, &fixture_gain, &fixture_meter);
    start(player.engine);
    play_and_listen(1);
    cr_assert_eq(engine_parameter(player.engine, 1, 0, &value), STATUS_OK);
    cr_assert_eq(value, 2 * 132, "the louder channel of frame 0, twice as loud");
    cr_assert_eq(engine_set_parameter(player.engine, 1, 0, 1, ENGINE_NOW, &error),
                 STATUS_NOT_PERMITTED);
    cr_assert_str_eq(error.message, "parameter 'peak' is a meter: it can be read, not set");
    end();
}

static void check_jump(EngineMode mode)
{
    begin(NULL);
    CHAIN(player.engine, mode, &fixture_gain);
    start(player.engine);
    for (int i = 0; i < 4; i++)
        play_and_listen(512);
    player.time = 768; /* back into what was played before */
    for (uint32_t i = 0; i < 256 * CHANNELS; i++)
        player.in[i] = 5;
    engine_write(player.engine, 768, 0, 256, player.in);
    settle(player.engine);
    engine_read(player.engine, &player.reader, 512, 1024, player.out);
    cr_assert_eq(player.out[0], 2 * sample_at(512, 0));
    cr_assert_eq(player.out[(size_t)2 * 256], 10);
    cr_assert_eq(player.out[(size_t)2 * 511 + 1], 10);
    cr_assert_eq(player.out[(size_t)2 * 512], 0, "what was later is gone");
    cr_assert_eq(player.out[(size_t)2 * 1023], 0);
    player.time = 100000; /* and far ahead */
    play_and_listen(64);
    cr_assert_eq(player.out[0], 2 * sample_at(100000, 0));
    engine_read(player.engine, &player.reader, 100000 - 64, 64, player.out);
    cr_assert_eq(player.out[0], 0);
    cr_assert_eq(counters().late_frames, 0);
    end();
}

Test(engine_modes, the_writer_may_jump)
{
    check_jump(ENGINE_MODE_INLINE);
    check_jump(ENGINE_MODE_WORKER);
}

/* Blocks that still wait when the writer jumps back must not come out as the new sound. */
Test(engine_modes, a_jump_back_while_the_worker_is_late)
{
    begin(NULL);
    CHAIN(player.engine, ENGINE_MODE_WORKER, &fixture_gate_module);
    start(player.engine);
    play_and_listen(512);
    play_and_listen(512);
    atomic_store(&fixture_gate, 0);
    play(512);
    player.time = 256;
    for (uint32_t i = 0; i < 256 * CHANNELS; i++)
        player.in[i] = 5;
    engine_write(player.engine, 256, 0, 256, player.in);
    engine_read(player.engine, &player.reader, 256, 256, player.out);
    cr_assert_eq(player.out[0], 5, "dry, and not the old wet sound");
    engine_read(player.engine, &player.reader, 512, 64, player.out);
    cr_assert_eq(player.out[0], 0);
    atomic_store(&fixture_gate, 1);
    settle(player.engine);
    engine_reader_init(&player.reader, player.engine);
    engine_read(player.engine, &player.reader, 256, 1300, player.out);
    cr_assert_eq(player.out[0], -5);
    cr_assert_eq(player.out[(size_t)2 * 256], 0);
    cr_assert_eq(player.out[(size_t)2 * 1200], 0);
    end();
}

/* A block that waits, and whose frames were written anew meanwhile, isn't processed twice. */
Test(engine_modes, a_jump_back_drops_what_waits)
{
    begin(NULL);
    CHAIN(player.engine, ENGINE_MODE_WORKER, &fixture_gate_module);
    start(player.engine);
    atomic_store(&fixture_gate, 0);
    play(512);
    while (atomic_load(&fixture_gate_waits) == 0)
        (void)sched_yield();
    player.time = 512;
    play(512);
    play(512); /* a jump back to 512 */
    atomic_store(&fixture_gate, 1);
    settle(player.engine);
    cr_assert_eq(counters().dropped_blocks, 1);
    cr_assert_eq(counters().processed_blocks, 2);
    end();
}

/* The block behind a jump back finds none free: what stood there before must not be heard. */
Test(engine_modes, a_jump_back_whose_block_is_dropped)
{
    begin(NULL);
    CHAIN(player.engine, ENGINE_MODE_WORKER, &fixture_gate_module);
    start(player.engine);
    play_and_listen(512);
    play_and_listen(512);
    atomic_store(&fixture_gate, 0);
    for (uint32_t i = 0; i < BLOCK_RING_BLOCKS + 10; i++) {
        play(1);
        player.time++;
    }
    player.time = 256;
    for (uint32_t i = 0; i < 256 * CHANNELS; i++)
        player.in[i] = 5;
    engine_write(player.engine, 256, 0, 256, player.in);
    engine_write(player.engine, 384, 0, 128, player.in); /* and once more */
    atomic_store(&fixture_gate, 1);
    settle(player.engine);
    engine_write(player.engine, 512, 0, 256, player.in);
    settle(player.engine);
    engine_read(player.engine, &player.reader, 256, 512, player.out);
    cr_assert_eq(player.out[0], 5, "dry: this was never processed");
    cr_assert_eq(player.out[510], 5);
    cr_assert_eq(player.out[1022], -5);
    end();
}

Test(engine_modes, sample_rates_are_checked_and_modules_follow)
{
    Error error;
    begin(NULL);
    CHAIN(player.engine, ENGINE_MODE_INLINE, &fixture_gain);
    cr_assert_eq(engine_set_sample_rate(player.engine, 96000, &error), STATUS_OK);
    cr_assert_eq(engine_set_sample_rate(player.engine, 7999, &error), STATUS_UNSUPPORTED);
    cr_assert_eq(engine_set_sample_rate(player.engine, (double)NAN, &error), STATUS_UNSUPPORTED);
    start(player.engine);
    cr_assert_eq(engine_set_sample_rate(player.engine, 48000, &error), STATUS_BUSY);
    cr_assert_eq(engine_start(player.engine, &error), STATUS_BUSY);
    play_and_listen(64);
    cr_assert_eq(player.out[0], 2 * sample_at(0, 0));
    end();
}

Test(engine_modes, a_chain_that_cannot_be_made_changes_nothing)
{
    static const struct {
        const ossicle_module *module;
        Status status;
        const char *message;
    } rows[] = {
        {&fixture_no_create, STATUS_FAILED,
         "module 'org.test.no-create': create: it failed (status 1)"},
        {&fixture_no_activate, STATUS_UNSUPPORTED,
         "module 'org.test.no-activate': activate at 48000 Hz, 2 channels: it doesn't support this "
         "(status 3)"},
        {&fixture_mono, STATUS_UNSUPPORTED,
         "module 'org.test.mono' takes 1 to 1 channels, and the device has 2"},
    };
    begin(NULL);
    CHAIN(player.engine, ENGINE_MODE_INLINE, &fixture_gain);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const ossicle_module *const modules[] = {&fixture_smooth, rows[i].module};
        Error error;
        cr_assert_eq(set_chain(player.engine, ENGINE_MODE_WORKER, 2, modules, &error),
                     rows[i].status);
        cr_assert_str_eq(error.message, rows[i].message);
        cr_assert_eq(atomic_load(&fixture_instances), 1);
    }
    cr_assert_eq(engine_mode(player.engine), ENGINE_MODE_INLINE);
    cr_assert_eq(engine_module_count(player.engine), 1);
    cr_assert_eq(engine_module_at(player.engine, 0), &fixture_gain);
    cr_assert_null(engine_module_at(player.engine, 1));
    start(player.engine);
    play_and_listen(64);
    cr_assert_eq(player.out[0], 2 * sample_at(0, 0));
    end();
}

Test(engine_modes, configurations_are_checked)
{
    static const EngineConfig bad[] = {
        {.channels = 0, .sample_rate_hz = 48000, .ring_frames = RING},
        {.channels = 257, .sample_rate_hz = 48000, .ring_frames = RING},
        {.channels = 2, .sample_rate_hz = 0, .ring_frames = RING},
        {.channels = 2, .sample_rate_hz = 48000, .ring_frames = RING - 1},
        {.channels = 2, .sample_rate_hz = 48000, .ring_frames = 256},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Error error = {0};
        cr_assert_null(engine_new(&bad[i], &error));
        cr_assert_neq(error.status, STATUS_OK);
    }
}

Test(engine_modes, modes_have_names)
{
    EngineMode mode;
    cr_assert(engine_mode_parse("inline", &mode) && mode == ENGINE_MODE_INLINE);
    cr_assert(engine_mode_parse("worker", &mode) && mode == ENGINE_MODE_WORKER);
    cr_assert_not(engine_mode_parse("Worker", &mode));
    cr_assert_str_eq(engine_mode_text(ENGINE_MODE_WORKER), "worker");
    cr_assert_str_eq(engine_mode_text((EngineMode)9), "unknown");
}

Test(engine_modes, the_worker_says_how_it_runs)
{
    char text[ENGINE_SCHEDULING_BYTES];
    begin(NULL);
    engine_worker_scheduling(player.engine, text);
    cr_assert_str_eq(text, "no worker");
    CHAIN(player.engine, ENGINE_MODE_WORKER, &fixture_gain);
    engine_worker_scheduling(player.engine, text);
    cr_assert_str_eq(text, "not started");
    start(player.engine);
    engine_worker_scheduling(player.engine, text);
    cr_assert(strncmp(text, "realtime, priority ", 19) == 0 ||
                  strncmp(text, "not realtime: ", 14) == 0,
              "%s", text);
    end();
}

static void check_load(EngineMode mode)
{
    begin(NULL);
    CHAIN(player.engine, mode, &fixture_gain);
    cr_assert_eq(counters().worker_load, 0);
    start(player.engine);
    cr_assert_eq(counters().worker_load, 0);
    play(512);
    settle(player.engine);
    cr_assert_gt(counters().worker_load, 0);
    engine_stop(player.engine);
    cr_assert_eq(counters().worker_load, 0);
    start(player.engine);
    cr_assert_eq(counters().worker_load, 0);
    end();
}

Test(engine_modes, processing_takes_time)
{
    check_load(ENGINE_MODE_INLINE);
    check_load(ENGINE_MODE_WORKER);
}
