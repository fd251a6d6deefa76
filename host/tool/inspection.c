/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/inspection.h"
#include "tool/property.h"
#include "tool/property_value.h"

#include "hal/discovery.h"
#include "trace/selector_names.h"

#include <stdlib.h>

static const struct {
    AudioObjectPropertyScope scope;
    const char *name;
} scopes[] = {
    {kAudioObjectPropertyScopeGlobal, "global"},
    {kAudioObjectPropertyScopeInput, "input"},
    {kAudioObjectPropertyScopeOutput, "output"},
    {kAudioObjectPropertyScopePlayThrough, "play-through"},
};
enum { SCOPE_COUNT = sizeof scopes / sizeof *scopes };

/* One property of one object, whose rows it adds. */
typedef struct Lookup {
    Hal *hal;
    AudioObjectID object;
    AudioObjectPropertySelector selector;
    const char *name; /* NULL: Apple's interface doesn't define it */
    HalValueType type;
    UInt32 channels; /* how many elements besides the main one */
    json_t *rows;
} Lookup;

static json_t *read_value(const Lookup *lookup, const AudioObjectPropertyAddress *address)
{
    if (!property_value_is_readable(lookup->type))
        return json_string("needs a qualifier");
    UInt32 size = 0;
    void *const data = hal_copy(lookup->hal, lookup->object, address, &size);
    json_t *const value =
        data ? property_value_json(lookup->type, data, size) : json_string("can't be read");
    free(data);
    return value;
}

/* The row of this property that already shows this value. */
static json_t *find_row(const Lookup *lookup, const json_t *value, bool settable)
{
    for (size_t i = json_array_size(lookup->rows); i-- > 0;) {
        json_t *const row = json_array_get(lookup->rows, i);
        const json_t *const code = json_object_get(row, "code");
        if (json_integer_value(code) != (json_int_t)lookup->selector)
            return NULL;
        if (json_is_true(json_object_get(row, "settable")) == settable &&
            json_equal(json_object_get(row, "value"), value))
            return row;
    }
    return NULL;
}

static void add_row(const Lookup *lookup, size_t scope, UInt32 element, json_t *value,
                    bool settable)
{
    json_t *const row = json_object();
    json_t *const names = json_array();
    (void)json_array_append_new(names, json_string(scopes[scope].name));
    (void)json_object_set_new(row, "name", lookup->name ? json_string(lookup->name) : json_null());
    (void)json_object_set_new(row, "selector", property_value_code(lookup->selector));
    (void)json_object_set_new(row, "code", json_integer(lookup->selector));
    (void)json_object_set_new(row, "scopes", names);
    (void)json_object_set_new(row, "element", json_integer(element));
    (void)json_object_set_new(row, "settable", json_boolean(settable));
    (void)json_object_set_new(row, "value", value);
    (void)json_array_append_new(lookup->rows, row);
}

static void look_up(const Lookup *lookup, size_t scope, UInt32 element)
{
    const AudioObjectPropertyAddress address = {lookup->selector, scopes[scope].scope, element};
    if (!hal_has_property(lookup->hal, lookup->object, &address))
        return;
    Boolean settable = false;
    (void)hal_is_settable(lookup->hal, lookup->object, &address, &settable);
    json_t *const value = read_value(lookup, &address);
    json_t *const row = find_row(lookup, value, settable);
    if (!row) {
        add_row(lookup, scope, element, value, settable);
        return;
    }
    json_decref(value);
    if (element == kAudioObjectPropertyElementMain)
        (void)json_array_append_new(json_object_get(row, "scopes"),
                                    json_string(scopes[scope].name));
}

static void look_everywhere(const Lookup *lookup)
{
    for (size_t scope = 0; scope < SCOPE_COUNT; scope++)
        look_up(lookup, scope, kAudioObjectPropertyElementMain);
    for (UInt32 element = 1; element <= lookup->channels; element++) {
        for (size_t scope = 0; scope < SCOPE_COUNT; scope++)
            look_up(lookup, scope, element);
    }
}

static void look_up_defined(Lookup lookup, const HalObject *object)
{
    for (size_t i = 0; i < selector_name_count; i++) {
        const SelectorName *const row = &selector_names[i];
        /* The same selector of an ancestor, which this class has redefined, isn't meant. */
        if (selector_name_find(object->class_id, object->base_class, row->selector) != row)
            continue;
        lookup.selector = row->selector;
        lookup.name = row->name;
        lookup.type = row->type;
        look_everywhere(&lookup);
    }
}

static void look_up_custom(Lookup lookup)
{
    const AudioObjectPropertyAddress address =
        property_address(kAudioObjectPropertyCustomPropertyInfoList);
    UInt32 size = 0;
    AudioServerPlugInCustomPropertyInfo *const infos =
        hal_copy(lookup.hal, lookup.object, &address, &size);
    for (size_t i = 0; infos && i < size / sizeof *infos; i++) {
        lookup.selector = infos[i].mSelector;
        lookup.name = NULL;
        lookup.type = HAL_VALUE_PROPERTY_LIST;
        if (infos[i].mQualifierDataType != kAudioServerPlugInCustomPropertyDataTypeNone)
            lookup.type = HAL_VALUE_STRING_FOR_UINT32;
        if (infos[i].mPropertyDataType != kAudioServerPlugInCustomPropertyDataTypeNone)
            look_everywhere(&lookup);
    }
    free(infos);
}

typedef struct Inspection {
    Hal *hal;
    json_t *objects;
} Inspection;

static json_t *class_json(AudioClassID class_id)
{
    const char *const name = selector_class_name(class_id);
    return name ? json_string(name) : property_value_code(class_id);
}

static UInt32 channels_of(Hal *hal, const HalObject *object)
{
    HalDeviceInfo info;
    if (!selector_class_is(object->class_id, object->base_class, kAudioDeviceClassID) ||
        hal_device_info(hal, object->id, &info, NULL))
        return 0;
    return info.input_channels > info.output_channels ? info.input_channels : info.output_channels;
}

static bool add_object(void *context, const HalObject *object)
{
    const Inspection *const inspection = context;
    const Lookup lookup = {.hal = inspection->hal,
                           .object = object->id,
                           .channels = channels_of(inspection->hal, object),
                           .rows = json_array()};
    json_t *const json = json_object();
    (void)json_object_set_new(json, "id", json_integer(object->id));
    (void)json_object_set_new(json, "owner", json_integer(object->owner));
    (void)json_object_set_new(json, "depth", json_integer(object->depth));
    (void)json_object_set_new(json, "class", class_json(object->class_id));
    (void)json_object_set_new(json, "baseClass", class_json(object->base_class));
    look_up_defined(lookup, object);
    look_up_custom(lookup);
    (void)json_object_set_new(json, "properties", lookup.rows);
    (void)json_array_append_new(inspection->objects, json);
    return true;
}

json_t *inspection_json(Hal *hal)
{
    Inspection inspection = {hal, json_array()};
    (void)hal_visit(hal, kAudioObjectPlugInObject, add_object, &inspection);
    return inspection.objects;
}
