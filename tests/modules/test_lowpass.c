/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "support/module_host.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { RATE = 48000, FRAMES = 4096, MOST_CHANNELS = 64 };

static ModuleHost host;
static float input[MOST_CHANNELS * FRAMES];
static float output[MOST_CHANNELS * FRAMES];
static float expected[MOST_CHANNELS * FRAMES];

static void setup(void)
{
    module_host_open(&host, LOWPASS_FILE, "org.ossicle.lowpass");
    module_host_noise(input, sizeof input / sizeof *input, 2);
}

static void teardown(void)
{
    module_host_close(&host);
}

TestSuite(lowpass, .init = setup, .fini = teardown);

static void activate(double rate_hz, uint32_t channels, double cutoff_hz)
{
    module_host_activate(&host, rate_hz, channels, &cutoff_hz);
}

/* One channel of the reference, from the formula in its other form. */
static void filter(double *memory, double cutoff_hz, double rate_hz, const float *from, float *to,
                   size_t frames)
{
    const double decay = exp(-2 * acos(-1) * cutoff_hz / rate_hz);
    for (size_t f = 0; f < frames; f++) {
        *memory = (1 - decay) * (double)from[f] + decay * *memory;
        to[f] = (float)*memory;
    }
}

static void expect_close(size_t samples, const char *what)
{
    for (size_t s = 0; s < samples; s++)
        cr_assert_float_eq((double)output[s], (double)expected[s], 1e-6, "%s, sample %zu", what, s);
}

Test(lowpass, describes_itself)
{
    cr_expect_eq(host.module->kind, OSSICLE_KIND_EFFECT);
    cr_assert_eq(host.module->parameter_count, 1);
    const ossicle_parameter *const parameter = &host.module->parameters[0];
    cr_expect_str_eq(parameter->id, "cutoff");
    cr_expect_str_eq(parameter->unit, "Hz");
    cr_expect_eq(parameter->scale, OSSICLE_SCALE_LOGARITHMIC);
    cr_expect_eq(parameter->minimum, 10);
    cr_expect_eq(parameter->maximum, 20000);
    cr_expect_eq(parameter->default_value, 1000);
}

Test(lowpass, matches_the_reference_at_every_rate_and_cutoff)
{
    static const double rates[] = {8000, 44100, 192000, 768000};
    static const double cutoffs[] = {10, 440, 1000, 20000};
    for (size_t r = 0; r < 4; r++) {
        for (size_t i = 0; i < 4; i++) {
            activate(rates[r], 1, cutoffs[i]);
            module_host_process(&host, input, output, FRAMES, 441, NULL, 0);
            double memory = 0;
            filter(&memory, cutoffs[i], rates[r], input, expected, FRAMES);
            expect_close(FRAMES, "one channel");
        }
    }
}

Test(lowpass, keeps_channels_apart)
{
    static const uint32_t channel_counts[] = {2, 8, 64};
    for (size_t i = 0; i < sizeof channel_counts / sizeof *channel_counts; i++) {
        activate(RATE, channel_counts[i], 1000);
        module_host_process(&host, input, output, FRAMES, 64, NULL, 0);
        for (size_t c = 0; c < channel_counts[i]; c++) {
            double memory = 0;
            filter(&memory, 1000, RATE, input + c * FRAMES, expected + c * FRAMES, FRAMES);
        }
        expect_close((size_t)channel_counts[i] * FRAMES, "several channels");
    }
}

Test(lowpass, has_half_the_power_at_the_cutoff)
{
    activate(768000, 1, 1000);
    double power = 0;
    for (uint32_t block = 0; block < 12; block++) { /* 64 whole periods */
        for (uint32_t f = 0; f < FRAMES; f++)
            input[f] = (float)sin(2 * acos(-1) * 1000 / 768000 * (block * FRAMES + f));
        module_host_process(&host, input, output, FRAMES, 512, NULL, 0);
        for (uint32_t f = 0; f < FRAMES && block >= 6; f++)
            power += (double)output[f] * (double)output[f] / (6 * FRAMES);
    }
    cr_expect_float_eq(power, 0.25, 0.002); /* of a full sine's 0.5 */
}

Test(lowpass, takes_a_new_cutoff_at_the_frame_of_the_event)
{
    activate(RATE, 1, 1000);
    const ossicle_event events[] = {module_host_event(0, 300), module_host_event(777, 5000)};
    module_host_process(&host, input, output, FRAMES, 512, events, 2);
    double memory = 0;
    filter(&memory, 300, RATE, input, expected, 777);
    filter(&memory, 5000, RATE, input + 777, expected + 777, FRAMES - 777);
    expect_close(FRAMES, "with events");
}

static void process_with_events(float *result, uint32_t block_frames, bool in_place)
{
    const ossicle_event events[] = {module_host_event(63, 20000), module_host_event(64, 10),
                                    module_host_event(64, 700), module_host_event(4095, 50)};
    host.in_place = in_place;
    activate(RATE, 2, 1000);
    module_host_process(&host, input, result, FRAMES, block_frames, events, 4);
}

Test(lowpass, is_the_same_for_every_block_size_and_in_place)
{
    static const uint32_t sizes[] = {1, 15, 64, 441, 512};
    process_with_events(expected, FRAMES, false);
    for (size_t i = 0; i < 2 * sizeof sizes / sizeof *sizes; i++) {
        process_with_events(output, sizes[i / 2], i % 2 == 0);
        cr_expect_arr_eq(output, expected, sizeof *output * 2 * FRAMES, "%u", sizes[i / 2]);
    }
}

static void expect_fresh(void)
{
    module_host_process(&host, input, output, FRAMES, 512, NULL, 0);
    cr_expect_arr_eq(output, expected, sizeof *output * 2 * FRAMES);
}

Test(lowpass, forgets_on_reset_and_on_activation)
{
    activate(RATE, 2, 1000);
    module_host_process(&host, input, expected, FRAMES, 512, NULL, 0);
    host.module->reset(host.instance);
    expect_fresh();
    activate(RATE, 2, 1000);
    expect_fresh();
}

Test(lowpass, fades_to_silence_without_denormal_numbers)
{
    activate(RATE, 1, 1000);
    for (size_t f = 1; f < FRAMES; f++)
        input[f] = 0;
    input[0] = 1;
    module_host_process(&host, input, output, FRAMES, FRAMES, NULL, 0);
    for (size_t f = 0; f < FRAMES; f++)
        cr_assert(output[f] == 0 || isnormal(output[f]), "sample %zu is %g", f, (double)output[f]);
    cr_expect_gt(output[100], 0);
    cr_expect_eq(output[FRAMES - 1], 0);
}

Test(lowpass, says_how_long_it_goes_on)
{
    activate(RATE, 1, 10);
    const uint32_t tail = host.module->tail_frames(host.instance);
    cr_expect_float_eq((double)tail, RATE * 13.8155 / (2 * acos(-1) * 10), 1);
}
