/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/device_rate.h"
#include "tool/property.h"

#include "hal/discovery.h"

#include <stdio.h>
#include <stdlib.h>

static size_t append_range(char *text, size_t size, AudioValueRange range)
{
    char end[32] = "";
    if (range.mMaximum > range.mMinimum)
        (void)snprintf(end, sizeof end, " to %g", range.mMaximum);
    return (size_t)snprintf(text, size, "%g%s", range.mMinimum, end);
}

bool device_rate_is_offered(Hal *hal, AudioObjectID device, double rate_hz, char *text, size_t size)
{
    const AudioObjectPropertyAddress address =
        property_address(kAudioDevicePropertyAvailableNominalSampleRates);
    UInt32 bytes = 0;
    AudioValueRange *const ranges = hal_copy(hal, device, &address, &bytes);
    const size_t count = ranges ? bytes / sizeof *ranges : 0;
    bool offered = false;
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        offered = offered || (rate_hz >= ranges[i].mMinimum && rate_hz <= ranges[i].mMaximum);
        if (i && used < size)
            used += (size_t)snprintf(text + used, size - used, ", ");
        if (used < size)
            used += append_range(text + used, size - used, ranges[i]);
    }
    free(ranges);
    return offered;
}

static bool has_rate(Hal *hal, AudioObjectID device, double rate_hz)
{
    HalDeviceInfo info;
    return !hal_device_info(hal, device, &info, NULL) && info.sample_rate_hz >= rate_hz &&
           info.sample_rate_hz <= rate_hz;
}

Status device_rate_set(Hal *hal, AudioObjectID device, double rate_hz, const char *what,
                       Error *error)
{
    const AudioObjectPropertyAddress address =
        property_address(kAudioDevicePropertyNominalSampleRate);
    const Float64 rate = rate_hz;
    char offered[512];
    if (has_rate(hal, device, rate_hz))
        return STATUS_OK;
    if (device_rate_is_offered(hal, device, rate_hz, offered, sizeof offered) &&
        hal_set(hal, device, &address, 0, NULL, sizeof rate, &rate) == kAudioHardwareNoError) {
        hal_settle(hal);
        if (has_rate(hal, device, rate_hz))
            return STATUS_OK;
    }
    return error_set(error, STATUS_UNSUPPORTED, "%s: it offers %s Hz", what,
                     offered[0] ? offered : "no other");
}
