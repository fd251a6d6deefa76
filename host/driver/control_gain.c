/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/control_gain.h"

#include "driver/volume_curve.h"

#include <math.h>

static const float dimmed = 0.1f; /* 20 dB */

/* 0 dBu is the square root of 0.6 volts, 0 dBV one volt: 10 ^ ((-10 - 4) / 20) / sqrt(0.6). */
static const float consumer = 0.25758726f;

typedef struct Gains {
    const DeviceConfiguration *configuration;
    float *channels;
    bool input_has_solo;
    bool output_has_solo;
} Gains;

/* Element 0 is all channels. */
static void multiply(const Gains *gains, AudioObjectPropertyElement element, float factor)
{
    const UInt32 channels = gains->configuration->channels;
    if (element > channels)
        return;
    const UInt32 first = element == kAudioObjectPropertyElementMain ? 0 : element - 1;
    const UInt32 end = element == kAudioObjectPropertyElementMain ? channels : element;
    for (UInt32 c = first; c < end; c++)
        gains->channels[c] *= factor;
}

/* The element of the LFE channel; one that no device has if there is none. */
static AudioObjectPropertyElement lfe_element(const Gains *gains)
{
    const UInt32 channels = gains->configuration->channels;
    return channels == 6 || channels == 8 ? 4 : UINT32_MAX;
}

static float gain_of_level(const Gains *gains, ControlValue value)
{
    return volume_gain_from_decibels(&gains->configuration->volume, value.level.decibels);
}

/* Acts on the channels of the control's side, which has `value`. */
typedef void Effect(const Gains *gains, const Control *control, ControlValue value);

static void apply_volume(const Gains *gains, const Control *control, ControlValue value)
{
    multiply(gains, control->element, gain_of_level(gains, value));
}

static void apply_lfe_volume(const Gains *gains, const Control *control, ControlValue value)
{
    multiply(gains, lfe_element(gains), gain_of_level(gains, value));
}

static void apply_mute(const Gains *gains, const Control *control, ControlValue value)
{
    if (value.number)
        multiply(gains, control->element, 0);
}

static void apply_lfe_mute(const Gains *gains, const Control *control, ControlValue value)
{
    if (value.number)
        multiply(gains, lfe_element(gains), 0);
}

static bool is_input(const Control *control)
{
    return control->object.scope == kAudioObjectPropertyScopeInput;
}

/* Every channel of a side has one, or none has. */
static void apply_solo(const Gains *gains, const Control *control, ControlValue value)
{
    const bool has_solo = is_input(control) ? gains->input_has_solo : gains->output_has_solo;
    if (has_solo && !value.number)
        multiply(gains, control->element, 0);
}

static void apply_jack(const Gains *gains, const Control *control, ControlValue value)
{
    if (!value.number)
        multiply(gains, control->element, 0);
}

static void apply_phase_invert(const Gains *gains, const Control *control, ControlValue value)
{
    if (value.number)
        multiply(gains, control->element, -1);
}

static void apply_dimming(const Gains *gains, const Control *control, ControlValue value)
{
    if (!value.number)
        return;
    for (AudioObjectPropertyElement e = 1; e <= gains->configuration->channels; e++) {
        if (e != control->element)
            multiply(gains, e, dimmed);
    }
}

static void apply_data_source(const Gains *gains, const Control *control, ControlValue value)
{
    if (value.number == DATA_SOURCE_SILENCE)
        multiply(gains, control->element, 0);
}

static void apply_data_destination(const Gains *gains, const Control *control, ControlValue value)
{
    if (value.number == DATA_DESTINATION_NOWHERE)
        multiply(gains, control->element, 0);
}

static void apply_line_level(const Gains *gains, const Control *control, ControlValue value)
{
    if (value.number == LINE_LEVEL_CONSUMER)
        multiply(gains, control->element, consumer);
}

static void apply_pan(const Gains *gains, const Control *control, ControlValue value)
{
    if (value.pan.left == value.pan.right)
        return;
    multiply(gains, value.pan.left, fminf(1, 2 * (1 - value.pan.position)));
    multiply(gains, value.pan.right, fminf(1, 2 * value.pan.position));
}

/* NULL: it changes no level. */
static Effect *const effects[CONTROL_KIND_COUNT] = {
    [CONTROL_VOLUME] = apply_volume,
    [CONTROL_LFE_VOLUME] = apply_lfe_volume,
    [CONTROL_MUTE] = apply_mute,
    [CONTROL_LFE_MUTE] = apply_lfe_mute,
    [CONTROL_SOLO] = apply_solo,
    [CONTROL_JACK] = apply_jack,
    [CONTROL_PHASE_INVERT] = apply_phase_invert,
    [CONTROL_TALKBACK] = apply_dimming,
    [CONTROL_LISTENBACK] = apply_dimming,
    [CONTROL_DATA_SOURCE] = apply_data_source,
    [CONTROL_DATA_DESTINATION] = apply_data_destination,
    [CONTROL_LINE_LEVEL] = apply_line_level,
    [CONTROL_PAN] = apply_pan,
};

static void note_solo(Gains *gains, const Control *control)
{
    if (control->kind != &control_kinds[CONTROL_SOLO] || !control_value(control).number)
        return;
    if (is_input(control))
        gains->input_has_solo = true;
    else
        gains->output_has_solo = true;
}

void control_gains(const Control *controls, UInt32 count, const DeviceConfiguration *configuration,
                   float *gains)
{
    Gains all = {.configuration = configuration, .channels = gains};
    for (UInt32 c = 0; c < configuration->channels; c++)
        gains[c] = 1;
    if (configuration->volume.is_unity)
        return;
    for (UInt32 i = 0; i < count; i++)
        note_solo(&all, &controls[i]);
    for (UInt32 i = 0; i < count; i++) {
        Effect *effect = effects[controls[i].kind - control_kinds];
        if (effect)
            effect(&all, &controls[i], control_value(&controls[i]));
    }
}
