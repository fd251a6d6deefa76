/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "support/module_host.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { RATE = 48000, GLIDE = RATE / 100, FRAMES = 4096, MOST_CHANNELS = 64 };

static ModuleHost host;
static float input[MOST_CHANNELS * FRAMES];
static float output[MOST_CHANNELS * FRAMES];
static float expected[MOST_CHANNELS * FRAMES];

static void setup(void)
{
    module_host_open(&host, GAIN_FILE, "org.ossicle.gain");
    module_host_noise(input, sizeof input / sizeof *input, 1);
}

static void teardown(void)
{
    module_host_close(&host);
}

TestSuite(gain, .init = setup, .fini = teardown);

static void activate(uint32_t channels, double decibels)
{
    module_host_activate(&host, RATE, channels, &decibels);
}

static double factor(double decibels)
{
    return pow(10, decibels / 20);
}

Test(gain, describes_itself)
{
    cr_expect_eq(host.module->kind, OSSICLE_KIND_EFFECT);
    cr_assert_eq(host.module->parameter_count, 1);
    const ossicle_parameter *const parameter = &host.module->parameters[0];
    cr_expect_str_eq(parameter->id, "gain");
    cr_expect_str_eq(parameter->unit, "dB");
    cr_expect_eq(parameter->scale, OSSICLE_SCALE_DECIBEL);
    cr_expect_eq(parameter->minimum, -96);
    cr_expect_eq(parameter->maximum, 24);
    cr_expect_eq(parameter->default_value, 0);
}

Test(gain, passes_every_bit_by_default)
{
    module_host_activate(&host, RATE, 2, NULL);
    module_host_process(&host, input, output, FRAMES, 512, NULL, 0);
    cr_expect_arr_eq(output, input, sizeof *input * 2 * FRAMES);
}

Test(gain, halves_every_sample_at_minus_6_02_decibels)
{
    static const uint32_t channel_counts[] = {1, 2, 8, 64};
    for (size_t i = 0; i < sizeof channel_counts / sizeof *channel_counts; i++) {
        activate(channel_counts[i], -20 * log10(2));
        module_host_process(&host, input, output, FRAMES, 441, NULL, 0);
        for (size_t s = 0; s < (size_t)channel_counts[i] * FRAMES; s++)
            cr_assert_float_eq((double)output[s], (double)input[s] / 2, 1e-6);
    }
}

Test(gain, holds_the_value_of_activation_from_the_first_frame)
{
    activate(1, 24);
    module_host_process(&host, input, output, 1, 1, NULL, 0);
    cr_expect_float_eq((double)output[0], (double)input[0] * factor(24), 1e-5);
}

Test(gain, glides_to_a_new_value_from_the_frame_of_the_event)
{
    enum { AT = 1000 };
    activate(2, 0);
    const ossicle_event event = module_host_event(AT, -40);
    module_host_process(&host, input, output, FRAMES, 512, &event, 1);
    for (uint32_t f = 0; f < FRAMES; f++) {
        const double done = f < AT ? 0 : f < AT + GLIDE ? (f - AT + 1.0) / GLIDE : 1;
        const double now = 1 + (factor(-40) - 1) * done;
        for (uint32_t c = 0; c < 2; c++)
            cr_assert_float_eq((double)output[c * FRAMES + f], (double)input[c * FRAMES + f] * now,
                               1e-6, "frame %u", f);
    }
}

/* Events at a block's first and last frame, two at one frame, and in the midst of a glide. */
static void process_with_events(float *result, uint32_t block_frames, bool in_place)
{
    const ossicle_event events[] = {
        module_host_event(0, -6),   module_host_event(100, 12), module_host_event(511, -90),
        module_host_event(512, 3),  module_host_event(512, -3), module_host_event(2000, -12),
        module_host_event(4095, 6),
    };
    host.in_place = in_place;
    activate(2, 0);
    module_host_process(&host, input, result, FRAMES, block_frames, events,
                        sizeof events / sizeof *events);
}

Test(gain, is_the_same_for_every_block_size)
{
    static const uint32_t sizes[] = {1, 15, 64, 441, 512};
    process_with_events(expected, FRAMES, false);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        process_with_events(output, sizes[i], false);
        cr_expect_arr_eq(output, expected, sizeof *output * 2 * FRAMES, "%u frames", sizes[i]);
    }
}

Test(gain, is_the_same_in_place)
{
    process_with_events(expected, 512, false);
    process_with_events(output, 512, true);
    cr_expect_arr_eq(output, expected, sizeof *output * 2 * FRAMES);
}

Test(gain, continues_a_glide_from_where_the_last_one_was)
{
    enum { TURN = GLIDE / 2 };
    activate(1, 0);
    for (size_t f = 0; f < FRAMES; f++)
        input[f] = 1;
    const ossicle_event events[] = {module_host_event(0, -96), module_host_event(TURN, 0)};
    module_host_process(&host, input, output, FRAMES, 64, events, 2);
    const double step = (1 - factor(-96)) / GLIDE;
    const double lowest = 1 - step * TURN;
    cr_expect_float_eq((double)output[TURN - 1], lowest, 1e-6);
    cr_expect_float_eq((double)output[TURN], lowest + (1 - lowest) / GLIDE, 1e-6);
    cr_expect_eq(output[TURN + GLIDE - 1], 1);
    cr_expect_eq(output[FRAMES - 1], 1);
}

Test(gain, ends_a_glide_on_reset)
{
    activate(1, 0);
    const ossicle_event event = module_host_event(9, -20);
    module_host_process(&host, input, output, 10, 10, &event, 1);
    host.module->reset(host.instance);
    module_host_process(&host, input, output, 10, 10, NULL, 0);
    for (size_t f = 0; f < 10; f++)
        cr_expect_float_eq((double)output[f], (double)input[f] / 10, 1e-6);
}

Test(gain, forgets_the_old_value_when_activated_again)
{
    activate(1, 24);
    const ossicle_event event = module_host_event(0, -96);
    module_host_process(&host, input, output, 10, 10, &event, 1);
    activate(1, 0);
    module_host_process(&host, input, output, FRAMES, 512, NULL, 0);
    cr_expect_arr_eq(output, input, FRAMES * sizeof *input);
}
