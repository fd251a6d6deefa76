/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The stereo pan. */

#include "driver/control_class.h"
#include "driver/device.h"

#include <math.h>

static OSStatus get_pan(const PropertyRequest *request, UInt32 *count, void *data)
{
    return put_float32(data, control_value(control_of(request)).pan.position);
}

static OSStatus change_pan(const PropertyRequest *request, const void *data, ControlValue *value)
{
    const Float32 asked = *(const Float32 *)data;
    if (isnan(asked))
        return kAudioHardwareIllegalOperationError;
    value->pan.position = fminf(fmaxf(asked, 0), 1);
    return kAudioHardwareNoError;
}

static OSStatus set_pan(const PropertyRequest *request, UInt32 count, const void *data)
{
    return control_set(request, data, change_pan);
}

static OSStatus get_pan_channels(const PropertyRequest *request, UInt32 *count, void *data)
{
    const Pan pan = control_value(control_of(request)).pan;
    UInt32 *channels = data;
    channels[0] = pan.left;
    channels[1] = pan.right;
    return kAudioHardwareNoError;
}

static OSStatus change_pan_channels(const PropertyRequest *request, const void *data,
                                    ControlValue *value)
{
    const UInt32 *asked = data;
    const UInt32 channels = request->shape->configuration->channels;
    if (asked[0] < 1 || asked[0] > channels || asked[1] < 1 || asked[1] > channels)
        return kAudioHardwareIllegalOperationError;
    value->pan.left = (UInt16)asked[0];
    value->pan.right = (UInt16)asked[1];
    return kAudioHardwareNoError;
}

static OSStatus set_pan_channels(const PropertyRequest *request, UInt32 count, const void *data)
{
    return control_set(request, data, change_pan_channels);
}

const Property pan_rows[PAN_ROW_COUNT] = {
    {kAudioStereoPanControlPropertyValue, SCOPE_GLOBAL, .size = sizeof(Float32), .get = get_pan,
     .set = set_pan},
    {kAudioStereoPanControlPropertyPanningChannels, SCOPE_GLOBAL, .size = sizeof(UInt32[2]),
     .get = get_pan_channels, .set = set_pan_channels},
};
