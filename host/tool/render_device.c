/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "tool/render_device.h"
#include "tool/cf.h"
#include "tool/device_rate.h"
#include "tool/property.h"
#include "tool/property_set.h"

#include "driver/custom_properties.h"
#include "hal/discovery.h"

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

bool render_device_has_troubles(const RenderDevice *device)
{
    CFTypeRef const engine = property_copy(device->hal, device->id, kOssicleDevicePropertyEngine,
                                           CFDictionaryGetTypeID());
    const int64_t troubles = cf_member_integer(engine, OSSICLE_KEY_TROUBLES, 0);
    cf_release(engine);
    return troubles > 0;
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

static Status set_rate(RenderDevice *device, const RenderSettings *settings, double rate_hz,
                       Error *error)
{
    char what[768];
    (void)snprintf(what, sizeof what,
                   "%.512s has a sample rate of %g Hz, which device %.128s doesn't take",
                   settings->input, rate_hz, device->name);
    const Status status = device_rate_set(device->hal, device->id, rate_hz, what, error);
    return status ? status : hal_device_info(device->hal, device->id, &device->info, error);
}

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
    const PropertySetting setting = {.object = device->id,
                                     .reporter = device->id,
                                     .address = property_address(selector),
                                     .type = HAL_VALUE_STRING,
                                     .what = option,
                                     .size = sizeof(CFStringRef),
                                     .data = &value};
    const Status status = property_set(device->hal, &setting, error);
    cf_release(value);
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
