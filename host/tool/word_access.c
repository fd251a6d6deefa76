/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Reading and setting what the table of words says: words_* of words.h. */

#include "tool/word_parameter.h"
#include "tool/word_target.h"
#include "tool/words.h"

static bool needs_device(const Word *word)
{
    return word->class_id != kAudioPlugInClassID && word->class_id != kAudioBoxClassID;
}

static json_t *get(const WordPlace *place, const Word *word)
{
    WordTarget target;
    if (place->device == kAudioObjectUnknown && needs_device(word))
        return NULL;
    if (word->get)
        return word->get(place, word);
    return word_target_find(place, word, &target) ? word_target_get(place, &target) : NULL;
}

json_t *words_get_all(const WordPlace *place, bool only_listed)
{
    json_t *const values = json_object();
    for (size_t i = 0; i < word_count; i++) {
        json_t *const value = words[i].is_listed || !only_listed ? get(place, &words[i]) : NULL;
        if (value)
            (void)json_object_set_new(values, words[i].name, value);
    }
    return values;
}

static bool is_of_control(const Word *word)
{
    return word->class_id && word->class_id != kAudioDeviceClassID && needs_device(word);
}

static Status no_device(Error *error)
{
    return error_set(error, STATUS_NOT_FOUND, "the driver has no device that is the default");
}

/* Nothing of that name here: why. */
static Status has_none(const WordPlace *place, const Word *word, Error *error)
{
    const char *where = "";
    if (place->device == kAudioObjectUnknown && needs_device(word))
        return no_device(error);
    if (is_of_control(word) && place->channel)
        where = " for that channel";
    else if (is_of_control(word) && place->scope != kAudioObjectPropertyScopeGlobal)
        where = " for that direction";
    else if (is_of_control(word))
        where = ", or only for single channels (see --channel)";
    return error_set(error, STATUS_NOT_FOUND, "%s: the %s has none%s", word->name,
                     needs_device(word) ? "device" : "driver", where);
}

static json_t *get_parameter(const WordPlace *place, const char *name, Error *error)
{
    json_t *const modules = word_parameter_modules(place);
    size_t index = 0;
    json_t *const parameter = word_parameter_find(modules, name, &index, error);
    json_incref(parameter);
    json_decref(modules);
    return parameter;
}

json_t *words_get(const WordPlace *place, const char *name, Error *error)
{
    const Word *const word = word_find(name);
    WordTarget target;
    json_t *value = NULL;
    if (word) {
        value = get(place, word);
        if (!value)
            (void)has_none(place, word, error);
    } else if (word_target_find_property(place, name, &target)) {
        value = word_target_get(place, &target);
        if (!value)
            (void)error_set(error, STATUS_FAILED, "%s: it can't be read", name);
    } else if (place->device == kAudioObjectUnknown) {
        (void)no_device(error);
    } else {
        value = get_parameter(place, name, error);
    }
    return value;
}

Status words_set(const WordPlace *place, const char *name, json_t *value, Error *error)
{
    const Word *const word = word_find(name);
    WordTarget target;
    if (word && !word->is_settable)
        return error_set(error, STATUS_NOT_PERMITTED, "%s: it can only be read", name);
    if (word && place->device == kAudioObjectUnknown && needs_device(word))
        return no_device(error);
    if (word && word->set)
        return word->set(place, word, value, error);
    if (word && !word_target_find(place, word, &target))
        return has_none(place, word, error);
    if (word || word_target_find_property(place, name, &target))
        return word_target_set(place, &target, value, error);
    if (place->device == kAudioObjectUnknown)
        return no_device(error);
    return word_parameter_set(place, name, value, error);
}
