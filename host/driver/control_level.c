/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Levels: volume in scalar and decibels. */

#include "driver/control_class.h"
#include "driver/device.h"
#include "driver/volume_curve.h"

#include <math.h>

static const VolumeConfiguration *curve_of(const PropertyRequest *request)
{
    return &request->shape->configuration->volume;
}

static OSStatus get_scalar(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_float32(data, control_value(control_of(request)).level.scalar);
}

static OSStatus get_decibels(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_float32(data, control_value(control_of(request)).level.decibels);
}

/* Values out of range are taken to the nearest in it; what is no number is refused. */
static OSStatus change_scalar(const PropertyRequest *request, const void *data, ControlValue *value)
{
    const Float32 asked = *(const Float32 *)data;
    if (isnan(asked))
        return kAudioHardwareIllegalOperationError;
    const Float32 scalar = fminf(fmaxf(asked, 0), 1);
    value->level = (Level){scalar, volume_decibels_from_scalar(curve_of(request), scalar)};
    return kAudioHardwareNoError;
}

static OSStatus set_scalar(const PropertyRequest *request, UInt32 count, const void *data)
{
    return control_set(request, data, change_scalar);
}

static OSStatus change_decibels(const PropertyRequest *request, const void *data,
                                ControlValue *value)
{
    const Float32 asked = *(const Float32 *)data;
    if (isnan(asked))
        return kAudioHardwareIllegalOperationError;
    const VolumeRange range = volume_range(curve_of(request));
    const Float32 decibels = fminf(fmaxf(asked, range.minimum_db), range.maximum_db);
    value->level = (Level){volume_scalar_from_decibels(curve_of(request), decibels), decibels};
    return kAudioHardwareNoError;
}

static OSStatus set_decibels(const PropertyRequest *request, UInt32 count, const void *data)
{
    return control_set(request, data, change_decibels);
}

static OSStatus get_decibel_range(const PropertyRequest *request, UInt32 *count, void *data)
{
    const VolumeRange range = volume_range(curve_of(request));
    *(AudioValueRange *)data =
        (AudioValueRange){(Float64)range.minimum_db, (Float64)range.maximum_db};
    return kAudioHardwareNoError;
}

/* The value to convert comes in the buffer that takes the result. */
static OSStatus convert_to_decibels(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_float32(data,
                       volume_decibels_from_scalar(curve_of(request), *(const Float32 *)data));
}

static OSStatus convert_to_scalar(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_float32(data,
                       volume_scalar_from_decibels(curve_of(request), *(const Float32 *)data));
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

const ObjectClass level_control_class = {kAudioLevelControlClassID, &control_class,
                                         PROPERTIES(level_rows)};
