/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/control_storage.h"

#include "driver/cf.h"
#include "driver/volume_curve.h"

#include <stdio.h>

enum { KEY_CAPACITY = 64 };

/* The key of a control, with a suffix that may be empty. */
static const char *key_of(const Control *control, const char *suffix, char key[KEY_CAPACITY])
{
    const char *side = "";
    if (control->object.scope == kAudioObjectPropertyScopeInput)
        side = "input.";
    else if (control->object.scope == kAudioObjectPropertyScopeOutput)
        side = "output.";
    if (control->element == kAudioObjectPropertyElementMain)
        (void)snprintf(key, KEY_CAPACITY, "%s%s%s", side, control->kind->name, suffix);
    else
        (void)snprintf(key, KEY_CAPACITY, "%s%u.%s%s", side, control->element, control->kind->name,
                       suffix);
    return key;
}

static void put_part(CFMutableDictionaryRef settings, const Control *control, const char *suffix,
                     double number)
{
    char key[KEY_CAPACITY];
    cf_put_number(settings, key_of(control, suffix, key), number);
}

static bool get_part(CFTypeRef settings, const Control *control, const char *suffix, double *number)
{
    char key[KEY_CAPACITY];
    return cf_get_number(settings, key_of(control, suffix, key), number);
}

static void put_level(CFMutableDictionaryRef settings, const Control *control, ControlValue value)
{
    put_part(settings, control, "", (double)value.level.scalar);
    put_part(settings, control, ".decibels", (double)value.level.decibels);
}

/* The decibels come along so that they, too, read back as they were set. */
static const char *take_level(CFTypeRef settings, const Control *control,
                              const DeviceConfiguration *configuration, ControlValue *value)
{
    const VolumeConfiguration *volume = &configuration->volume;
    double scalar = 0;
    if (!get_part(settings, control, "", &scalar) || !(scalar >= 0 && scalar <= 1))
        return "a level is a number from 0 to 1";
    const Float32 new_scalar = (Float32)scalar;
    value->level = (Level){new_scalar, volume_decibels_from_scalar(volume, new_scalar)};
    double decibels = 0;
    if (get_part(settings, control, ".decibels", &decibels) &&
        volume_scalar_from_decibels(volume, (Float32)decibels) == new_scalar)
        value->level.decibels = (Float32)decibels;
    return NULL;
}

static void put_flag(CFMutableDictionaryRef settings, const Control *control, ControlValue value)
{
    char key[KEY_CAPACITY];
    cf_put_boolean(settings, key_of(control, "", key), value.number != 0);
}

static const char *take_flag(CFTypeRef settings, const Control *control,
                             const DeviceConfiguration *configuration, ControlValue *value)
{
    char key[KEY_CAPACITY];
    bool flag = false;
    if (!cf_get_boolean(settings, key_of(control, "", key), &flag))
        return "it is no boolean";
    value->number = flag;
    return NULL;
}

static void put_number(CFMutableDictionaryRef settings, const Control *control, ControlValue value)
{
    put_part(settings, control, "", (double)value.number);
}

/* Takes a whole number from 0 on. */
static bool take_number(CFTypeRef settings, const Control *control, const char *suffix,
                        UInt32 *number)
{
    double stored = 0;
    if (!get_part(settings, control, suffix, &stored) || !(stored >= 0 && stored <= UINT32_MAX))
        return false;
    *number = (UInt32)stored;
    return (double)*number == stored;
}

static const char *take_item(CFTypeRef settings, const Control *control,
                             const DeviceConfiguration *configuration, ControlValue *value)
{
    if (take_number(settings, control, "", &value->number) &&
        control_kind_item(control->kind, value->number))
        return NULL;
    return "there is no such item";
}

static const char *take_slider(CFTypeRef settings, const Control *control,
                               const DeviceConfiguration *configuration, ControlValue *value)
{
    if (take_number(settings, control, "", &value->number) &&
        value->number >= control->kind->minimum && value->number <= control->kind->maximum)
        return NULL;
    return "it is no whole number in the range of the slider";
}

static void put_pan(CFMutableDictionaryRef settings, const Control *control, ControlValue value)
{
    put_part(settings, control, "", (double)value.pan.position);
    put_part(settings, control, ".left", value.pan.left);
    put_part(settings, control, ".right", value.pan.right);
}

static const char *take_pan(CFTypeRef settings, const Control *control,
                            const DeviceConfiguration *configuration, ControlValue *value)
{
    double position = 0;
    UInt32 left = 0;
    UInt32 right = 0;
    if (!get_part(settings, control, "", &position) || !(position >= 0 && position <= 1))
        return "a pan is a number from 0 to 1";
    if (!take_number(settings, control, ".left", &left) ||
        !take_number(settings, control, ".right", &right) || left < 1 || right < 1 ||
        left > configuration->channels || right > configuration->channels)
        return "the device hasn't the channels between which it pans";
    value->pan = (Pan){(Float32)position, (UInt16)left, (UInt16)right};
    return NULL;
}

/* How values of one type are stored, and taken up again: NULL, or why not. */
typedef struct ValueStorage {
    CFIndex entries;
    void (*put)(CFMutableDictionaryRef settings, const Control *control, ControlValue value);
    const char *(*take)(CFTypeRef settings, const Control *control,
                        const DeviceConfiguration *configuration, ControlValue *value);
} ValueStorage;

static const ValueStorage value_storages[] = {
    [CONTROL_TYPE_LEVEL] = {2, put_level, take_level},
    [CONTROL_TYPE_BOOLEAN] = {1, put_flag, take_flag},
    [CONTROL_TYPE_SELECTOR] = {1, put_number, take_item},
    [CONTROL_TYPE_SLIDER] = {1, put_number, take_slider},
    [CONTROL_TYPE_PAN] = {3, put_pan, take_pan},
};

CFIndex controls_store(const Control *controls, UInt32 count, CFMutableDictionaryRef settings)
{
    CFIndex entries = 0;
    for (UInt32 i = 0; i < count; i++) {
        const ValueStorage *storage = &value_storages[controls[i].kind->type];
        if (controls[i].kind->is_momentary)
            continue;
        storage->put(settings, &controls[i], control_value(&controls[i]));
        entries += storage->entries;
    }
    return entries;
}

void controls_restore(Control *controls, UInt32 count, CFTypeRef settings,
                      const DeviceConfiguration *configuration,
                      void (*complain)(struct Device *device, const char *key, const char *why))
{
    for (UInt32 i = 0; i < count; i++) {
        Control *control = &controls[i];
        char key[KEY_CAPACITY];
        if (control->kind->is_momentary || !cf_get(settings, key_of(control, "", key)))
            continue;
        ControlValue value = control_value(control);
        const char *wrong =
            value_storages[control->kind->type].take(settings, control, configuration, &value);
        if (wrong)
            complain(control->object.device, key, wrong);
        else
            control_set_value(control, value);
    }
}
