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

/* The driver's first box; it has one at most. */
static AudioObjectID find_box(Hal *hal)
{
    return get_uint32(hal, kAudioObjectPlugInObject, kAudioPlugInPropertyBoxList);
}

bool word_target_find(const WordPlace *place, const Word *word, WordTarget *target)
{
    *target = (WordTarget){.object = place->device,
                           .address = property_address(word->selector),
                           .type = word->type,
                           .name = word->name};
    if (word->class_id == kAudioPlugInClassID)
        target->object = kAudioObjectPlugInObject;
    else if (word->class_id == kAudioBoxClassID)
        target->object = find_box(place->hal);
    else if (word->class_id != kAudioDeviceClassID)
        target->object = find_control(place, word->class_id);
    return target->object != kAudioObjectUnknown &&
           hal_has_property(place->hal, target->object, &target->address);
}

/* Whether `name` is the selector's four characters, in quotes or not. */
static bool is_code(AudioObjectPropertySelector selector, const char *name)
{
    char code[FOUR_CHARS_TEXT_SIZE];
    (void)four_chars_text(selector, code);
    return strcmp(code, name) == 0 || (strlen(name) == 4 && strncmp(code + 1, name, 4) == 0);
}

/* A property of such an object in Apple's interface, whose selector or name `name` is. */
static bool find_defined(AudioClassID class_id, const char *name, WordTarget *target)
{
    for (size_t i = selector_name_count; i-- > 0;) {
        const SelectorName *const row = &selector_names[i];
        if ((strcmp(row->name, name) == 0 || is_code(row->selector, name)) &&
            selector_class_is(class_id, 0, row->class_id)) {
            target->address.mSelector = row->selector;
            target->type = row->type;
            return property_value_is_readable(row->type);
        }
    }
    return false;
}

/* The same for a property that is the driver's own, of which the object says the type. */
static bool find_custom(Hal *hal, const char *name, WordTarget *target)
{
    const AudioObjectPropertyAddress address =
        property_address(kAudioObjectPropertyCustomPropertyInfoList);
    UInt32 size = 0;
    AudioServerPlugInCustomPropertyInfo *const infos =
        hal_copy(hal, target->object, &address, &size);
    bool is_found = false;
    for (size_t i = 0; infos && !is_found && i < size / sizeof *infos; i++) {
        const bool is_text =
            infos[i].mPropertyDataType == kAudioServerPlugInCustomPropertyDataTypeCFString;
        is_found = is_code(infos[i].mSelector, name) &&
                   infos[i].mPropertyDataType != kAudioServerPlugInCustomPropertyDataTypeNone &&
                   infos[i].mQualifierDataType == kAudioServerPlugInCustomPropertyDataTypeNone;
        target->address.mSelector = infos[i].mSelector;
        target->type = is_text ? HAL_VALUE_STRING : HAL_VALUE_PROPERTY_LIST;
    }
    free(infos);
    return is_found;
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
                  {kAudioObjectPlugInObject, kAudioPlugInClassID},
                  {find_box(place->hal), kAudioBoxClassID}};
    for (size_t i = 0; i < sizeof owners / sizeof *owners; i++) {
        *target = (WordTarget){
            .object = owners[i].object, .address.mElement = place->channel, .name = name};
        if (target->object == kAudioObjectUnknown)
            continue;
        if ((find_defined(owners[i].class_id, name, target) ||
             find_custom(place->hal, name, target)) &&
            choose_scope(place, target))
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
    const bool is_of_plug_in =
        target->object == kAudioObjectPlugInObject || place->device == kAudioObjectUnknown;
    const PropertySetting setting = {.object = target->object,
                                     .reporter =
                                         is_of_plug_in ? kAudioObjectPlugInObject : place->device,
                                     .address = target->address,
                                     .type = target->type,
                                     .what = target->name,
                                     .size = parsed.size,
                                     .data = &parsed.data};
    const Status set = property_set(place->hal, &setting, error);
    value_parse_cleanup(&parsed);
    return set;
}
