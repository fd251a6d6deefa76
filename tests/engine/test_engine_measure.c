/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* How loud readers hear the sound. */

#include "engine_fixture.h"

#include <math.h>
#include <string.h>

enum { CHANNELS = 3, WINDOW = 4800 }; /* 100 ms */

static Engine *engine;
static EngineLevel levels[CHANNELS];

static void begin(void)
{
    engine = new_engine(CHANNELS, NULL);
    start(engine);
}

/* A sine of 1000 Hz in the first channel, its opposite at half the size in the second, -0.25 in the
 * third. */
static void play_sine(int64_t sample_time, uint32_t frames)
{
    static float in[WINDOW * CHANNELS];
    for (uint32_t f = 0; f < frames; f++) {
        const double sine = sin(2 * 3.14159265358979323846 * (double)(sample_time + f) / 48);
        float *frame = in + (size_t)f * CHANNELS;
        frame[0] = (float)sine;
        frame[1] = (float)(-0.5 * sine);
        frame[2] = -0.25f;
    }
    engine_write(engine, sample_time, 0, frames, in);
}

static void play_silence(int64_t sample_time, uint32_t frames)
{
    static const float in[WINDOW * CHANNELS];
    engine_write(engine, sample_time, 0, frames, in);
}

static void expect(uint32_t channel, double peak, double rms)
{
    engine_measure(engine, levels);
    cr_assert_float_eq((double)levels[channel].peak, peak, 1e-6, "peak of %u: %g", channel,
                       (double)levels[channel].peak);
    cr_assert_float_eq((double)levels[channel].rms, rms, 1e-6, "rms of %u: %g", channel,
                       (double)levels[channel].rms);
}

Test(engine_measure, gives_peak_and_rms_of_each_channel)
{
    begin();
    play_sine(0, WINDOW);
    expect(0, 1, sqrt(0.5));
    expect(1, 0.5, sqrt(0.125));
    expect(2, 0.25, 0.25);
    engine_free(engine);
}

Test(engine_measure, of_nothing_is_zero)
{
    engine = new_engine(CHANNELS, NULL);
    expect(0, 0, 0);
    start(engine);
    expect(0, 0, 0);
    play_sine(0, WINDOW);
    engine_stop(engine);
    expect(0, 0, 0);
    start(engine);
    expect(0, 0, 0);
    engine_free(engine);
}

Test(engine_measure, looks_from_a_time_on)
{
    begin();
    play_sine(0, 480);
    play_silence(480, 480);
    engine_measure_from(engine, 479, levels);
    cr_assert_float_eq((double)levels[0].peak, sin(2 * 3.14159265358979323846 / 48), 1e-6);
    cr_assert_eq(levels[2].peak, 0.25f);
    engine_measure_from(engine, 480, levels);
    cr_assert_eq(levels[2].peak, 0);
    engine_measure_from(engine, 5000, levels);
    cr_assert_eq(levels[2].peak, 0);
    engine_measure_from(engine, -5000, levels);
    cr_assert_eq(levels[0].peak, 1);
    engine_free(engine);
}

Test(engine_measure, looks_at_what_was_written_only)
{
    begin();
    play_sine(1000000, 480);
    expect(0, 1, sqrt(0.5));
    expect(2, 0.25, 0.25);
    play_sine(1000000 + 2000, 480); /* the gap doesn't count */
    expect(2, 0.25, 0.25);
    engine_free(engine);
}

Test(engine_measure, looks_back_for_a_tenth_of_a_second)
{
    begin();
    play_sine(0, WINDOW);
    play_silence(WINDOW, WINDOW - 480);
    expect(2, 0.25, 0.25 * sqrt(0.1));
    play_silence(2 * WINDOW - 480, 480);
    expect(2, 0, 0);
    engine_free(engine);
}

Test(engine_measure, looks_back_no_further_than_the_ring)
{
    const EngineConfig config = {
        .channels = CHANNELS, .sample_rate_hz = 768000, .ring_frames = 512};
    engine = engine_new(&config, NULL);
    cr_assert_not_null(engine);
    start(engine);
    play_sine(0, 4096);
    expect(2, 0.25, 0.25);
    play_silence(4096, 96);
    expect(2, 0.25, 0.25 * sqrt(0.75));
    engine_free(engine);
}

Test(engine_measure, applies_gains)
{
    begin();
    play_sine(0, WINDOW);
    engine_set_gains(engine, (float[CHANNELS]){0.5f, -1, 0});
    expect(0, 0.5, sqrt(0.125));
    expect(1, 0.5, sqrt(0.125));
    expect(2, 0, 0);
    engine_free(engine);
}

Test(engine_measure, hears_the_chain_and_counts_nothing)
{
    EngineCounters counters;
    atomic_store(&fixture_gate, 0);
    atomic_store(&fixture_gate_waits, 0);
    engine = new_engine(CHANNELS, NULL);
    CHAIN(engine, ENGINE_MODE_WORKER, &fixture_gate_module, &fixture_gain);
    start(engine);
    play_sine(0, WINDOW);
    expect(2, 0.25, 0.25);
    atomic_store(&fixture_gate, 1);
    settle(engine);
    expect(2, 0.5, 0.5);
    engine_counters(engine, &counters);
    cr_assert_eq(counters.late_frames, 0, "measuring isn't reading");
    engine_free(engine);
}

Test(engine_measure, takes_a_nan_for_silence)
{
    const float in[CHANNELS * 2] = {NAN, 1, INFINITY, -1, 1, 1};
    begin();
    engine_write(engine, 0, 0, 2, in);
    expect(0, 1, sqrt(0.5));
    expect(1, 1, 1);
    expect(2, 1, sqrt(0.5));
    engine_free(engine);
}
