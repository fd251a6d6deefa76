/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/control_kinds.h"

#include <stddef.h>

static const ControlItem data_sources[] = {
    {DATA_SOURCE_LOOPBACK, kAudioStreamTerminalTypeLine, "Loopback"},
    {DATA_SOURCE_SILENCE, kAudioStreamTerminalTypeUnknown, "Silence"},
};

static const ControlItem data_destinations[] = {
    {DATA_DESTINATION_RECORDERS, kAudioStreamTerminalTypeLine, "Recorders"},
    {DATA_DESTINATION_NOWHERE, kAudioStreamTerminalTypeUnknown, "Nowhere"},
};

static const ControlItem clock_sources[] = {
    {CLOCK_SOURCE_FIXED, kAudioClockSourceItemKindInternal, "Fixed"},
    {CLOCK_SOURCE_ADJUSTABLE, kAudioClockSourceItemKindInternal, "Adjustable"},
};

static const ControlItem line_levels[] = {
    {LINE_LEVEL_PROFESSIONAL, 0, "Professional (+4 dBu)"},
    {LINE_LEVEL_CONSUMER, 0, "Consumer (-10 dBV)"},
};

static const ControlItem high_passes[] = {
    {0, 0, "Off"}, {40, 0, "40 Hz"}, {80, 0, "80 Hz"}, {160, 0, "160 Hz"}};

enum { EVERYWHERE_ON_SIDES = CONTROL_PLACE_MAIN | CONTROL_PLACE_CHANNELS };

#define LEVEL   .type = CONTROL_TYPE_LEVEL
#define BOOLEAN .type = CONTROL_TYPE_BOOLEAN
#define SELECTOR(list)                                                                             \
    .type = CONTROL_TYPE_SELECTOR, .items = (list), .item_count = sizeof(list) / sizeof *(list)

const ControlKind control_kinds[CONTROL_KIND_COUNT] = {
    [CONTROL_VOLUME] = {"volume", LEVEL, .places = EVERYWHERE_ON_SIDES},
    [CONTROL_LFE_VOLUME] = {"lfe-volume", LEVEL, .places = CONTROL_PLACE_MAIN},
    [CONTROL_MUTE] = {"mute", BOOLEAN, .places = EVERYWHERE_ON_SIDES},
    [CONTROL_LFE_MUTE] = {"lfe-mute", BOOLEAN, .places = CONTROL_PLACE_MAIN},
    [CONTROL_SOLO] = {"solo", BOOLEAN, .places = CONTROL_PLACE_CHANNELS},
    [CONTROL_JACK] = {"jack", BOOLEAN, .places = EVERYWHERE_ON_SIDES, .initial = true},
    [CONTROL_PHANTOM_POWER] = {"phantom-power", BOOLEAN,
                               .places = CONTROL_PLACE_INPUT_MAIN | CONTROL_PLACE_INPUT_CHANNELS},
    [CONTROL_PHASE_INVERT] = {"phase-invert", BOOLEAN, .places = EVERYWHERE_ON_SIDES},
    [CONTROL_CLIP_LIGHT] = {"clip-light", BOOLEAN, .places = EVERYWHERE_ON_SIDES,
                            .is_momentary = true},
    [CONTROL_TALKBACK] = {"talkback", BOOLEAN, .places = EVERYWHERE_ON_SIDES, .is_momentary = true},
    [CONTROL_LISTENBACK] = {"listenback", BOOLEAN, .places = EVERYWHERE_ON_SIDES,
                            .is_momentary = true},
    [CONTROL_DATA_SOURCE] = {"data-source", SELECTOR(data_sources),
                             .places = CONTROL_PLACE_INPUT_MAIN, .initial = DATA_SOURCE_LOOPBACK},
    [CONTROL_DATA_DESTINATION] = {"data-destination", SELECTOR(data_destinations),
                                  .places = CONTROL_PLACE_OUTPUT_MAIN,
                                  .initial = DATA_DESTINATION_RECORDERS},
    [CONTROL_CLOCK_SOURCE] = {"clock-source", SELECTOR(clock_sources),
                              .places = CONTROL_PLACE_GLOBAL, .initial = CLOCK_SOURCE_FIXED},
    [CONTROL_LINE_LEVEL] = {"line-level", SELECTOR(line_levels), .places = EVERYWHERE_ON_SIDES,
                            .initial = LINE_LEVEL_PROFESSIONAL},
    [CONTROL_HIGH_PASS] = {"high-pass", SELECTOR(high_passes), .places = CONTROL_PLACE_INPUT_MAIN},
    [CONTROL_CLOCK_RATE] = {"clock-rate", .type = CONTROL_TYPE_SLIDER,
                            .places = CONTROL_PLACE_GLOBAL, .initial = CLOCK_RATE_NOMINAL,
                            .minimum = CLOCK_RATE_MINIMUM, .maximum = CLOCK_RATE_MAXIMUM},
    [CONTROL_PAN] = {"pan", .type = CONTROL_TYPE_PAN, .places = CONTROL_PLACE_MAIN},
};

const ControlItem *control_kind_item(const ControlKind *kind, UInt32 id)
{
    for (UInt32 i = 0; i < kind->item_count; i++) {
        if (kind->items[i].id == id)
            return &kind->items[i];
    }
    return NULL;
}
