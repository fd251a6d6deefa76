/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What each control does to the sound that goes through a device. */

#include "driver/control_kinds.h"
#include "support/fake_host.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <math.h>
#include <string.h>

enum { CHANNELS = 6, FRAMES = 1024, SAMPLES = FRAMES * CHANNELS, RAMP = 480 }; /* of 48000 Hz */

static DeviceConfiguration device;
static FakeHost *host;
static double now;
static float heard[SAMPLES];

static void begin(bool is_unity)
{
    const UInt64 every_kind = CONTROL_BIT(CONTROL_KIND_COUNT) - 1;
    device = fake_device(CHANNELS);
    device.input.controls = device.input.channel_controls = every_kind;
    device.output.controls = device.output.channel_controls = every_kind;
    device.controls = every_kind;
    device.volume =
        (VolumeConfiguration){.is_unity = is_unity, .minimum_db = -96, .maximum_db = 12};
    const DriverConfiguration configuration = {.devices = &device, .device_count = 1};
    host = fake_host_new_with(&configuration, NULL);
    fake_host_add_client(host, 1);
    fake_host_start(host, 1);
    now = 0;
}

static void tear_down(void)
{
    fake_host_free(host);
}

TestSuite(control_io, .fini = tear_down);

/* Play the next FRAMES frames, channel c at 1 / (c + 1), and hear them. */
static void play(void)
{
    float samples[SAMPLES];
    for (size_t i = 0; i < SAMPLES; i++)
        samples[i] = 1 / (float)(i % CHANNELS + 1);
    memset(heard, 0xff, sizeof heard);
    cr_assert_eq(fake_host_write(host, 1, now, FRAMES, samples), 0);
    cr_assert_eq(fake_host_read(host, 1, now, FRAMES, heard), 0);
    now += FRAMES;
}

static double frame_of(size_t sample)
{
    const size_t frame = sample / CHANNELS;
    return (double)frame;
}

/* How much of a glide is done with this sample, if it began with the block. */
static double part_done(size_t sample)
{
    return fmin(1, (frame_of(sample) + 1) / RAMP);
}

typedef enum Value { FLAG, ITEM, DECIBELS, POSITION } Value;

/* A control that is set, and what becomes of each channel. */
typedef struct Row {
    AudioClassID class_id;
    AudioObjectPropertyScope scope;
    AudioObjectPropertyElement element;
    Value type;
    UInt32 number;
    Float32 real;
    double gains[CHANNELS];
} Row;

static const AudioObjectPropertySelector value_selectors[] = {
    [FLAG] = kAudioBooleanControlPropertyValue,
    [ITEM] = kAudioSelectorControlPropertyCurrentItem,
    [DECIBELS] = kAudioLevelControlPropertyDecibelValue,
    [POSITION] = kAudioStereoPanControlPropertyValue,
};

static void set(const Row *row)
{
    const bool is_real = row->type == DECIBELS || row->type == POSITION;
    const void *value = is_real ? (const void *)&row->real : &row->number;
    const AudioObjectID control = fake_host_control(host, row->class_id, row->scope, row->element);
    cr_assert_eq(fake_set(host, control, value_selectors[row->type], 4, value), 0);
}

#define CONSUMER 0.25758725723965764
#define IN       kAudioObjectPropertyScopeInput
#define OUT      kAudioObjectPropertyScopeOutput

static Row rows[] = {
    {kAudioVolumeControlClassID, IN, 0, DECIBELS, 0, -20, {.1, .1, .1, .1, .1, .1}},
    {kAudioVolumeControlClassID, OUT, 3, DECIBELS, 0, -20, {1, 1, .1, 1, 1, 1}},
    {kAudioVolumeControlClassID, OUT, 0, DECIBELS, 0, -96, {0, 0, 0, 0, 0, 0}},
    {kAudioLFEVolumeControlClassID, OUT, 0, DECIBELS, 0, -40, {1, 1, 1, .01, 1, 1}},
    {kAudioMuteControlClassID, OUT, 0, FLAG, 1, 0, {0, 0, 0, 0, 0, 0}},
    {kAudioMuteControlClassID, IN, 2, FLAG, 1, 0, {1, 0, 1, 1, 1, 1}},
    {kAudioLFEMuteControlClassID, IN, 0, FLAG, 1, 0, {1, 1, 1, 0, 1, 1}},
    {kAudioSoloControlClassID, OUT, 5, FLAG, 1, 0, {0, 0, 0, 0, 1, 0}},
    {kAudioJackControlClassID, IN, 0, FLAG, 0, 0, {0, 0, 0, 0, 0, 0}},
    {kAudioJackControlClassID, OUT, 6, FLAG, 0, 0, {1, 1, 1, 1, 1, 0}},
    {kAudioPhantomPowerControlClassID, IN, 1, FLAG, 1, 0, {1, 1, 1, 1, 1, 1}},
    {kAudioPhaseInvertControlClassID, OUT, 2, FLAG, 1, 0, {1, -1, 1, 1, 1, 1}},
    {kAudioPhaseInvertControlClassID, IN, 0, FLAG, 1, 0, {-1, -1, -1, -1, -1, -1}},
    {kAudioTalkbackControlClassID, OUT, 1, FLAG, 1, 0, {1, .1, .1, .1, .1, .1}},
    {kAudioListenbackControlClassID, IN, 0, FLAG, 1, 0, {.1, .1, .1, .1, .1, .1}},
    {kAudioDataSourceControlClassID, IN, 0, ITEM, DATA_SOURCE_SILENCE, 0, {0, 0, 0, 0, 0, 0}},
    {kAudioDataDestinationControlClassID,
     OUT,
     0,
     ITEM,
     DATA_DESTINATION_NOWHERE,
     0,
     {0, 0, 0, 0, 0, 0}},
    {kAudioLineLevelControlClassID, IN, 4, ITEM, LINE_LEVEL_CONSUMER, 0, {1, 1, 1, CONSUMER, 1, 1}},
    {kAudioStereoPanControlClassID, OUT, 0, POSITION, 0, 0.25f, {1, .5, 1, 1, 1, 1}},
    {kAudioStereoPanControlClassID, IN, 0, POSITION, 0, 1, {0, 1, 1, 1, 1, 1}},
};

