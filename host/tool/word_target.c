/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/word_target.h"
#include "tool/property.h"
#include "tool/property_set.h"
#include "tool/property_value.h"
#include "tool/value_parse.h"

#include "hal/discovery.h"
#include "trace/four_chars.h"

#include <stdlib.h>
#include <string.h>

static UInt32 get_uint32(Hal *hal, AudioObjectID object, AudioObjectPropertySelector selector)
{
    const AudioObjectPropertyAddress address = property_address(selector);
    UInt32 value = 0;
    UInt32 size = sizeof value;
    return hal_get(hal, object, &address, 0, NULL, &size, &value) == 0 ? value : 0;
}

/* Whether a control stands where `place` says. */
static bool is_at(const WordPlace *place, AudioObjectID control, AudioObjectPropertyScope scope)
{
    return get_uint32(place->hal, control, kAudioControlPropertyScope) == scope &&
           get_uint32(place->hal, control, kAudioControlPropertyElement) == place->channel;
}

static AudioObjectID find_among(const WordPlace *place, const AudioObjectID *controls, size_t count,
                                AudioClassID class_id, AudioObjectPropertyScope scope)
{
    for (size_t i = 0; i < count; i++) {
        if (get_uint32(place->hal, controls[i], kAudioObjectPropertyClass) == class_id &&
            is_at(place, controls[i], scope))
            return controls[i];
    }
    return kAudioObjectUnknown;
}

static AudioObjectID find_control(const WordPlace *place, AudioClassID class_id)
{
    const AudioObjectPropertyScope scopes[] = {kAudioObjectPropertyScopeOutput,
                                               kAudioObjectPropertyScopeInput,
                                               kAudioObjectPropertyScopeGlobal};
    const AudioObjectPropertyAddress address = property_address(kAudioObjectPropertyControlList);
    UInt32 size = 0;
    AudioObjectID *const controls = hal_copy(place->hal, place->device, &address, &size);
    const size_t count = controls ? size / sizeof *controls : 0;
    AudioObjectID found = kAudioObjectUnknown;
    for (size_t i = 0; !found && i < sizeof scopes / sizeof *scopes; i++) {
        if (place->scope == kAudioObjectPropertyScopeGlobal || place->scope == scopes[i])
            found = find_among(place, controls, count, class_id, scopes[i]);
    }
    free(controls);
    return found;
}

bool word_target_find(const WordPlace *place, const Word *word, WordTarget *target)
{
    *target = (WordTarget){.object = place->device,
                           .address = property_address(word->selector),
                           .type = word->type,
                           .name = word->name};
    if (word->class_id == kAudioPlugInClassID)
        target->object = kAudioObjectPlugInObject;
    else if (word->class_id != kAudioDeviceClassID)
        target->object = find_control(place, word->class_id);
    return target->object != kAudioObjectUnknown &&
           hal_has_property(place->hal, target->object, &target->address);
}

/* The row of a property of such an object, whose selector or Apple's name `name` is. */
static const SelectorName *find_defined(AudioClassID class_id, const char *name)
{
    for (size_t i = selector_name_count; i-- > 0;) {
        const SelectorName *const row = &selector_names[i];
        char code[FOUR_CHARS_TEXT_SIZE];
        (void)four_chars_text(row->selector, code);
        if ((strcmp(row->name, name) == 0 || strcmp(code, name) == 0 ||
             (strlen(name) == 4 && strncmp(code + 1, name, 4) == 0)) &&
            selector_class_is(class_id, 0, row->class_id))
            return row;
    }
    return NULL;
}

/* Whether `target` has its property in the scope that was asked for, which it then gets; or, if
 * none was, in any. */
static bool choose_scope(const WordPlace *place, WordTarget *target)
{
    const AudioObjectPropertyScope scopes[] = {kAudioObjectPropertyScopeGlobal,
                                               kAudioObjectPropertyScopeOutput,
                                               kAudioObjectPropertyScopeInput};
    const bool is_given = place->scope != kAudioObjectPropertyScopeGlobal;
    for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++) {
        target->address.mScope = is_given ? place->scope : scopes[i];
        if (hal_has_property(place->hal, target->object, &target->address))
            return true;
    }
    return false;
}

bool word_target_find_property(const WordPlace *place, const char *name, WordTarget *target)
{
    const struct {
        AudioObjectID object;
        AudioClassID class_id;
    } owners[] = {{place->device, kAudioDeviceClassID},
                  {kAudioObjectPlugInObject, kAudioPlugInClassID}};
    for (size_t i = 0; i < sizeof owners / sizeof *owners; i++) {
        const SelectorName *const row = find_defined(owners[i].class_id, name);
        if (!row || !property_value_is_readable(row->type))
            continue;
        *target = (WordTarget){.object = owners[i].object,
                               .address = {.mSelector = row->selector, .mElement = place->channel},
                               .type = row->type,
                               .name = name};
        if (choose_scope(place, target))
            return true;
    }
    return false;
}

json_t *word_target_get(const WordPlace *place, const WordTarget *target)
{
    UInt32 size = 0;
    void *const data = hal_copy(place->hal, target->object, &target->address, &size);
    json_t *const value = data ? property_value_json(target->type, data, size) : NULL;
    free(data);
    return value;
}

Status word_target_set(const WordPlace *place, const WordTarget *target, json_t *value,
                       Error *error)
{
    ParsedValue parsed;
    Boolean settable = false;
    if (hal_is_settable(place->hal, target->object, &target->address, &settable) == 0 && !settable)
        return error_set(error, STATUS_NOT_PERMITTED, "%s: it can only be read", target->name);
    const Status status = value_parse(target->type, value, target->name, &parsed, error);
    if (status)
        return status;
    const bool is_of_plug_in = target->object == kAudioObjectPlugInObject;
    const PropertySetting setting = {.object = target->object,
                                     .reporter = is_of_plug_in ? target->object : place->device,
                                     .address = target->address,
                                     .type = target->type,
                                     .what = target->name,
                                     .size = parsed.size,
                                     .data = &parsed.data};
    const Status set = property_set(place->hal, &setting, error);
    value_parse_cleanup(&parsed);
    return set;
}
