/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/configuration_schema.h"

#include "driver/configuration.h"
#include "driver/configuration_check.h"
#include "driver/control_kinds.h"
#include "engine/engine.h"

#define ROW(text, type, member)                                                                    \
    .name = (text), .key = CFSTR(text), .offset = offsetof(type, member),                          \
    .size = sizeof(((type *)0)->member)
#define LIST_ROW(text, type, member)                                                               \
    .name = (text), .key = CFSTR(text), .offset = offsetof(type, member), .size = sizeof(void *)
#define COMPANION(type, member) .companion = offsetof(type, member)
#define SCHEMA(rows_, type)                                                                        \
    .rows = (rows_), .count = sizeof(rows_) / sizeof *(rows_), .size = sizeof(type)
#define TEXT(from, to)      .kind = &value_text, .minimum = (from), .maximum = (to)
#define WORDS(kind_, word_) .kind = &(kind_), .word = (word_)
#define NUMBER(kind_, what_, from, to)                                                             \
    .kind = &(kind_), .what = (what_), .minimum = (from), .maximum = (to)
#define NEEDS(what) .needs = (what)

enum { NAME_BYTES = 255, CHAIN_BYTES = 65535, FRAMES = 1048576, RATES = 64, APPLICATIONS = 64 };

/* Words, in the order of the enumeration or the bits that they stand for. */

#define PICK(words, index) ((index) < sizeof(words) / sizeof *(words) ? (words)[index] : NULL)

static const char *kind_word(UInt32 index)
{
    static const char *const words[] = {"device", "clock"};
    return PICK(words, index);
}

static const char *direction_word(UInt32 index)
{
    static const char *const words[] = {"both", "output", "input"};
    return PICK(words, index);
}

static const char *format_word(UInt32 index)
{
    static const char *const words[] = {"int16", "int24", "int32"};
    return PICK(words, index);
}

static const char *curve_word(UInt32 index)
{
    static const char *const words[] = {"square", "decibel"};
    return PICK(words, index);
}

static const char *mode_word(UInt32 index)
{
    return index < ENGINE_MODE_COUNT ? engine_mode_text((EngineMode)index) : NULL;
}

/* The name of a control that may stand in `place`. */
static const char *control_word(UInt32 index, UInt32 place)
{
    if (index >= CONTROL_KIND_COUNT)
        return NULL;
    return control_kinds[index].places & place ? control_kinds[index].name : "";
}

static const char *global_word(UInt32 index)
{
    return control_word(index, CONTROL_PLACE_GLOBAL);
}

static const char *input_main_word(UInt32 index)
{
    return control_word(index, CONTROL_PLACE_INPUT_MAIN);
}

static const char *input_channel_word(UInt32 index)
{
    return control_word(index, CONTROL_PLACE_INPUT_CHANNELS);
}

static const char *output_main_word(UInt32 index)
{
    return control_word(index, CONTROL_PLACE_OUTPUT_MAIN);
}

static const char *output_channel_word(UInt32 index)
{
    return control_word(index, CONTROL_PLACE_OUTPUT_CHANNELS);
}

/* The two sides differ in which controls may stand there. */
#define CONTROLS(text, type, member, word)                                                         \
    {                                                                                              \
        ROW(text, type, member), WORDS(value_bits, word), .items_max = CONTROL_KIND_COUNT          \
    }
#define SIDE_ROWS(main_word, channel_word)                                                         \
    {ROW("latency", SideConfiguration, latency_frames),                                            \
     NUMBER(value_whole, "a number of frames", 0, FRAMES)},                                        \
        {ROW("safetyOffset", SideConfiguration, safety_offset_frames),                             \
         NUMBER(value_whole, "a number of frames", 0, FRAMES)},                                    \
        {ROW("default", SideConfiguration, can_be_default), .kind = &value_boolean},               \
        {ROW("systemDefault", SideConfiguration, can_be_system_default), .kind = &value_boolean},  \
        CONTROLS("controls", SideConfiguration, controls, main_word),                              \
        CONTROLS("channelControls", SideConfiguration, channel_controls, channel_word)

static const SchemaRow input_rows[] = {SIDE_ROWS(input_main_word, input_channel_word)};
static const SchemaRow output_rows[] = {SIDE_ROWS(output_main_word, output_channel_word)};
static const Schema input_schema = {SCHEMA(input_rows, SideConfiguration)};
static const Schema output_schema = {SCHEMA(output_rows, SideConfiguration)};

static const SchemaRow volume_rows[] = {
    {ROW("curve", VolumeConfiguration, curve), WORDS(value_choice, curve_word)},
    {ROW("minimum", VolumeConfiguration, minimum_db),
     NUMBER(value_real, "a level in decibels", -192, 24)},
    {ROW("maximum", VolumeConfiguration, maximum_db),
     NUMBER(value_real, "a level in decibels", -192, 24)},
};
static const Schema volume_schema = {SCHEMA(volume_rows, VolumeConfiguration),
                                     .finish = check_volume};

static const SchemaRow application_rows[] = {
    {ROW("bundleID", ApplicationConfiguration, bundle_id), TEXT(1, NAME_BYTES),
     .is_required = true},
    {ROW("chain", ApplicationConfiguration, chain), TEXT(0, CHAIN_BYTES), .is_required = true},
};
static const Schema application_schema = {SCHEMA(application_rows, ApplicationConfiguration)};

