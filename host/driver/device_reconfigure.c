/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/device_reconfigure.h"

#include "driver/configuration_difference.h"
#include "driver/device_applications.h"
#include "driver/device_change.h"
#include "driver/device_clock.h"
#include "driver/device_configuration.h"
#include "driver/device_follow.h"
#include "driver/device_format.h"
#include "driver/device_modules.h"
#include "driver/driver_devices.h"

#include <string.h>

/* What a device is to get: all of it is made before anything changes. */
typedef struct Parts {
    DeviceShape *shape;
    Engine *engine; /* NULL: it keeps the one it has */
    Float64 sample_rate;
} Parts;

static bool has_rate(const DeviceConfiguration *configuration, Float64 rate)
{
    for (UInt32 i = 0; i < configuration->rate_count; i++) {
        if (configuration->rates[i] == rate)
            return true;
    }
    return false;
}

/* The chain that the device has, or the one that the configuration brings. */
static Status set_chain(Device *device, Engine *engine, bool is_new,
                        const DeviceConfiguration *configuration, Error *error)
{
    ChainSpec spec = {0};
    EngineMode mode = engine_mode(device->engine);
    if (is_new && configuration->chain_mode)
        (void)engine_mode_parse(configuration->chain_mode, &mode);
    Status status = STATUS_OK;
    if (is_new && configuration->chain) {
        (void)pthread_mutex_lock(&device->driver->catalog_lock);
        status = chain_spec_parse(&spec, configuration->chain, device->driver->catalog, error);
        (void)pthread_mutex_unlock(&device->driver->catalog_lock);
    } else if (!is_new) {
        status = engine_copy_chain(device->engine, &spec, error);
    }
    device_keep_out(device, &spec, NULL);
    if (status == STATUS_OK)
        status = engine_set_chain(engine, &spec, mode, error);
    chain_spec_cleanup(&spec);
    return status;
}

static Status make_engine(Device *device, const DeviceConfiguration *configuration,
                          const ConfigurationDifference *difference, Parts *parts, Error *error)
{
    const Float64 rate = device->sample_rate;
    const bool stays = has_rate(configuration, rate) &&
                       configuration->default_rate == device_configuration(device)->default_rate;
    parts->sample_rate = stays ? rate : configuration->default_rate;
    const bool same = !difference->engine && !difference->chain && parts->sample_rate == rate;
    if (!device->engine || same)
        return STATUS_OK;
    parts->engine = device_new_engine(device, configuration, parts->sample_rate, error);
    if (!parts->engine)
        return error->status;
    return set_chain(device, parts->engine, difference->chain, configuration, error);
}

/* The applications that the configuration brings. */
static Status make_applications(Device *device, const DeviceConfiguration *configuration,
                                ApplicationList *applications, Error *error)
{
    (void)pthread_mutex_lock(&device->driver->catalog_lock);
    const Status status =
        application_list_make(applications, configuration->applications,
                              configuration->application_count, device->driver->catalog, error);
    (void)pthread_mutex_unlock(&device->driver->catalog_lock);
    return status;
}

/* The engine that the device has no more. */
static Engine *install(Device *device, Parts *parts, const ConfigurationDifference *difference)
{
    Engine *old = NULL;
    if (difference->name)
        device_forget_name(device);
    if (difference->engine)
        device->clock.period_frames = parts->shape->configuration->ring_frames;
    atomic_store(&device->sample_rate, parts->sample_rate);
    if (parts->engine) {
        old = device->engine;
        device->engine = parts->engine;
        if (difference->chain)
            device_forget_awaited_chain(device);
        client_table_reset_readers(&device->clients, device->engine);
    }
    device_set_shape(device, parts->shape);
    driver_publish_device(device);
    if (difference->formats)
        device_check_formats(device);
    device_update_gain(device);
    if (difference->controls)
        (void)device_clock_restore(device, device->rate_scalar);
    return old;
}

/* [locked] What the device has no more is left in `change`. */
static Status apply(Device *device, const DeviceConfiguration *configuration, DeviceChange *change,
                    Announcement *announcement, Error *error)
{
    const DeviceConfiguration *before = device_configuration(device);
    const ConfigurationDifference difference =
        configuration_difference(before, configuration, announcement);
    Parts parts = {.sample_rate = device->sample_rate};
    Status status =
        device_shape_change(device, configuration, difference.controls, &parts.shape, error);
    if (status == STATUS_OK)
        status = make_engine(device, configuration, &difference, &parts, error);
    if (status == STATUS_OK && difference.applications)
        status = make_applications(device, configuration, &change->applications, error);
    if (status != STATUS_OK) {
        device_shape_free(parts.shape);
        change->old_engine = parts.engine;
        announcement->count = 0;
        return status;
    }
    const bool other_rate = parts.sample_rate != device->sample_rate;
    if (other_rate)
        announcement_add(announcement, kAudioDevicePropertyNominalSampleRate,
                         kAudioObjectPropertyScopeGlobal);
    announcement->formats = difference.formats || other_rate;
    const Float64 scalar = device->rate_scalar;
    change->old_engine = install(device, &parts, &difference);
    if (device->rate_scalar != scalar) /* it lost its clock source */
        announcement_add(announcement, kOssicleDevicePropertyClockRate,
                         kAudioObjectPropertyScopeGlobal);
    if (difference.applications)
        device_exchange_applications(device, &change->applications);
    if (difference.io)
        device_renew_inserts(device, &change->inserts, announcement);
    return STATUS_OK;
}

static Status perform(Device *device, DeviceChange *change, Announcement *announcement,
                      Error *error)
{
    return apply(device, change->configuration, change, announcement, error);
}

static Status apply_now(Device *device, const DeviceConfiguration *configuration, Error *error)
{
    Announcement announcement = {0};
    DeviceChange change = {0}; /* nothing is left: what needs parts of its own goes by the host */
    (void)pthread_mutex_lock(&device->lock);
    const Status status = apply(device, configuration, &change, &announcement, error);
    (void)pthread_mutex_unlock(&device->lock);
    device_announce(device, &announcement);
    return status;
}

static Status request(Device *device, const DeviceConfiguration *configuration, Error *error)
{
    DeviceChange change = {
        .perform = perform,
        .configuration = device_configuration_copy(configuration),
    };
    if (!change.configuration)
        return error_set(error, STATUS_NO_MEMORY, "%s", status_text(STATUS_NO_MEMORY));
    if (device_request_change(device, &change) == kAudioHardwareNoError)
        return STATUS_OK;
    return error_set(error, STATUS_FAILED, "device %s: the host refuses to change it",
                     configuration->uid);
}

Status device_reconfigure(Device *device, const DeviceConfiguration *configuration, Error *error)
{
    const DeviceConfiguration *before = device_configuration(device);
    if (strcmp(before->uid, configuration->uid) != 0 || before->is_clock != configuration->is_clock)
        return error_set(error, STATUS_BAD_ARGUMENT, "device %s can't become device %s",
                         before->uid, configuration->uid);
    const ConfigurationDifference difference =
        configuration_difference(before, configuration, &(Announcement){0});
    return difference.io ? request(device, configuration, error)
                         : apply_now(device, configuration, error);
}
