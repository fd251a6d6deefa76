/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/render_device.h"
#include "tool/cf.h"
#include "tool/property.h"

#include "driver/custom_properties.h"
#include "hal/discovery.h"
#include "trace/four_chars.h"

#include <stdio.h>
#include <stdlib.h>

int64_t render_device_latency(const RenderDevice *device)
{
    return (int64_t)device->info.input_latency + device->info.output_latency;
}

CFArrayRef render_device_copy_errors(const RenderDevice *device)
{
    return property_copy(device->hal, device->id, kOssicleDevicePropertyErrors, CFArrayGetTypeID());
}

/* The text of a property that every device should have, or else its number. */
static char *copy_text(const RenderDevice *device, AudioObjectPropertySelector selector)
{
    char *text = property_copy_text(device->hal, device->id, selector);
    if (!text && asprintf(&text, "device %u", (unsigned)device->id) < 0)
        text = NULL;
    return text;
}

static Status find_device(RenderDevice *device, Error *error)
{
    device->id = hal_find_device(device->hal, NULL);
    if (device->id == kAudioObjectUnknown)
        return error_set(error, STATUS_NOT_FOUND, "the driver has no device");
    device->name = copy_text(device, kAudioObjectPropertyName);
    device->uid = copy_text(device, kAudioDevicePropertyDeviceUID);
    if (!device->name || !device->uid)
        return error_set(error, STATUS_NO_MEMORY, "%s", status_text(STATUS_NO_MEMORY));
    return hal_device_info(device->hal, device->id, &device->info, error);
}

static Status check_channels(const RenderDevice *device, const RenderSettings *settings,
                             const EndpointFormat *format, Error *error)
{
    const UInt32 output = device->info.output_channels;
    const UInt32 channels =
        device->info.input_channels < output ? device->info.input_channels : output;
    if (format->channels <= channels)
        return STATUS_OK;
    return error_set(error, STATUS_UNSUPPORTED,
                     "%s has %u channels, but device %s only %u for playing and %u for recording",
                     settings->input, (unsigned)format->channels, device->name, (unsigned)output,
                     (unsigned)device->info.input_channels);
}

static size_t append_range(char *text, size_t size, AudioValueRange range)
{
    char end[32] = "";
    if (range.mMaximum > range.mMinimum)
        (void)snprintf(end, sizeof end, " to %g", range.mMaximum);
    return (size_t)snprintf(text, size, "%g%s", range.mMinimum, end);
}

/* Say in `text` which rates the device offers; returns whether `rate_hz` is one of them. */
static bool offers_rate(const RenderDevice *device, double rate_hz, char *text, size_t size)
{
    const AudioObjectPropertyAddress address =
        property_address(kAudioDevicePropertyAvailableNominalSampleRates);
    UInt32 bytes = 0;
    AudioValueRange *const ranges = hal_copy(device->hal, device->id, &address, &bytes);
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

static Status set_rate(RenderDevice *device, const RenderSettings *settings, double rate_hz,
                       Error *error)
{
    if (device->info.sample_rate_hz == rate_hz)
        return STATUS_OK;
    const AudioObjectPropertyAddress address =
        property_address(kAudioDevicePropertyNominalSampleRate);
    char offered[512];
    const Float64 rate = rate_hz;
    if (offers_rate(device, rate_hz, offered, sizeof offered) &&
        hal_set(device->hal, device->id, &address, 0, NULL, sizeof rate, &rate) ==
            kAudioHardwareNoError) {
        hal_settle(device->hal);
        const Status status = hal_device_info(device->hal, device->id, &device->info, error);
        if (status || device->info.sample_rate_hz == rate_hz)
            return status;
    }
    return error_set(error, STATUS_UNSUPPORTED,
                     "%s has a sample rate of %g Hz, which device %s doesn't take: it offers %s Hz",
                     settings->input, rate_hz, device->name, offered[0] ? offered : "no other");
}

/* The last of the device's errors, unless they are the same as `before`. */
static char *copy_new_error(const RenderDevice *device, CFArrayRef before)
{
    CFArrayRef const errors = render_device_copy_errors(device);
    const CFIndex count = cf_count(errors);
    char *text = NULL;
    if (count > 0 && !(before && CFEqual(errors, before)))
        text = cf_copy_text(CFArrayGetValueAtIndex(errors, count - 1));
    cf_release(errors);
    return text;
}

/* What a set refuses it says at once; what a configuration change refuses shows when it is done. */
static Status set_text(const RenderDevice *device, AudioObjectPropertySelector selector,
                       const char *option, const char *text, Error *error)
{
    if (!property_has(device->hal, device->id, selector))
        return error_set(error, STATUS_UNSUPPORTED,
                         "device %s isn't one of Ossicle's, so it takes no %s", device->name,
                         option);
    CFStringRef const value = cf_copy_string(text);
    if (!value)
        return error_set(error, STATUS_BAD_ARGUMENT, "%s: its value isn't UTF-8 text", option);
    cf_release(value);
    CFArrayRef const before = render_device_copy_errors(device);
    const OSStatus result = property_set_text(device->hal, device->id, selector, text);
    hal_settle(device->hal);
    char *const reason = copy_new_error(device, before);
    cf_release(before);
    Status status = STATUS_OK;
    char code[FOUR_CHARS_TEXT_SIZE];
    if (reason)
        status = error_set(error, STATUS_BAD_ARGUMENT, "%s", reason);
    else if (result != kAudioHardwareNoError)
        status = error_set(error, STATUS_FAILED, "%s %s: device %s refused it with error %s",
                           option, text, device->name, four_chars_text((UInt32)result, code));
    free(reason);
    return status;
}

static Status set_buffer(const RenderDevice *device, const RenderSettings *settings, Error *error)
{
    Error reason;
    const Status status = hal_set_buffer_frames(device->hal, device->id, settings->frames, &reason);
    return status ? error_set(error, status, "--frames %u: %s", (unsigned)settings->frames,
                              reason.message)
                  : STATUS_OK;
}

Status render_device_prepare(RenderDevice *device, Hal *hal, const RenderSettings *settings,
                             const EndpointFormat *format, Error *error)
{
    *device = (RenderDevice){.hal = hal};
    Status status = find_device(device, error);
    if (!status)
        status = check_channels(device, settings, format, error);
    if (!status)
        status = set_rate(device, settings, format->rate_hz, error);
    if (!status && settings->mode)
        status = set_text(device, kOssicleDevicePropertyChainMode, "--mode", settings->mode, error);
    if (!status && settings->chain)
        status = set_text(device, kOssicleDevicePropertyChain, "--chain", settings->chain, error);
    if (!status && settings->frames)
        status = set_buffer(device, settings, error);
    return status ? status : hal_device_info(hal, device->id, &device->info, error);
}

void render_device_cleanup(RenderDevice *device)
{
    free(device->name);
    free(device->uid);
    *device = (RenderDevice){0};
}