ParameterizedTestParameters(control_io, glides_to_what_it_does)
{
    return cr_make_param_array(Row, rows, sizeof rows / sizeof *rows);
}

/* The reference: a straight line of RAMP frames, then the gain itself. */
ParameterizedTest(Row *row, control_io, glides_to_what_it_does)
{
    begin(false);
    play();
    for (size_t i = 0; i < SAMPLES; i++)
        cr_assert_eq(heard[i], 1 / (float)(i % CHANNELS + 1), "at first nothing acts");
    set(row);
    play();
    for (size_t i = 0; i < SAMPLES; i++) {
        const double gain = 1 + (row->gains[i % CHANNELS] - 1) * part_done(i);
        cr_assert_float_eq((double)heard[i], gain / (double)(i % CHANNELS + 1), 1e-6,
                           "class %u, frame %zu, channel %zu: %g, not %g", row->class_id,
                           i / CHANNELS, i % CHANNELS + 1, (double)heard[i],
                           gain / (double)(i % CHANNELS + 1));
    }
    play();
    for (size_t i = 0; i < SAMPLES; i++) {
        const float gain = (float)row->gains[i % CHANNELS];
        cr_assert_float_eq((double)heard[i], (double)gain / (double)(i % CHANNELS + 1), 1e-7);
        if (gain == 0 || gain == 1)
            cr_assert_eq(heard[i], gain / (float)(i % CHANNELS + 1), "to the bit");
    }
}

ParameterizedTestParameters(control_io, does_nothing_to_a_unity_gain_device)
{
    return cr_make_param_array(Row, rows, sizeof rows / sizeof *rows);
}

ParameterizedTest(Row *row, control_io, does_nothing_to_a_unity_gain_device)
{
    begin(true);
    set(row);
    play();
    for (size_t i = 0; i < SAMPLES; i++)
        cr_assert_eq(heard[i], 1 / (float)(i % CHANNELS + 1));
}

Test(control_io, multiplies_what_acts_together)
{
    begin(false);
    set(&(Row){kAudioVolumeControlClassID, IN, 0, DECIBELS, 0, -20, {0}});
    set(&(Row){kAudioVolumeControlClassID, OUT, 2, DECIBELS, 0, -20, {0}});
    set(&(Row){kAudioPhaseInvertControlClassID, OUT, 2, FLAG, 1, 0, {0}});
    set(&(Row){kAudioMuteControlClassID, IN, 3, FLAG, 1, 0, {0}});
    static const double gains[CHANNELS] = {.1, -.01, 0, .1, .1, .1};
    play();
    play();
    for (size_t i = 0; i < SAMPLES; i++)
        cr_assert_float_eq((double)heard[i] * (double)(i % CHANNELS + 1), gains[i % CHANNELS],
                           1e-7);
}

/* The highest that this device can be is 0.1: that is where it begins. */
Test(control_io, begins_with_what_the_controls_are_set_to_at_first)
{
    device = fake_device(CHANNELS);
    device.volume = (VolumeConfiguration){.minimum_db = -60, .maximum_db = -20};
    device.input.controls = 0;
    const DriverConfiguration configuration = {.devices = &device, .device_count = 1};
    host = fake_host_new_with(&configuration, NULL);
    fake_host_add_client(host, 1);
    fake_host_start(host, 1);
    now = 0;
    play();
    for (size_t i = 0; i < SAMPLES; i++)
        cr_assert_float_eq((double)heard[i] * (double)(i % CHANNELS + 1), 0.1, 1e-7);
}

static void choose_high_pass(UInt32 cutoff_hz)
{
    set(&(Row){kAudioHighPassFilterControlClassID, IN, 0, ITEM, cutoff_hz, 0, {0}});
}

