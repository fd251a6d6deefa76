/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/words.h"
#include "tool/control_protocol.h"
#include "tool/word_item.h"
#include "tool/word_made.h"

#include "driver/custom_properties.h"

#include <string.h>

#define DEVICE(selector, type)  .class_id = kAudioDeviceClassID, selector, HAL_VALUE_##type
#define PLUG_IN(selector, type) .class_id = kAudioPlugInClassID, selector, HAL_VALUE_##type
#define BOX(selector, type)     .class_id = kAudioBoxClassID, selector, HAL_VALUE_##type
#define LEVEL(control, kind)                                                                       \
    .class_id = kAudio##control##ControlClassID, kAudioLevelControlProperty##kind##Value,          \
    HAL_VALUE_FLOAT32, .is_settable = true
#define FLAG(control)                                                                              \
    .class_id = kAudio##control##ControlClassID, kAudioBooleanControlPropertyValue,                \
    HAL_VALUE_BOOLEAN, .is_settable = true
#define CHOICE(control)                                                                            \
    .class_id = kAudio##control##ControlClassID, kAudioSelectorControlPropertyCurrentItem,         \
    HAL_VALUE_UINT32_ARRAY, .is_settable = true, .get = word_item_get, .set = word_item_set

const Word words[] = {
    {"name", "What people see of the device. Its UID stays.",
     DEVICE(kAudioObjectPropertyName, STRING), .is_settable = true, .is_listed = true},
    {"uid", "What programs know the device by.", DEVICE(kAudioDevicePropertyDeviceUID, STRING),
     .is_listed = true},
    {"id", "The number of its object.", .is_listed = true, .get = word_made_id},
    {"direction", "input, output or both.", .is_listed = true, .get = word_made_direction},
    {"channels", "How many it has for each direction.", .is_listed = true,
     .get = word_made_channels},
    {"rate", "Its sample rate in Hz.", DEVICE(kAudioDevicePropertyNominalSampleRate, FLOAT64),
     .is_settable = true, .is_listed = true, .set = word_made_set_rate},
    {"formats", "The sample formats that it offers.", .is_listed = true, .get = word_made_formats},
    {"running", "Whether anyone uses it now.", DEVICE(kAudioDevicePropertyDeviceIsRunning, BOOLEAN),
     .is_listed = true},
    {"clients", "Who uses it: process id, bundle id, whether it runs.", .is_listed = true,
     .get = word_made_clients},
    {"latency", "How many frames later sound is heard, for each direction.", .is_listed = true,
     .get = word_made_latency},
    {"chain", "The modules that the sound goes through, as for render --chain.",
     DEVICE(kOssicleDevicePropertyChain, STRING), .is_settable = true, .is_listed = true},
    {"mode", "Where the chain runs: worker, inline or isolated.",
     DEVICE(kOssicleDevicePropertyChainMode, STRING), .is_settable = true},
    {"parameters",
     "Those of the chain's modules. One of them is MODULE.PARAMETER, where MODULE is the id of a "
     "module or its place in the chain: org.ossicle.gain.gain, or 0.gain.",
     DEVICE(kOssicleDevicePropertyParameters, PROPERTY_LIST)},
    {"applications",
     "Chains for single applications: a JSON array of objects with bundleID and "
     "chain.",
     DEVICE(kOssicleDevicePropertyApplications, PROPERTY_LIST), .is_settable = true},
    {"volume", "From 0 to 1.", LEVEL(Volume, Scalar)},
    {"volume-db", "The same in decibels.", LEVEL(Volume, Decibel)},
    {"lfe-volume", "That of the channel for low frequencies, from 0 to 1.",
     LEVEL(LFEVolume, Scalar)},
    {"mute", "on or off.", FLAG(Mute)},
    {"lfe-mute", "on or off.", FLAG(LFEMute)},
    {"solo", "on or off.", FLAG(Solo)},
    {"phase-invert", "on or off.", FLAG(PhaseInvert)},
    {"phantom-power", "on or off.", FLAG(PhantomPower)},
    {"jack", "Whether something is plugged in.", FLAG(Jack)},
    {"clip-light", "Whether a sample was too loud; off puts it out.", FLAG(ClipLight)},
    {"talkback", "on or off.", FLAG(Talkback)},
    {"listenback", "on or off.", FLAG(Listenback)},
    {"pan", "From 0, left, to 1, right.", .class_id = kAudioStereoPanControlClassID,
     kAudioStereoPanControlPropertyValue, HAL_VALUE_FLOAT32, .is_settable = true},
    {"data-source", "One of its items, by name.", CHOICE(DataSource)},
    {"data-destination", "One of its items, by name.", CHOICE(DataDestination)},
    {"clock-source", "One of its items, by name.", CHOICE(ClockSource)},
    {"line-level", "One of its items, by name.", CHOICE(LineLevel)},
    {"high-pass", "One of its items, by name.", CHOICE(HighPassFilter)},
    {"clock-rate",
     "How fast the device runs against its rate: 0.99 to 1.01. Can be set if clock-source is "
     "Adjustable.",
     DEVICE(kOssicleDevicePropertyClockRate, PROPERTY_LIST), .is_settable = true},
    {"meters", "Peak and RMS of each channel, where 1 is full scale.",
     DEVICE(kOssicleDevicePropertyMeters, PROPERTY_LIST)},
    {"times",
     "How much of its own duration each block took: average, what 99.9 % of the blocks took at "
     "most, and the maximum, for the chain and each module.",
     DEVICE(kOssicleDevicePropertyTimes, PROPERTY_LIST)},
    {"why", "What went wrong in the last minutes, the likely cause first.",
     DEVICE(kOssicleDevicePropertyDiagnosis, PROPERTY_LIST)},
    {"counters", "What happened to its sound since it was made.", .get = word_made_counters},
    {"errors", "The last errors of the driver and of the device, newest last.",
     .class_id = kAudioPlugInClassID, .get = word_made_errors},
    {"modules", "The modules that can be used now.",
     PLUG_IN(kOssiclePlugInPropertyModules, PROPERTY_LIST)},
    {"refusals", "The module files that can't be used now, and why.",
     PLUG_IN(kOssiclePlugInPropertyRefusals, PROPERTY_LIST)},
    {CONTROL_WORD_QUARANTINE,
     "Modules that ended the process or died too often: chains are made without them. ossicle "
     "modules --release lets one in again.",
     PLUG_IN(kOssiclePlugInPropertyQuarantine, PROPERTY_LIST)},
    {"trace", "Whether the driver logs each call: text, json or off.",
     PLUG_IN(kOssiclePlugInPropertyTrace, STRING), .is_settable = true},
    {"box", "on or off: off takes all devices away, on brings them back.",
     BOX(kAudioBoxPropertyAcquired, BOOLEAN), .is_settable = true},
    {"box-name", "What people see of the box that all devices are in.",
     BOX(kAudioObjectPropertyName, STRING), .is_settable = true},
    {CONTROL_WORD_CONFIGURATION, "All devices, whichever one is asked: a JSON object.",
     PLUG_IN(kOssiclePlugInPropertyConfiguration, PROPERTY_LIST), .is_settable = true},
};
const size_t word_count = sizeof words / sizeof *words;

const Word *word_find(const char *name)
{
    for (size_t i = 0; i < word_count; i++) {
        if (strcmp(words[i].name, name) == 0)
            return &words[i];
    }
    return NULL;
}

const char *word_help_at(size_t index, const char **text)
{
    if (index >= word_count)
        return NULL;
    *text = words[index].help;
    return words[index].name;
}

const char *word_settable_help_at(size_t index, const char **text)
{
    for (size_t i = 0; i < word_count; i++) {
        if (words[i].is_settable && index-- == 0)
            return word_help_at(i, text);
    }
    return NULL;
}
