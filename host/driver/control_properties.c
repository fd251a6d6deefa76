/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Controls: AudioControl, and below it levels (volume) and booleans (mute). */

#include "driver/control.h"
#include "driver/device.h"
#include "driver/device_storage.h"
#include "driver/getters.h"
#include "driver/volume_curve.h"

#include <math.h>

static Control *control_of(const PropertyRequest *request)
{
    return (Control *)(void *)request->object;
}

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

static const ObjectClass control_class = {kAudioControlClassID, &object_class,
                                          PROPERTIES(control_rows)};

/* What follows from a new value of a control: the samples, the storage, the news. */
static void finish_set(const PropertyRequest *request, UInt32 count,
                       const AudioObjectPropertySelector *selectors)
{
    Device *device = control_of(request)->device;
    device_update_gain(device);
    device_store(device);
    AudioObjectPropertyAddress addresses[2];
    for (UInt32 i = 0; i < count; i++)
        addresses[i] = (AudioObjectPropertyAddress){selectors[i], kAudioObjectPropertyScopeGlobal,
                                                    kAudioObjectPropertyElementMain};
    driver_announce(request->driver, request->object->id, count, addresses);
}

static OSStatus get_scalar(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_float32(data, control_level(control_of(request)).scalar);
}

static OSStatus get_decibels(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_float32(data, control_level(control_of(request)).decibels);
}

static OSStatus set_level(const PropertyRequest *request, Level level)
{
    static const AudioObjectPropertySelector both[] = {
        kAudioLevelControlPropertyScalarValue,
        kAudioLevelControlPropertyDecibelValue,
    };
    control_set_level(control_of(request), level);
    finish_set(request, sizeof both / sizeof *both, both);
    return kAudioHardwareNoError;
}

/* Values out of range are taken to the nearest in it; what is no number is refused. */
static OSStatus set_scalar(const PropertyRequest *request, UInt32 count, const void *data)
{
    const Float32 asked = *(const Float32 *)data;
    if (isnan(asked))
        return kAudioHardwareIllegalOperationError;
    const Float32 scalar = fminf(fmaxf(asked, 0), 1);
    return set_level(request, (Level){scalar, volume_decibels_from_scalar(scalar)});
}

static OSStatus set_decibels(const PropertyRequest *request, UInt32 count, const void *data)
{
    const Float32 asked = *(const Float32 *)data;
    if (isnan(asked))
        return kAudioHardwareIllegalOperationError;
    const Float32 decibels = fminf(fmaxf(asked, VOLUME_MINIMUM_DB), VOLUME_MAXIMUM_DB);
    return set_level(request, (Level){volume_scalar_from_decibels(decibels), decibels});
}

static OSStatus get_decibel_range(const PropertyRequest *request, UInt32 *count, void *data)
{
    *(AudioValueRange *)data =
        (AudioValueRange){(Float64)VOLUME_MINIMUM_DB, (Float64)VOLUME_MAXIMUM_DB};
    return kAudioHardwareNoError;
}

/* The value to convert comes in the buffer that takes the result. */
static OSStatus convert_to_decibels(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_float32(data, volume_decibels_from_scalar(*(const Float32 *)data));
}

static OSStatus convert_to_scalar(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_float32(data, volume_scalar_from_decibels(*(const Float32 *)data));
}

static const Property level_rows[] = {
    {kAudioLevelControlPropertyScalarValue, SCOPE_GLOBAL, .size = sizeof(Float32),
     .get = get_scalar, .set = set_scalar},
    {kAudioLevelControlPropertyDecibelValue, SCOPE_GLOBAL, .size = sizeof(Float32),
     .get = get_decibels, .set = set_decibels},
    {kAudioLevelControlPropertyDecibelRange, SCOPE_GLOBAL, .size = sizeof(AudioValueRange),
     .get = get_decibel_range},
    {kAudioLevelControlPropertyConvertScalarToDecibels, SCOPE_GLOBAL, .size = sizeof(Float32),
     .get = convert_to_decibels},
    {kAudioLevelControlPropertyConvertDecibelsToScalar, SCOPE_GLOBAL, .size = sizeof(Float32),
     .get = convert_to_scalar},
};

static OSStatus get_flag(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_uint32(data, control_flag(control_of(request)));
}

static OSStatus set_flag(const PropertyRequest *request, UInt32 count, const void *data)
{
    static const AudioObjectPropertySelector selector = kAudioBooleanControlPropertyValue;
    control_set_flag(control_of(request), *(const UInt32 *)data != 0);
    finish_set(request, 1, &selector);
    return kAudioHardwareNoError;
}

static const Property boolean_rows[] = {
    {kAudioBooleanControlPropertyValue, SCOPE_GLOBAL, .size = sizeof(UInt32), .get = get_flag,
     .set = set_flag},
};

static const ObjectClass level_class = {kAudioLevelControlClassID, &control_class,
                                        PROPERTIES(level_rows)};
static const ObjectClass boolean_class = {kAudioBooleanControlClassID, &control_class,
                                          PROPERTIES(boolean_rows)};

const ObjectClass volume_control_class = {kAudioVolumeControlClassID, &level_class};
const ObjectClass mute_control_class = {kAudioMuteControlClassID, &boolean_class};
