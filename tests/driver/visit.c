/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/visit.h"

#include "driver/custom_properties.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SELECTOR_CAPACITY = 1024, OBJECT_CAPACITY = 1 << 16, GUARD = 64 };

/* What follows from the type of a value. */
static const struct {
    UInt32 item;      /* bytes of an item of an array */
    bool is_object;   /* of CoreFoundation */
    UInt32 qualifier; /* bytes that it needs */
} types[HAL_VALUE_TYPE_COUNT] = {
    [HAL_VALUE_OBJECT_ARRAY] = {sizeof(AudioObjectID)},
    [HAL_VALUE_RANGE_ARRAY] = {sizeof(AudioValueRange)},
    [HAL_VALUE_RANGED_FORMAT_ARRAY] = {sizeof(AudioStreamRangedDescription)},
    [HAL_VALUE_CUSTOM_PROPERTY_ARRAY] = {sizeof(AudioServerPlugInCustomPropertyInfo)},
    [HAL_VALUE_STRING] = {.is_object = true},
    [HAL_VALUE_URL] = {.is_object = true},
    [HAL_VALUE_PROPERTY_LIST] = {.is_object = true},
    [HAL_VALUE_STRING_FOR_UINT32] = {.is_object = true, .qualifier = sizeof(UInt32)},
    [HAL_VALUE_FOUR_CHARS_FOR_UINT32] = {.qualifier = sizeof(UInt32)},
    [HAL_VALUE_OBJECT_FOR_STRING] = {.qualifier = sizeof(CFStringRef)},
};

const char *visit_selector(const Visit *visit)
{
    static char text[5];
    for (int i = 0; i < 4; i++)
        text[i] = (char)(visit->address.mSelector >> (24 - 8 * i));
    return text;
}

static size_t add_own(AudioObjectPropertySelector *selectors)
{
    static const AudioObjectPropertySelector own[] = {
        kOssiclePlugInPropertyModules,
        kOssiclePlugInPropertyRefusals,
        kOssiclePlugInPropertyConfiguration,
        kOssiclePlugInPropertyErrors,
        kOssicleDevicePropertyChain,
        kOssicleDevicePropertyChainMode,
        kOssicleDevicePropertyParameters,
        kOssicleDevicePropertyEngine,
        kOssicleDevicePropertyClockRate,
        kOssicleDevicePropertyMeters,
        kOssicleDevicePropertyClients,
        kOssicleDevicePropertyApplications,
        0,
    };
    memcpy(selectors, own, sizeof own);
    return sizeof own / sizeof *own;
}

AudioObjectPropertySelector *visit_selectors(size_t *count)
{
    AudioObjectPropertySelector *selectors = calloc(SELECTOR_CAPACITY, sizeof *selectors);
    FILE *file = fopen(TESTS_DATA "/coreaudio/constants.csv", "r");
    cr_assert(selectors && file);
    *count = add_own(selectors);
    char line[256];
    while (fgets(line, sizeof line, file)) {
        char *name = strchr(line, ',');
        char *value = name ? strchr(name + 1, ',') : NULL;
        if (!value || !strstr(name, "Property"))
            continue;
        cr_assert_lt(*count, (size_t)SELECTOR_CAPACITY);
        selectors[(*count)++] = (AudioObjectPropertySelector)strtoul(value + 1, NULL, 10);
    }
    (void)fclose(file);
    cr_assert_gt(*count, 100);
    return selectors;
}

/* Add what `ids[at]` owns, and what that owns. */
static void add_owned(const FakeHost *host, AudioObjectID *ids, size_t at, size_t *count)
{
    const AudioObjectPropertyAddress address = fake_address(kAudioObjectPropertyOwnedObjects);
    UInt32 size = 0;
    cr_assert_eq((*host->driver)
                     ->GetPropertyData(host->driver, ids[at], 0, &address, 0, NULL,
                                       (UInt32)((OBJECT_CAPACITY - *count) * sizeof *ids), &size,
                                       ids + *count),
                 0);
    const size_t first = *count;
    *count += size / sizeof *ids;
    const size_t end = *count;
    for (size_t i = first; i < end; i++)
        add_owned(host, ids, i, count);
}

AudioObjectID *visit_objects(const FakeHost *host, size_t *count)
{
    AudioObjectID *ids = calloc(OBJECT_CAPACITY, sizeof *ids);
    cr_assert_not_null(ids);
    ids[0] = kAudioObjectPlugInObject;
    *count = 1;
    add_owned(host, ids, 0, count);
    return ids;
}

