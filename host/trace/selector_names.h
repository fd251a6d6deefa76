/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file selector_names.h
 * What the properties of Apple's interface are called and which type their values have: data by
 * which any driver's properties can be printed. [any] */

#ifndef OSSICLE_TRACE_SELECTOR_NAMES_H
#define OSSICLE_TRACE_SELECTOR_NAMES_H

#include <CoreAudio/AudioServerPlugIn.h>
#include <stdbool.h>
#include <stddef.h>

/** The type of a property's value. Where it says "array", as many as the size holds. */
typedef enum HalValueType {
    HAL_VALUE_BOOLEAN, /**< UInt32, 0 or 1 */
    HAL_VALUE_UINT32,
    HAL_VALUE_UINT32_ARRAY,
    HAL_VALUE_FOUR_CHARS, /**< UInt32: a four-character constant, or a small number */
    HAL_VALUE_FLOAT32,
    HAL_VALUE_FLOAT64,
    HAL_VALUE_OBJECT, /**< AudioObjectID */
    HAL_VALUE_OBJECT_ARRAY,
    HAL_VALUE_STRING,                /**< CFStringRef, for the reader to release */
    HAL_VALUE_URL,                   /**< CFURLRef, for the reader to release */
    HAL_VALUE_PROPERTY_LIST,         /**< CFPropertyListRef, for the reader to release */
    HAL_VALUE_RANGE,                 /**< AudioValueRange */
    HAL_VALUE_RANGE_ARRAY,           /**< AudioValueRange array */
    HAL_VALUE_FORMAT,                /**< AudioStreamBasicDescription */
    HAL_VALUE_RANGED_FORMAT_ARRAY,   /**< AudioStreamRangedDescription array */
    HAL_VALUE_CHANNEL_LAYOUT,        /**< AudioChannelLayout */
    HAL_VALUE_CUSTOM_PROPERTY_ARRAY, /**< AudioServerPlugInCustomPropertyInfo array */
    HAL_VALUE_STRING_FOR_UINT32,     /**< CFStringRef; the qualifier is a UInt32 item */
    HAL_VALUE_FOUR_CHARS_FOR_UINT32, /**< UInt32; the qualifier is a UInt32 item */
    HAL_VALUE_OBJECT_FOR_STRING,     /**< AudioObjectID; the qualifier is a CFStringRef */
    HAL_VALUE_FLOAT32_FOR_FLOAT32,   /**< Float32, converted in place */
    HAL_VALUE_TYPE_COUNT,
} HalValueType;

typedef struct SelectorName {
    AudioClassID class_id; /**< the class that has it; its subclasses have it too */
    AudioObjectPropertySelector selector;
    const char *name; /**< "kAudioDevicePropertyNominalSampleRate" */
    HalValueType type;
} SelectorName;

/** Every property of Apple's interface, grouped by class, from base to subclass. */
extern const SelectorName selector_names[];
extern const size_t selector_name_count;

/** Whether an object of `class_id`, whose base class is `base_class`, has the properties of
 * `ancestor`. The base class counts only for classes that Apple's interface doesn't define. */
bool selector_class_is(AudioClassID class_id, AudioClassID base_class, AudioClassID ancestor);

/** The row for a property of such an object; the most special class wins, since selectors repeat
 * ('ltnc' of devices and of streams). NULL: none that Apple's interface defines. */
const SelectorName *selector_name_find(AudioClassID class_id, AudioClassID base_class,
                                       AudioObjectPropertySelector selector);

/** The short name of a class ("device", "volume control"), or NULL. */
const char *selector_class_name(AudioClassID class_id);

#endif