/* What is constant doesn't pass; what is written before the change is heard as it was. */
Test(control_io, filters_what_is_low)
{
    begin(false);
    play();
    choose_high_pass(160);
    float before[CHANNELS];
    cr_assert_eq(fake_host_read(host, 1, now - 1, 1, before), 0);
    cr_assert_eq(before[0], 1);
    for (int i = 0; i < 20; i++)
        play();
    for (size_t i = 0; i < SAMPLES; i++)
        cr_assert_float_eq((double)heard[i], 0, 1e-6);
    choose_high_pass(0);
    play();
    float last = 0;
    for (size_t i = 0; i < SAMPLES; i += CHANNELS) {
        cr_assert_float_eq((double)heard[i], part_done(i), 1e-5);
        last = heard[i];
    }
    cr_assert_eq(last, 1);
}

static UInt32 clips(AudioObjectPropertyScope scope, AudioObjectPropertyElement element)
{
    const AudioObjectID light =
        fake_host_control(host, kAudioClipLightControlClassID, scope, element);
    return fake_get_uint32(host, light, kAudioBooleanControlPropertyValue);
}

static void set_clip_light(AudioObjectPropertyScope scope, AudioObjectPropertyElement element,
                           UInt32 value)
{
    set(&(Row){kAudioClipLightControlClassID, scope, element, FLAG, value, 0, {0}});
}

static void set_volume(Float32 decibels)
{
    set(&(Row){kAudioVolumeControlClassID, OUT, 0, DECIBELS, 0, decibels, {0}});
}

/* The first channel is played at full scale: it clips as soon as it is any louder. */
Test(control_io, lights_up_where_it_clips)
{
    begin(false);
    cr_assert_eq(clips(IN, 0), 0);
    play();
    cr_assert_eq(clips(IN, 0), 0, "full scale is not beyond it");
    set_volume(0.1f);
    cr_assert_eq(clips(IN, 0), 1);
    cr_assert_eq(clips(OUT, 0), 1);
    cr_assert_eq(clips(OUT, 1), 1);
    cr_assert_eq(clips(OUT, 2), 0);
    set_volume(0);
    cr_assert_eq(clips(IN, 0), 0);
}

Test(control_io, forgets_what_clipped_before_a_reset)
{
    begin(false);
    set_volume(6);
    play();
    set_clip_light(IN, 0, 0);
    cr_assert_eq(clips(IN, 0), 0);
    cr_assert_eq(clips(IN, 1), 1, "each light is reset alone");
    play();
    cr_assert_eq(clips(IN, 0), 1);
}

Test(control_io, stays_lit_when_it_is_set)
{
    begin(false);
    play();
    set_clip_light(OUT, 3, 1);
    cr_assert_eq(clips(OUT, 3), 1);
    cr_assert_eq(clips(OUT, 2), 0);
    play();
    cr_assert_eq(clips(OUT, 3), 1);
    set_clip_light(OUT, 3, 0);
    cr_assert_eq(clips(OUT, 3), 0);
}

Test(control_io, lights_up_on_a_new_time_line)
{
    begin(false);
    set_volume(6);
    now = 1e6;
    play();
    set_clip_light(IN, 0, 0);
    fake_host_stop(host, 1);
    cr_assert_eq(clips(IN, 0), 0);
    fake_host_start(host, 1);
    now = 0;
    play();
    cr_assert_eq(clips(IN, 0), 1);
}

/* A second-order Butterworth filter at 80 Hz: half the power of 80 Hz is left. */
Test(control_io, filters_at_the_cutoff)
{
    enum { RATE = 48000, BLOCKS = 100 };
    begin(false);
    choose_high_pass(80);
    float peak = 0;
    for (int b = 0; b < BLOCKS; b++) {
        float samples[SAMPLES];
        for (size_t i = 0; i < SAMPLES; i++)
            samples[i] = (float)sin(2 * M_PI * 80 / RATE * (now + frame_of(i)));
        cr_assert_eq(fake_host_write(host, 1, now, FRAMES, samples), 0);
        cr_assert_eq(fake_host_read(host, 1, now, FRAMES, heard), 0);
        now += FRAMES;
        for (size_t i = 5; i < SAMPLES && b >= BLOCKS / 2; i += CHANNELS)
            peak = fmaxf(peak, heard[i]);
    }
    cr_assert_float_eq((double)peak, M_SQRT1_2, 1e-4);
}

Test(control_io, begins_a_new_run_without_what_was_filtered_before)
{
    begin(false);
    choose_high_pass(40);
    play();
    fake_host_stop(host, 1);
    float first[SAMPLES];
    fake_host_start(host, 1);
    now = 0;
    play();
    memcpy(first, heard, sizeof first);
    fake_host_stop(host, 1);
    fake_host_start(host, 1);
    now = 0;
    play();
    cr_assert_arr_eq(heard, first, sizeof first);
    cr_assert_float_eq((double)heard[0], 1, 0.01, "a step passes at first");
}