void visit_object(Visit *visit, AudioObjectID object)
{
    visit->object = object;
    visit->class_id = fake_get_uint32(visit->host, object, kAudioObjectPropertyClass);
    visit->base_class = fake_get_uint32(visit->host, object, kAudioObjectPropertyBaseClass);
}

static bool is_custom(const Visit *visit)
{
    AudioServerPlugInCustomPropertyInfo infos[64];
    const AudioObjectPropertyAddress address =
        fake_address(kAudioObjectPropertyCustomPropertyInfoList);
    UInt32 size = 0;
    if ((*visit->driver)
            ->GetPropertyData(visit->driver, visit->object, 0, &address, 0, NULL, sizeof infos,
                              &size, infos) != 0)
        return false;
    for (size_t i = 0; i < size / sizeof *infos; i++) {
        if (infos[i].mSelector == visit->address.mSelector)
            return true;
    }
    return false;
}

static void choose_qualifier(Visit *visit)
{
    static CFStringRef uid;
    static UInt32 item;
    uid = CFSTR("org.ossicle.test.everything");
    visit->qualifier_size = types[visit->type].qualifier;
    visit->qualifier = &uid;
    if (visit->qualifier_size == sizeof item) {
        const AudioObjectPropertyAddress address =
            fake_address(kAudioSelectorControlPropertyAvailableItems);
        UInt32 size = 0;
        cr_assert_eq((*visit->driver)
                         ->GetPropertyData(visit->driver, visit->object, 0, &address, 0, NULL,
                                           sizeof item, &size, &item),
                     0, VISIT_SAYS(visit));
        visit->qualifier = &item;
    }
}

void visit_property(Visit *visit)
{
    const SelectorName *name =
        selector_name_find(visit->class_id, visit->base_class, visit->address.mSelector);
    cr_assert(name || is_custom(visit), "nobody knows its type: " VISIT_SAYS(visit));
    visit->type = name ? name->type : HAL_VALUE_PROPERTY_LIST;
    choose_qualifier(visit);
    visit->settable = VISIT_UNSET;
    cr_assert_eq((*visit->driver)
                     ->IsPropertySettable(visit->driver, visit->object, 0, &visit->address,
                                          &visit->settable),
                 0, VISIT_SAYS(visit));
    cr_assert(visit->settable == 0 || visit->settable == 1, VISIT_SAYS(visit));
    cr_assert_eq((*visit->driver)
                     ->GetPropertyDataSize(visit->driver, visit->object, 0, &visit->address,
                                           visit->qualifier_size, visit->qualifier, &visit->size),
                 0, VISIT_SAYS(visit));
    cr_assert_lt(visit->size, VISIT_CAPACITY - 2 * GUARD, VISIT_SAYS(visit));
}

/* Two that are arrays of UInt32 may grow and be cut; the others always have two. */
UInt32 visit_item_size(const Visit *visit)
{
    const AudioObjectPropertySelector selector = visit->address.mSelector;
    if (selector == kAudioSelectorControlPropertyAvailableItems ||
        selector == kAudioSelectorControlPropertyCurrentItem)
        return sizeof(UInt32);
    return types[visit->type].item;
}

bool visit_is_object(const Visit *visit)
{
    return types[visit->type].is_object;
}

OSStatus visit_get(Visit *visit, UInt32 capacity, UInt32 *size)
{
    const UInt32 poisoned = capacity + GUARD < VISIT_CAPACITY ? capacity + GUARD : VISIT_CAPACITY;
    memset(visit->data, VISIT_POISON, poisoned);
    return (*visit->driver)
        ->GetPropertyData(visit->driver, visit->object, 0, &visit->address, visit->qualifier_size,
                          visit->qualifier, capacity, size, visit->data);
}

bool visit_is_untouched(const Visit *visit, UInt32 from, UInt32 capacity)
{
    for (UInt32 i = from; i < capacity + GUARD && i < VISIT_CAPACITY; i++) {
        if (visit->data[i] != VISIT_POISON)
            return false;
    }
    return true;
}

OSStatus visit_set(const Visit *visit, UInt32 size, const void *data)
{
    return (*visit->driver)
        ->SetPropertyData(visit->driver, visit->object, 0, &visit->address, visit->qualifier_size,
                          visit->qualifier, size, data);
}
