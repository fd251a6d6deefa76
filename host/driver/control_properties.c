/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What all controls have in common, and the classes of those whose value is a plain number. */

#include "driver/control_class.h"
#include "driver/device.h"
#include "driver/device_clock.h"
#include "driver/device_storage.h"

static OSStatus get_scope(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, request->object->scope);
}

static OSStatus get_element(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, control_of(request)->element);
}

static const Property control_rows[] = {
    {kAudioControlPropertyScope, SCOPE_GLOBAL, .size = sizeof(AudioObjectPropertyScope),
     .get = get_scope},
    {kAudioControlPropertyElement, SCOPE_GLOBAL, .size = sizeof(AudioObjectPropertyElement),
     .get = get_element},
};

const ObjectClass control_class = {kAudioControlClassID, &object_class, PROPERTIES(control_rows)};

/* A level is one value behind two properties; any other value has the one that was set. */
static void announce(const PropertyRequest *request)
{
    static const AudioObjectPropertyAddress level[] = {
        {kAudioLevelControlPropertyScalarValue, kAudioObjectPropertyScopeGlobal,
         kAudioObjectPropertyElementMain},
        {kAudioLevelControlPropertyDecibelValue, kAudioObjectPropertyScopeGlobal,
         kAudioObjectPropertyElementMain},
    };
    const bool is_level = control_of(request)->kind->type == CONTROL_TYPE_LEVEL;
    if (is_level)
        driver_announce(request->driver, request->object->id, sizeof level / sizeof *level, level);
    else
        driver_announce(request->driver, request->object->id, 1, request->address);
}

/* [locked] While the request was on its way the device may have gone, or got other controls. */
static bool is_still_there(const PropertyRequest *request)
{
    const DeviceShape *shape = request->device->shape;
    return !request->device->is_gone && shape->controls == request->shape->controls;
}

OSStatus control_set(const PropertyRequest *request, const void *data, ControlChange *change)
{
    Control *control = control_of(request);
    Device *device = request->device;
    (void)pthread_mutex_lock(&device->lock);
    ControlValue value = control_value(control);
    const OSStatus status =
        is_still_there(request) ? change(request, data, &value) : kAudioHardwareBadObjectError;
    if (status == kAudioHardwareNoError) {
        control_set_value(control, value);
        device_update_gain(device);
    }
    (void)pthread_mutex_unlock(&device->lock);
    if (status != kAudioHardwareNoError)
        return status;
    if (!control->kind->is_momentary)
        device_store(device);
    announce(request);
    return kAudioHardwareNoError;
}

OSStatus control_get_number(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, control_value(control_of(request)).number);
}

static OSStatus change_flag(const PropertyRequest *request, const void *data, ControlValue *value)
{
    value->number = *(const UInt32 *)data != 0;
    return kAudioHardwareNoError;
}

static OSStatus set_flag(const PropertyRequest *request, UInt32 count, const void *data)
{
    return control_set(request, data, change_flag);
}

static const Property boolean_rows[] = {
    {kAudioBooleanControlPropertyValue, SCOPE_GLOBAL, .size = sizeof(UInt32),
     .get = control_get_number, .set = set_flag},
};

/* The only slider is that of the clock's rate, which has a second face (device_clock.h). */
static OSStatus set_clock_rate(const PropertyRequest *request, UInt32 count, const void *data)
{
    const ControlKind *kind = control_of(request)->kind;
    const UInt32 asked = *(const UInt32 *)data;
    const UInt32 low = asked < kind->minimum ? kind->minimum : asked;
    const UInt32 value = low > kind->maximum ? kind->maximum : low;
    return device_set_rate_scalar(device_of(request), value / (Float64)CLOCK_RATE_NOMINAL);
}

static OSStatus get_slider_range(const PropertyRequest *request, UInt32 *count, void *data)
{
    const ControlKind *kind = control_of(request)->kind;
    UInt32 *range = data;
    range[0] = kind->minimum;
    range[1] = kind->maximum;
    return kAudioHardwareNoError;
}

static const Property slider_rows[] = {
    {kAudioSliderControlPropertyValue, SCOPE_GLOBAL, .size = sizeof(UInt32),
     .get = control_get_number, .set = set_clock_rate},
    {kAudioSliderControlPropertyRange, SCOPE_GLOBAL, .size = sizeof(UInt32[2]),
     .get = get_slider_range},
};

static const ObjectClass boolean_class = {kAudioBooleanControlClassID, &control_class,
                                          PROPERTIES(boolean_rows)};

#define CLASS(...)                                                                                 \
    &(const ObjectClass)                                                                           \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }

const ObjectClass *const control_classes[CONTROL_KIND_COUNT] = {
    [CONTROL_VOLUME] = CLASS(kAudioVolumeControlClassID, &level_control_class),
    [CONTROL_LFE_VOLUME] = CLASS(kAudioLFEVolumeControlClassID, &level_control_class),
    [CONTROL_MUTE] = CLASS(kAudioMuteControlClassID, &boolean_class),
    [CONTROL_LFE_MUTE] = CLASS(kAudioLFEMuteControlClassID, &boolean_class),
    [CONTROL_SOLO] = CLASS(kAudioSoloControlClassID, &boolean_class),
    [CONTROL_JACK] = CLASS(kAudioJackControlClassID, &boolean_class),
    [CONTROL_PHANTOM_POWER] = CLASS(kAudioPhantomPowerControlClassID, &boolean_class),
    [CONTROL_PHASE_INVERT] = CLASS(kAudioPhaseInvertControlClassID, &boolean_class),
    [CONTROL_CLIP_LIGHT] =
        CLASS(kAudioClipLightControlClassID, &boolean_class, clip_rows, CLIP_ROW_COUNT),
    [CONTROL_TALKBACK] = CLASS(kAudioTalkbackControlClassID, &boolean_class),
    [CONTROL_LISTENBACK] = CLASS(kAudioListenbackControlClassID, &boolean_class),
    [CONTROL_DATA_SOURCE] = CLASS(kAudioDataSourceControlClassID, &selector_control_class),
    [CONTROL_DATA_DESTINATION] =
        CLASS(kAudioDataDestinationControlClassID, &selector_control_class),
    [CONTROL_CLOCK_SOURCE] = CLASS(kAudioClockSourceControlClassID, &selector_control_class),
    [CONTROL_LINE_LEVEL] = CLASS(kAudioLineLevelControlClassID, &selector_control_class),
    [CONTROL_HIGH_PASS] = CLASS(kAudioHighPassFilterControlClassID, &selector_control_class),
    [CONTROL_CLOCK_RATE] =
        CLASS(kAudioSliderControlClassID, &control_class, PROPERTIES(slider_rows)),
    [CONTROL_PAN] = CLASS(kAudioStereoPanControlClassID, &control_class, pan_rows, PAN_ROW_COUNT),
};
