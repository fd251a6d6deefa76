/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/discovery.h"

#include <stdlib.h>

/* A property may grow between the question for its size and that for its data. */
enum { COPY_TRIES = 3 };

void *hal_copy(Hal *hal, AudioObjectID object, const AudioObjectPropertyAddress *address,
               UInt32 *size)
{
    *size = 0;
    if (!hal_has_property(hal, object, address))
        return NULL;
    for (int i = 0; i < COPY_TRIES; i++) {
        UInt32 wanted = 0;
        if (hal_get_size(hal, object, address, 0, NULL, &wanted) != 0)
            return NULL;
        void *data = calloc((size_t)wanted + 1, 1);
        UInt32 given = wanted;
        if (data != NULL && hal_get(hal, object, address, 0, NULL, &given, data) == 0) {
            *size = given;
            return data;
        }
        free(data);
    }
    return NULL;
}

static UInt32 class_property(Hal *hal, AudioObjectID object, AudioObjectPropertySelector selector)
{
    const AudioObjectPropertyAddress address = {selector, kAudioObjectPropertyScopeGlobal,
                                                kAudioObjectPropertyElementMain};
    UInt32 value = 0;
    UInt32 size = sizeof value;
    if (!hal_has_property(hal, object, &address) ||
        hal_get(hal, object, &address, 0, NULL, &size, &value) != 0)
        return 0;
    return value;
}

typedef struct Walk {
    Hal *hal;
    HalVisitor visitor;
    void *context;
    AudioObjectID *seen;
    size_t seen_count;
    size_t seen_size;
} Walk;

/* Returns false if the object was seen before, or if there is no memory to remember it. */
static bool remember(Walk *walk, AudioObjectID object)
{
    for (size_t i = 0; i < walk->seen_count; i++)
        if (walk->seen[i] == object)
            return false;
    if (walk->seen_count == walk->seen_size) {
        const size_t size = walk->seen_size * 2 + 64;
        AudioObjectID *larger = realloc(walk->seen, size * sizeof *larger);
        if (larger == NULL)
            return false;
        walk->seen = larger;
        walk->seen_size = size;
    }
    walk->seen[walk->seen_count++] = object;
    return true;
}

/* Where an object's own are listed. All of them should be in the first, but drivers forget. */
static const AudioObjectPropertySelector lists[] = {
    kAudioObjectPropertyOwnedObjects, kAudioPlugInPropertyDeviceList,
    kAudioPlugInPropertyBoxList,      kAudioPlugInPropertyClockDeviceList,
    kAudioDevicePropertyStreams,      kAudioObjectPropertyControlList,
};

static bool visit(Walk *walk, AudioObjectID id, AudioObjectID owner, unsigned depth);

static bool visit_list(Walk *walk, const HalObject *owner, AudioObjectPropertySelector list)
{
    const AudioObjectPropertyAddress address = {list, kAudioObjectPropertyScopeGlobal,
                                                kAudioObjectPropertyElementMain};
    UInt32 size = 0;
    AudioObjectID *owned = hal_copy(walk->hal, owner->id, &address, &size);
    bool goes_on = true;
    for (size_t i = 0; goes_on && owned != NULL && i < size / sizeof *owned; i++)
        goes_on = visit(walk, owned[i], owner->id, owner->depth + 1);
    free(owned);
    return goes_on;
}

static bool visit(Walk *walk, AudioObjectID id, AudioObjectID owner, unsigned depth)
{
    if (id == kAudioObjectUnknown || !remember(walk, id))
        return true;
    const HalObject object = {
        .id = id,
        .owner = owner,
        .class_id = class_property(walk->hal, id, kAudioObjectPropertyClass),
        .base_class = class_property(walk->hal, id, kAudioObjectPropertyBaseClass),
        .depth = depth,
    };
    if (!walk->visitor(walk->context, &object))
        return false;
    bool goes_on = true;
    for (size_t i = 0; goes_on && i < sizeof lists / sizeof lists[0]; i++)
        goes_on = visit_list(walk, &object, lists[i]);
    return goes_on;
}

bool hal_visit(Hal *hal, AudioObjectID root, HalVisitor visitor, void *context)
{
    Walk walk = {.hal = hal, .visitor = visitor, .context = context};
    const bool whole = visit(&walk, root, kAudioObjectUnknown, 0);
    free(walk.seen);
    return whole;
}
