/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Selectors: one of a list of items. */

#include "driver/control_class.h"
#include "driver/device_clock.h"

/* The chosen items are a list, always of one. */
static UInt32 count_current(const PropertyRequest *request)
{
    return 1;
}

static OSStatus get_current(const PropertyRequest *request, UInt32 *count, void *data)
{
    return *count > 0 ? control_get_number(request, count, data) : kAudioHardwareNoError;
}

static OSStatus change_item(const PropertyRequest *request, const void *data, ControlValue *value)
{
    value->number = *(const UInt32 *)data;
    return control_kind_item(control_of(request)->kind, value->number)
               ? kAudioHardwareNoError
               : kAudioHardwareIllegalOperationError;
}

static OSStatus set_current(const PropertyRequest *request, UInt32 count, const void *data)
{
    if (count != 1)
        return kAudioHardwareBadPropertySizeError;
    const OSStatus status = control_set(request, data, change_item);
    if (status == kAudioHardwareNoError &&
        control_of(request)->kind == &control_kinds[CONTROL_CLOCK_SOURCE])
        device_clock_source_changed(device_of(request));
    return status;
}

static UInt32 count_items(const PropertyRequest *request)
{
    return control_of(request)->kind->item_count;
}

static OSStatus get_items(const PropertyRequest *request, UInt32 *count, void *data)
{
    const ControlItem *items = control_of(request)->kind->items;
    UInt32 *ids = data;
    for (UInt32 i = 0; i < *count; i++)
        ids[i] = items[i].id;
    return kAudioHardwareNoError;
}

/* The item whose ID is the qualifier. */
static const ControlItem *item_asked(const PropertyRequest *request)
{
    return control_kind_item(control_of(request)->kind, *(const UInt32 *)request->qualifier);
}

static OSStatus get_item_name(const PropertyRequest *request, UInt32 *count, void *data)
{
    const ControlItem *item = item_asked(request);
    return item ? put_text(data, item->name) : kAudioHardwareIllegalOperationError;
}

static OSStatus get_item_kind(const PropertyRequest *request, UInt32 *count, void *data)
{
    const ControlItem *item = item_asked(request);
    return item ? put_uint32(data, item->kind) : kAudioHardwareIllegalOperationError;
}

static const Property selector_rows[] = {
    {kAudioSelectorControlPropertyCurrentItem, SCOPE_GLOBAL, .size = sizeof(UInt32),
     .count = count_current, .get = get_current, .set = set_current},
    {kAudioSelectorControlPropertyAvailableItems, SCOPE_GLOBAL, .size = sizeof(UInt32),
     .count = count_items, .get = get_items},
    {kAudioSelectorControlPropertyItemName, SCOPE_GLOBAL, .size = sizeof(CFStringRef),
     .qualifier = sizeof(UInt32), .get = get_item_name},
    {kAudioSelectorControlPropertyItemKind, SCOPE_GLOBAL, .size = sizeof(UInt32),
     .qualifier = sizeof(UInt32), .get = get_item_kind},
};

const ObjectClass selector_control_class = {kAudioSelectorControlClassID, &control_class,
                                            PROPERTIES(selector_rows)};
