/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file word_target.h
 * Which property of which object a word means. [control] */

#ifndef OSSICLE_TOOL_WORD_TARGET_H
#define OSSICLE_TOOL_WORD_TARGET_H

#include "tool/words.h"

typedef struct WordTarget {
    AudioObjectID object;
    AudioObjectPropertyAddress address;
    HalValueType type;
    const char *name; /**< the word */
} WordTarget;

/** Find what a row of the table means here; false if the device has no such thing. */
bool word_target_find(const WordPlace *place, const Word *word, WordTarget *target);

/** Find a property of the device, else of the plug-in, else of the box, by its four characters (in
 * quotes or not) or by Apple's name; the driver's own ones by their four characters. Without a
 * scope in `place`, in the global one, the output's or the input's. False if none has it, or if its
 * type isn't known. */
bool word_target_find_property(const WordPlace *place, const char *name, WordTarget *target);

/** The value; NULL if it can't be read. */
json_t *word_target_get(const WordPlace *place, const WordTarget *target);

/** Set it, and wait until a configuration change that this asks for is done. */
Status word_target_set(const WordPlace *place, const WordTarget *target, json_t *value,
                       Error *error);

#endif
