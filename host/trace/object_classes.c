/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "trace/object_classes.h"

#include "trace/selector_names.h"

#include <string.h>

/* Lists whose items are of one class. */
static const struct {
    AudioObjectPropertySelector selector;
    AudioClassID class_id;
} lists[] = {
    {kAudioPlugInPropertyDeviceList, kAudioDeviceClassID},
    {kAudioPlugInPropertyBoxList, kAudioBoxClassID},
    {kAudioPlugInPropertyClockDeviceList, kAudioClockDeviceClassID},
    {kAudioDevicePropertyStreams, kAudioStreamClassID},
};

static void learn_own_class(ObjectClasses *classes, AudioObjectID object, UInt32 size,
                            const void *data)
{
    AudioClassID class_id = 0;
    if (object >= OBJECT_CLASSES_MAX || size != sizeof class_id)
        return;
    memcpy(&class_id, data, sizeof class_id);
    atomic_store_explicit(&classes->ids[object], class_id, memory_order_relaxed);
}

/* An object that said itself what it is knows better than a list. */
static void learn_list(ObjectClasses *classes, AudioClassID class_id, UInt32 size, const void *data)
{
    const unsigned char *bytes = data;
    for (UInt32 i = 0; i + sizeof(AudioObjectID) <= size; i += (UInt32)sizeof(AudioObjectID)) {
        AudioObjectID object = 0;
        AudioClassID unknown = 0;
        memcpy(&object, bytes + i, sizeof object);
        if (object < OBJECT_CLASSES_MAX)
            (void)atomic_compare_exchange_strong(&classes->ids[object], &unknown, class_id);
    }
}

void object_classes_learn(ObjectClasses *classes, AudioObjectID object,
                          AudioObjectPropertySelector selector, UInt32 size, const void *data)
{
    if (selector == kAudioObjectPropertyClass)
        learn_own_class(classes, object, size, data);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        if (lists[i].selector == selector)
            learn_list(classes, lists[i].class_id, size, data);
    }
}

static AudioClassID class_of(const ObjectClasses *classes, AudioObjectID object)
{
    if (object == kAudioObjectPlugInObject)
        return kAudioPlugInClassID;
    return object < OBJECT_CLASSES_MAX
               ? atomic_load_explicit(&classes->ids[object], memory_order_relaxed)
               : 0;
}

const char *object_classes_name(const ObjectClasses *classes, AudioObjectID object,
                                AudioObjectPropertySelector selector)
{
    const SelectorName *row =
        selector_name_find(class_of(classes, object), kAudioObjectClassID, selector);
    for (size_t i = 0; !row && i < selector_name_count; i++) {
        if (selector_names[i].selector == selector)
            row = &selector_names[i];
    }
    return row ? row->name : NULL;
}
