/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/device_format.h"

#include "driver/cf.h"
#include "driver/device_change.h"
#include "driver/device_shape.h"
#include "realtime/memory.h"

#include <stdlib.h>

/* Under which the names of formats are stored. */
static const char *const keys[SIDE_COUNT] = {
    [SIDE_INPUT] = "input.format",
    [SIDE_OUTPUT] = "output.format",
};

const StreamFormat *device_format(const Device *device, Side side)
{
    const StreamFormat *format = device->streams[side].integer;
    return format ? format : stream_format_float;
}

static void set_format(Device *device, Side side, const StreamFormat *format)
{
    device->streams[side].integer = format == stream_format_float ? NULL : format;
}

/* The device may have become another one since it was asked for. */
static Status perform_format(Device *device, DeviceChange *change, Announcement *announcement,
                             Error *error)
{
    const DeviceConfiguration *configuration = device_configuration(device);
    if (!stream_format_is_in(configuration, change->format))
        return error_set(error, STATUS_UNSUPPORTED, "device %s has no format %s any more",
                         configuration->uid, change->format->name);
    if (change->rate != device->sample_rate) {
        const Status status = device_perform_rate(device, change, announcement, error);
        if (status != STATUS_OK)
            return status;
    }
    set_format(device, change->side, change->format);
    announcement->formats = true;
    return STATUS_OK;
}

OSStatus device_request_format(Device *device, Side side, const StreamFormat *format, Float64 rate)
{
    if (format == device_format(device, side))
        return device_request_rate(device, rate);
    DeviceChange change = {
        .perform = perform_format,
        .rate = rate,
        .side = side,
        .format = format,
    };
    return device_request_change(device, &change);
}

Status device_prepare_formats(Device *device, Error *error)
{
    const DeviceConfiguration *configuration = device_configuration(device);
    memory_free(device->mix);
    device->mix = NULL;
    if (!device->streams[SIDE_OUTPUT].integer)
        return STATUS_OK;
    device->mix = memory_new(sizeof(float) * ENGINE_BLOCK_FRAMES * configuration->channels);
    if (device->mix)
        return STATUS_OK;
    return error_set(error, STATUS_NO_MEMORY, "start of %s: %s", configuration->uid,
                     status_text(STATUS_NO_MEMORY));
}

void device_check_formats(Device *device)
{
    for (Side side = 0; side < SIDE_COUNT; side++)
        if (!stream_format_is_in(device_configuration(device), device_format(device, side)))
            set_format(device, side, stream_format_float);
}

CFIndex device_formats_store(const Device *device, CFMutableDictionaryRef settings)
{
    for (Side side = 0; side < SIDE_COUNT; side++)
        cf_put_text(settings, keys[side], device_format(device, side)->name);
    return SIDE_COUNT;
}

void device_formats_restore(Device *device, CFTypeRef settings,
                            void (*complain)(Device *device, const char *key, const char *why))
{
    for (Side side = 0; side < SIDE_COUNT; side++) {
        CFTypeRef value = cf_get(settings, keys[side]);
        char *name = value ? cf_copy_text(value) : NULL;
        const StreamFormat *format =
            name ? stream_format_named(device_configuration(device), name) : NULL;
        if (format)
            set_format(device, side, format);
        else if (value)
            complain(device, keys[side], "the device has no such format");
        free(name);
    }
}
