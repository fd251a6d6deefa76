/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file words.h
 * What can be read and set of a device, each by one word: the table that `get`, `set` and
 * `devices`, their help texts and the control socket share. [control] */

#ifndef OSSICLE_TOOL_WORDS_H
#define OSSICLE_TOOL_WORDS_H

#include "base/status.h"
#include "hal/hal.h"
#include "trace/selector_names.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/** What the words are asked of. */
typedef struct WordPlace {
    Hal *hal;
    AudioObjectID device; /**< kAudioObjectUnknown: there is none */
    /** For what a device has several of: kAudioObjectPropertyScopeGlobal for the output's, or else
     * the input's; and the channel, 0 for what all have in common. @{ */
    AudioObjectPropertyScope scope;
    UInt32 channel; /**< @} */
} WordPlace;

typedef struct Word Word;
struct Word {
    const char *name;
    const char *help;
    /** Whose property it is: that of the device, of the plug-in, of the box, or of the device's
     * control of this class; 0 for what `get` puts together of a device. */
    AudioClassID class_id;
    AudioObjectPropertySelector selector;
    HalValueType type;
    bool is_settable; /**< by Ossicle's own devices, at least */
    bool is_listed;   /**< by `devices` too */
    /** The value, NULL if there is none; NULL for that of the property as it is. */
    json_t *(*get)(const WordPlace *place, const Word *word);
    /** NULL for a property that is set as it is. */
    Status (*set)(const WordPlace *place, const Word *word, json_t *value, Error *error);
};

extern const Word words[];
extern const size_t word_count;

/** A row by its name, or NULL. */
const Word *word_find(const char *name);

/** Name and help text of the row at `index`, for the help of commands; NULL past the end. */
const char *word_help_at(size_t index, const char **text);
const char *word_settable_help_at(size_t index, const char **text);

/** The values of all words that the device has, or only of the listed ones: an object. */
json_t *words_get_all(const WordPlace *place, bool only_listed);

/** The value for a word of the table; for MODULE.PARAMETER, a parameter of the chain; or for any
 * property of the device, of the plug-in or of the box, by its four characters or Apple's name.
 * NULL with the reason. */
json_t *words_get(const WordPlace *place, const char *name, Error *error);

/** Set the same. `value` is of the word's type, or a string that says one. The error is the
 * driver's own line if it gives one. */
Status words_set(const WordPlace *place, const char *name, json_t *value, Error *error);

#endif
