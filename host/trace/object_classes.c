/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "trace/object_classes.h"

#include "trace/selector_names.h"

#include <stdbool.h>
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

/* How far from its place an entry may be. */
enum { PROBES = 16 };

static size_t place_of(AudioObjectID object, size_t probe)
{
    const UInt32 hash = (UInt32)(object * UINT64_C(2654435761)) >> 16;
    return (hash ^ (object & 0xffu)) + probe;
}

static UInt64 entry_of(AudioObjectID object, AudioClassID class_id)
{
    return (UInt64)object << 32 | class_id;
}

/* An object that said itself what it is knows better than a list: then it isn't replaced. */
static void learn(ObjectClasses *classes, AudioObjectID object, AudioClassID class_id,
                  bool replaces)
{
    const UInt64 entry = entry_of(object, class_id);
    for (size_t i = 0; i < PROBES; i++) {
        _Atomic UInt64 *at = &classes->entries[place_of(object, i) % OBJECT_CLASSES_MAX];
        UInt64 found = 0;
        if (atomic_compare_exchange_strong(at, &found, entry))
            return;
        if (found >> 32 != object)
            continue;
        if (replaces)
            atomic_store_explicit(at, entry, memory_order_relaxed);
        return;
    }
}

static void learn_own_class(ObjectClasses *classes, AudioObjectID object, UInt32 size,
                            const void *data)
{
    AudioClassID class_id = 0;
    if (size != sizeof class_id)
        return;
    memcpy(&class_id, data, sizeof class_id);
    learn(classes, object, class_id, true);
}

static void learn_list(ObjectClasses *classes, AudioClassID class_id, UInt32 size, const void *data)
{
    const unsigned char *bytes = data;
    for (UInt32 i = 0; i + sizeof(AudioObjectID) <= size; i += (UInt32)sizeof(AudioObjectID)) {
        AudioObjectID object = 0;
        memcpy(&object, bytes + i, sizeof object);
        if (object != kAudioObjectUnknown)
            learn(classes, object, class_id, false);
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
    for (size_t i = 0; i < PROBES; i++) {
        const _Atomic UInt64 *at = &classes->entries[place_of(object, i) % OBJECT_CLASSES_MAX];
        const UInt64 entry = atomic_load_explicit(at, memory_order_relaxed);
        if (entry >> 32 == object || entry == 0)
            return (AudioClassID)entry;
    }
    return 0;
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