static const SchemaRow applications_rows[] = {
    {LIST_ROW("applications", ApplicationsConfiguration, items),
     COMPANION(ApplicationsConfiguration, count), .kind = &value_list, .is_required = true,
     .schema = &application_schema, .items_max = APPLICATIONS},
};
const Schema applications_schema = {SCHEMA(applications_rows, ApplicationsConfiguration),
                                    .finish = check_applications};

/* kind and direction stand in front: they decide what else may stand there. */
static const SchemaRow device_rows[] = {
    {ROW("uid", DeviceConfiguration, uid), TEXT(1, NAME_BYTES), .is_required = true},
    {ROW("kind", DeviceConfiguration, is_clock), WORDS(value_choice, kind_word)},
    {ROW("direction", DeviceConfiguration, direction), WORDS(value_choice, direction_word),
     NEEDS(NEEDS_STREAMS)},
    {ROW("name", DeviceConfiguration, name), TEXT(1, NAME_BYTES)},
    {ROW("modelName", DeviceConfiguration, model_name), TEXT(1, NAME_BYTES)},
    {ROW("modelUID", DeviceConfiguration, model_uid), TEXT(1, NAME_BYTES)},
    {ROW("manufacturer", DeviceConfiguration, manufacturer), TEXT(1, NAME_BYTES)},
    {ROW("hidden", DeviceConfiguration, is_hidden), .kind = &value_boolean},
    {ROW("channels", DeviceConfiguration, channels), NEEDS(NEEDS_STREAMS),
     NUMBER(value_whole, "a number of channels", 1, ENGINE_MAX_CHANNELS)},
    {ROW("ringFrames", DeviceConfiguration, ring_frames),
     NUMBER(value_power, "a power of two", 1024, FRAMES)},
    {ROW("rates", DeviceConfiguration, rates), COMPANION(DeviceConfiguration, rate_count),
     NUMBER(value_reals, "a rate", 8000, 768000), .items_min = 1, .items_max = RATES},
    {ROW("rate", DeviceConfiguration, default_rate), NUMBER(value_real, "a rate", 8000, 768000)},
    {ROW("formats", DeviceConfiguration, formats), NEEDS(NEEDS_STREAMS),
     WORDS(value_bits, format_word), .items_max = 3},
    {ROW("input", DeviceConfiguration, input), NEEDS(NEEDS_STREAMS | NEEDS_INPUT),
     .kind = &value_section, .schema = &input_schema},
    {ROW("output", DeviceConfiguration, output), NEEDS(NEEDS_STREAMS | NEEDS_OUTPUT),
     .kind = &value_section, .schema = &output_schema},
    CONTROLS("controls", DeviceConfiguration, controls, global_word),
    {ROW("volume", DeviceConfiguration, volume), NEEDS(NEEDS_STREAMS), .kind = &value_section,
     .schema = &volume_schema, .alternative = CFSTR("unity"),
     COMPANION(DeviceConfiguration, volume.is_unity), .what = "'unity' or a dictionary"},
    {ROW("chain", DeviceConfiguration, chain), NEEDS(NEEDS_STREAMS), TEXT(0, CHAIN_BYTES)},
    {ROW("mode", DeviceConfiguration, chain_mode), NEEDS(NEEDS_STREAMS),
     WORDS(value_word_text, mode_word)},
    {LIST_ROW("applications", DeviceConfiguration, applications), NEEDS(NEEDS_STREAMS),
     COMPANION(DeviceConfiguration, application_count), .kind = &value_list,
     .schema = &application_schema, .items_max = APPLICATIONS},
};

enum { VOLUME_AND_MUTE = CONTROL_BIT(CONTROL_VOLUME) | CONTROL_BIT(CONTROL_MUTE) };
#define SIDE                                                                                       \
    {                                                                                              \
        .can_be_default = true, .can_be_system_default = true, .controls = VOLUME_AND_MUTE         \
    }

static const DeviceConfiguration device_defaults = {
    .channels = 2,
    .ring_frames = 16384,
    .input = SIDE,
    .output = SIDE,
    .volume = {.minimum_db = -96, .maximum_db = 0},
};

const Schema device_schema = {SCHEMA(device_rows, DeviceConfiguration),
                              .defaults = &device_defaults, .bar = bar_device_key,
                              .finish = finish_device};

static const SchemaRow box_rows[] = {
    {ROW("name", Configuration, box_name), TEXT(1, NAME_BYTES)},
};
static const Schema box_schema = {SCHEMA(box_rows, Configuration)};

/* The box has a section to itself, and its members among those of the whole. */
static const SchemaRow rows[] = {
    {.name = "box",
     .key = CFSTR("box"),
     .size = sizeof(Configuration),
     .kind = &value_section,
     .schema = &box_schema},
    {LIST_ROW("devices", Configuration, devices), COMPANION(Configuration, device_count),
     .is_required = true, .kind = &value_list, .schema = &device_schema,
     .items_max = CONFIGURATION_DEVICES_MAX},
};

const Schema configuration_schema = {SCHEMA(rows, Configuration), .finish = check_devices};
