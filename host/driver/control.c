/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/control.h"

#include "driver/volume_curve.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static_assert(sizeof(ControlValue) == sizeof(uint64_t), "a value is read and written as one");

ControlValue control_value(const Control *control)
{
    const uint64_t bits = atomic_load(&control->value);
    ControlValue value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

void control_set_value(Control *control, ControlValue value)
{
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    atomic_store(&control->value, bits);
}

/* Where controls can stand on a device: which mask names them, and on which elements. */
typedef struct Place {
    UInt64 mask;
    UInt32 place; /* CONTROL_PLACE_* */
    AudioObjectPropertyScope scope;
    UInt32 first_element;
    UInt32 element_count;
} Place;

enum { PLACE_COUNT = 5 };

/* A side that the device doesn't have has no element. */
static void list_places(const DeviceConfiguration *configuration, Place places[PLACE_COUNT])
{
    static const AudioObjectPropertyScope global = kAudioObjectPropertyScopeGlobal;
    static const AudioObjectPropertyScope input = kAudioObjectPropertyScopeInput;
    static const AudioObjectPropertyScope output = kAudioObjectPropertyScopeOutput;
    const UInt32 channels = configuration->is_clock ? 0 : configuration->channels;
    const bool has_input = channels > 0 && configuration->direction != DIRECTION_OUTPUT;
    const bool has_output = channels > 0 && configuration->direction != DIRECTION_INPUT;
    const UInt32 inputs = has_input ? channels : 0;
    const UInt32 outputs = has_output ? channels : 0;
    const SideConfiguration *in = &configuration->input;
    const SideConfiguration *out = &configuration->output;
    places[0] = (Place){in->controls, CONTROL_PLACE_INPUT_MAIN, input, 0, has_input};
    places[1] = (Place){in->channel_controls, CONTROL_PLACE_INPUT_CHANNELS, input, 1, inputs};
    places[2] = (Place){out->controls, CONTROL_PLACE_OUTPUT_MAIN, output, 0, has_output};
    places[3] = (Place){out->channel_controls, CONTROL_PLACE_OUTPUT_CHANNELS, output, 1, outputs};
    places[4] = (Place){configuration->controls, CONTROL_PLACE_GLOBAL, global, 0, 1};
}

static bool has_kind(const Place *place, UInt32 kind)
{
    return (place->mask & CONTROL_BIT(kind)) && (control_kinds[kind].places & place->place);
}

UInt32 controls_count(const DeviceConfiguration *configuration)
{
    Place places[PLACE_COUNT];
    list_places(configuration, places);
    UInt32 count = 0;
    for (UInt32 p = 0; p < PLACE_COUNT; p++) {
        for (UInt32 kind = 0; kind < CONTROL_KIND_COUNT; kind++)
            count += has_kind(&places[p], kind) ? places[p].element_count : 0;
    }
    return count;
}

ControlValue control_initial_value(const ControlKind *kind,
                                   const DeviceConfiguration *configuration)
{
    ControlValue value = {0};
    if (kind->type == CONTROL_TYPE_LEVEL) {
        const VolumeRange range = volume_range(&configuration->volume);
        value.level.decibels = fminf(fmaxf(0, range.minimum_db), range.maximum_db);
        value.level.scalar =
            volume_scalar_from_decibels(&configuration->volume, value.level.decibels);
    } else if (kind->type == CONTROL_TYPE_PAN) {
        value.pan =
            (Pan){.position = 0.5f, .left = 1, .right = configuration->channels > 1 ? 2 : 1};
    } else {
        value.number = kind->initial;
    }
    return value;
}

/* The controls of one place on one element; returns how many. */
static UInt32 init_element(Control *controls, const Place *place, UInt32 element,
                           const DeviceConfiguration *configuration, struct Device *device)
{
    UInt32 count = 0;
    for (UInt32 kind = 0; kind < CONTROL_KIND_COUNT; kind++) {
        if (!has_kind(place, kind))
            continue;
        Control *control = &controls[count++];
        control->object =
            (Object){.class_info = control_classes[kind], .device = device, .scope = place->scope};
        control->kind = &control_kinds[kind];
        control->element = element;
        control_set_value(control, control_initial_value(control->kind, configuration));
    }
    return count;
}

void controls_init(Control *controls, const DeviceConfiguration *configuration,
                   struct Device *device)
{
    Place places[PLACE_COUNT];
    list_places(configuration, places);
    for (UInt32 p = 0; p < PLACE_COUNT; p++) {
        for (UInt32 e = 0; e < places[p].element_count; e++)
            controls += init_element(controls, &places[p], places[p].first_element + e,
                                     configuration, device);
    }
}

/* `value` as a control of a device with this configuration can have it. */
static bool fit_value(const ControlKind *kind, const DeviceConfiguration *configuration,
                      ControlValue *value)
{
    if (kind->type == CONTROL_TYPE_PAN)
        return value->pan.left <= configuration->channels &&
               value->pan.right <= configuration->channels;
    if (kind->type != CONTROL_TYPE_LEVEL)
        return true;
    const VolumeRange range = volume_range(&configuration->volume);
    const Float32 decibels =
        fminf(fmaxf(value->level.decibels, range.minimum_db), range.maximum_db);
    const Float32 scalar = volume_scalar_from_decibels(&configuration->volume, decibels);
    const Float32 meant = volume_decibels_from_scalar(&configuration->volume, value->level.scalar);
    if (meant != value->level.decibels || decibels != value->level.decibels)
        value->level = (Level){scalar, decibels};
    return true;
}

void controls_carry(Control *controls, UInt32 count, const DeviceConfiguration *configuration,
                    const Control *before, UInt32 before_count)
{
    for (UInt32 i = 0; i < count; i++) {
        for (UInt32 b = 0; b < before_count; b++) {
            if (before[b].kind != controls[i].kind || before[b].element != controls[i].element ||
                before[b].object.scope != controls[i].object.scope)
                continue;
            ControlValue value = control_value(&before[b]);
            if (fit_value(controls[i].kind, configuration, &value))
                control_set_value(&controls[i], value);
            break;
        }
    }
}
