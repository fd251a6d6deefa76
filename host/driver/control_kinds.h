/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file control_kinds.h
 * Every kind of control that a device can have: one row says what it is called, where it may stand,
 * what values it takes. What each does to the samples stands in control_gain.h, its class and
 * properties in control_properties.c. Constant data. [any] */

#ifndef OSSICLE_DRIVER_CONTROL_KINDS_H
#define OSSICLE_DRIVER_CONTROL_KINDS_H

#include <CoreAudio/AudioServerPlugIn.h>
#include <stdbool.h>

/** Indices of control_kinds. Nothing is stored by them. */
enum {
    CONTROL_VOLUME,
    CONTROL_LFE_VOLUME,
    CONTROL_MUTE,
    CONTROL_LFE_MUTE,
    CONTROL_SOLO,
    CONTROL_JACK,
    CONTROL_PHANTOM_POWER,
    CONTROL_PHASE_INVERT,
    CONTROL_CLIP_LIGHT,
    CONTROL_TALKBACK,
    CONTROL_LISTENBACK,
    CONTROL_DATA_SOURCE,
    CONTROL_DATA_DESTINATION,
    CONTROL_CLOCK_SOURCE,
    CONTROL_LINE_LEVEL,
    CONTROL_HIGH_PASS,
    CONTROL_CLOCK_RATE,
    CONTROL_PAN,
    CONTROL_KIND_COUNT,
};

/** A kind's bit in the masks of a DeviceConfiguration. */
#define CONTROL_BIT(index) (UINT64_C(1) << (index))

/** What values a control takes; Apple has a base class for each. */
typedef enum ControlType {
    CONTROL_TYPE_LEVEL,    /**< scalar and decibels, along the device's volume curve */
    CONTROL_TYPE_BOOLEAN,  /**< on or off */
    CONTROL_TYPE_SELECTOR, /**< one of a list of items */
    CONTROL_TYPE_SLIDER,   /**< a whole number in a range */
    CONTROL_TYPE_PAN,      /**< 0 left, 0.5 centre, 1 right, between two channels */
} ControlType;

/** Where a control may stand. Combined with `|`. Main of a side is its element 0. */
enum {
    CONTROL_PLACE_GLOBAL = 1u << 0, /**< DeviceConfiguration.controls */
    CONTROL_PLACE_INPUT_MAIN = 1u << 1,
    CONTROL_PLACE_INPUT_CHANNELS = 1u << 2,
    CONTROL_PLACE_OUTPUT_MAIN = 1u << 3,
    CONTROL_PLACE_OUTPUT_CHANNELS = 1u << 4,
    CONTROL_PLACE_MAIN = CONTROL_PLACE_INPUT_MAIN | CONTROL_PLACE_OUTPUT_MAIN,
    CONTROL_PLACE_CHANNELS = CONTROL_PLACE_INPUT_CHANNELS | CONTROL_PLACE_OUTPUT_CHANNELS,
};

/** What a selector can be set to. */
typedef struct ControlItem {
    UInt32 id;
    UInt32 kind; /**< as kAudioSelectorControlPropertyItemKind gives it; 0: of no special kind */
    const char *name;
} ControlItem;

/** IDs of items. Those of CONTROL_HIGH_PASS are frequencies in hertz, 0 for none. */
enum {
    DATA_SOURCE_LOOPBACK = 'loop', /**< what was played */
    DATA_SOURCE_SILENCE = 'slnc',
    DATA_DESTINATION_RECORDERS = 'recd', /**< whoever records from the device */
    DATA_DESTINATION_NOWHERE = 'nowh',
    CLOCK_SOURCE_FIXED = 'fixd',      /**< the host's clock as it is */
    CLOCK_SOURCE_ADJUSTABLE = 'adjs', /**< the host's clock times CONTROL_CLOCK_RATE */
    LINE_LEVEL_PROFESSIONAL = 'prof', /**< +4 dBu: samples as they are */
    LINE_LEVEL_CONSUMER = 'cons',     /**< -10 dBV */
};

/** What CONTROL_CLOCK_RATE counts: millionths of the nominal rate. */
enum {
    CLOCK_RATE_MINIMUM = 990000,
    CLOCK_RATE_NOMINAL = 1000000,
    CLOCK_RATE_MAXIMUM = 1010000,
};

typedef struct ControlKind {
    const char *name; /**< in configurations, and in the keys of what is stored */
    ControlType type;
    UInt32 places;     /**< CONTROL_PLACE_* */
    bool is_momentary; /**< not stored: it begins as `initial` again */
    UInt32
        initial; /**< of booleans, selectors, sliders. Levels begin at 0 dB, pans in the centre */
    UInt32 minimum;           /**< of a slider @{ */
    UInt32 maximum;           /**< @} */
    const ControlItem *items; /**< of a selector */
    UInt32 item_count;
} ControlKind;

extern const ControlKind control_kinds[CONTROL_KIND_COUNT];

/** The item with this ID; NULL if the kind has none such. */
const ControlItem *control_kind_item(const ControlKind *kind, UInt32 id);

#endif
