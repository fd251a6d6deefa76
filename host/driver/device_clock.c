/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/device_clock.h"

#include "driver/device_shape.h"
#include "driver/device_storage.h"

#include <mach/mach_time.h>
#include <math.h>

static double clock_rate(const Device *device)
{
    return device->sample_rate * device->rate_scalar;
}

void device_clock_start(Device *device)
{
    clock_start(&device->clock, mach_absolute_time(), clock_rate(device));
}

static bool is_in_range(Float64 scalar)
{
    return scalar >= (double)CLOCK_RATE_MINIMUM / (double)CLOCK_RATE_NOMINAL &&
           scalar <= (double)CLOCK_RATE_MAXIMUM / (double)CLOCK_RATE_NOMINAL;
}

/* The control of this kind, of which a device has one at most; NULL: none. */
static Control *find_control(const Device *device, UInt32 kind)
{
    const DeviceShape *shape = device->shape;
    for (UInt32 i = 0; i < shape->control_count; i++)
        if (shape->controls[i].kind == &control_kinds[kind])
            return &shape->controls[i];
    return NULL;
}

bool device_clock_is_adjustable(const Device *device)
{
    const Control *source = find_control(device, CONTROL_CLOCK_SOURCE);
    return source && control_value(source).number == CLOCK_SOURCE_ADJUSTABLE;
}

static void set_scalar(Device *device, Float64 scalar)
{
    atomic_store(&device->rate_scalar, scalar);
    Control *control = find_control(device, CONTROL_CLOCK_RATE);
    if (control)
        control_set_value(
            control, (ControlValue){.number = (UInt32)lrint(scalar * (double)CLOCK_RATE_NOMINAL)});
    if (device->running)
        clock_set_rate(&device->clock, mach_absolute_time(), clock_rate(device));
}

static void announce_scalar(const Device *device)
{
    static const AudioObjectPropertyAddress value = {kAudioSliderControlPropertyValue,
                                                     kAudioObjectPropertyScopeGlobal,
                                                     kAudioObjectPropertyElementMain};
    Announcement announcement = {0};
    announcement_add(&announcement, kOssicleDevicePropertyClockRate,
                     kAudioObjectPropertyScopeGlobal);
    device_announce(device, &announcement);
    const Control *control = find_control(device, CONTROL_CLOCK_RATE);
    if (control)
        driver_announce(device->driver, control->object.id, 1, &value);
}

static OSStatus refuse(Device *device, Float64 scalar, const char *why)
{
    Error error;
    (void)error_set(&error, STATUS_BAD_ARGUMENT, "clock rate %g of %s is refused: %s", scalar,
                    device_configuration(device)->uid, why);
    device_report(device, &error);
    return kAudioHardwareIllegalOperationError;
}

OSStatus device_set_rate_scalar(Device *device, Float64 scalar)
{
    if (!is_in_range(scalar))
        return refuse(device, scalar, "it must be from 0.99 to 1.01");
    (void)pthread_mutex_lock(&device->lock);
    const bool is_adjustable = device_clock_is_adjustable(device);
    if (is_adjustable)
        set_scalar(device, scalar);
    (void)pthread_mutex_unlock(&device->lock);
    if (!is_adjustable)
        return refuse(device, scalar, "set the clock source to Adjustable before");
    device_store(device);
    announce_scalar(device);
    return kAudioHardwareNoError;
}

void device_clock_source_changed(Device *device)
{
    (void)pthread_mutex_lock(&device->lock);
    const bool changes = !device_clock_is_adjustable(device) && device->rate_scalar != 1;
    if (changes)
        set_scalar(device, 1);
    (void)pthread_mutex_unlock(&device->lock);
    if (changes) {
        device_store(device);
        announce_scalar(device);
    }
    Announcement announcement = {0};
    announcement_add(&announcement, kAudioDevicePropertyClockIsStable,
                     kAudioObjectPropertyScopeGlobal);
    device_announce(device, &announcement);
}

bool device_clock_restore(Device *device, Float64 scalar)
{
    const bool is_good = is_in_range(scalar);
    set_scalar(device, is_good && device_clock_is_adjustable(device) ? scalar : 1);
    return is_good;
}
