/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/device.h"

#include "driver/control_gain.h"
#include "driver/device_change.h"

#include <mach/mach_time.h>
#include <stdlib.h>

static const AudioObjectPropertyScope scopes[SIDE_COUNT] = {
    [SIDE_INPUT] = kAudioObjectPropertyScopeInput,
    [SIDE_OUTPUT] = kAudioObjectPropertyScopeOutput,
};

/* Make the controls; they are found later. */
static Status make_controls(Device *device)
{
    const UInt32 count = controls_count(device->configuration);
    if (count == 0)
        return STATUS_OK;
    device->controls = calloc(count, sizeof *device->controls);
    if (!device->controls)
        return STATUS_NO_MEMORY;
    device->control_count = count;
    controls_init(device->controls, device->configuration, device);
    return STATUS_OK;
}

static Status add_controls(Device *device, AudioObjectPropertyScope scope)
{
    Status status = STATUS_OK;
    for (UInt32 i = 0; i < device->control_count && status == STATUS_OK; i++) {
        Object *object = &device->controls[i].object;
        if (object->scope != scope)
            continue;
        object->owner = device->object.id;
        status = object_table_add(&device->driver->objects, object);
    }
    return status;
}

static Status add_side(Device *device, Side side)
{
    Stream *stream = &device->streams[side];
    stream->object = (Object){
        .class_info = &stream_class,
        .owner = device->object.id,
        .scope = scopes[side],
    };
    stream->device = device;
    const Status status = object_table_add(&device->driver->objects, &stream->object);
    return status == STATUS_OK ? add_controls(device, scopes[side]) : status;
}

/* Let I/O threads find the device. */
static void publish(Device *device)
{
    DeviceRoute *route = &device->driver->routes[device->object.id];
    route->engine = device->engine;
    atomic_store_explicit(&route->device, device, memory_order_release);
}

static Status add_objects(Device *device)
{
    device->object = (Object){
        .class_info = &device_class,
        .owner = kAudioObjectPlugInObject,
        .scope = kAudioObjectPropertyScopeGlobal,
    };
    Status status = object_table_add(&device->driver->objects, &device->object);
    for (Side side = 0; side < SIDE_COUNT && status == STATUS_OK; side++)
        status = add_side(device, side);
    if (status == STATUS_OK)
        status = add_controls(device, kAudioObjectPropertyScopeGlobal);
    if (status == STATUS_OK)
        publish(device);
    return status;
}

static Engine *make_engine(const Device *device, Error *error)
{
    const EngineConfig config = {
        .channels = device->configuration->channels,
        .sample_rate_hz = device->sample_rate,
        .ring_frames = device->configuration->ring_frames,
        .catalog = device->driver->catalog,
        .log = &device->errors.log,
    };
    return engine_new(&config, error);
}

static ClockTimebase host_timebase(void)
{
    mach_timebase_info_data_t info = {.numer = 1, .denom = 1};
    (void)mach_timebase_info(&info);
    return (ClockTimebase){info.numer, info.denom};
}

/* What a device needs besides its engine. The objects come last: others see it from then on. */
static bool finish(Device *device, Error *error)
{
    Status status = client_table_init(&device->clients);
    if (status == STATUS_OK)
        status = make_controls(device);
    if (status == STATUS_OK)
        status = add_objects(device);
    if (status != STATUS_OK)
        (void)error_set(error, status, "%s", status_text(status));
    return status == STATUS_OK;
}

Device *device_new(Driver *driver, const DeviceConfiguration *configuration, Error *error)
{
    /* The readers in it are aligned to cache lines. */
    Device *device = aligned_alloc(_Alignof(Device), sizeof *device);
    if (!device) {
        (void)error_set(error, STATUS_NO_MEMORY, "%s", status_text(STATUS_NO_MEMORY));
        return NULL;
    }
    *device = (Device){
        .driver = driver,
        .configuration = configuration,
        .sample_rate = configuration->default_rate,
    };
    clock_init(&device->clock, configuration->ring_frames, host_timebase());
    (void)pthread_mutex_init(&device->lock, NULL);
    (void)error_list_init(&device->errors, driver->configuration.log);
    device->engine = make_engine(device, error);
    if (!device->engine || !finish(device, error)) {
        device_free(device);
        return NULL;
    }
    return device;
}

void device_free(Device *device)
{
    if (!device)
        return;
    engine_free(device->engine);
    device_drop_changes(device);
    error_list_cleanup(&device->errors);
    client_table_cleanup(&device->clients);
    free(device->controls);
    (void)pthread_mutex_destroy(&device->lock);
    free(device);
}

void device_report(Device *device, const Error *error)
{
    log_write(&device->errors.log, LOG_LEVEL_ERROR, "%s", error->message);
    Announcement announcement = {0};
    announcement_add(&announcement, kOssicleDevicePropertyErrors, kAudioObjectPropertyScopeGlobal);
    device_announce(device, &announcement);
}

void announcement_add(Announcement *announcement, AudioObjectPropertySelector selector,
                      AudioObjectPropertyScope scope)
{
    announcement->addresses[announcement->count++] =
        (AudioObjectPropertyAddress){selector, scope, kAudioObjectPropertyElementMain};
}

void device_announce(const Device *device, const Announcement *announcement)
{
    driver_announce(device->driver, device->object.id, announcement->count,
                    announcement->addresses);
}

bool device_has_rate(const Device *device, Float64 rate)
{
    const DeviceConfiguration *configuration = device->configuration;
    for (UInt32 i = 0; i < configuration->rate_count; i++) {
        if (configuration->rates[i] == rate)
            return true;
    }
    return false;
}

void device_update_gain(Device *device)
{
    float gains[ENGINE_MAX_CHANNELS];
    control_gains(device->controls, device->control_count, device->configuration, gains);
    engine_set_gains(device->engine, gains);
}

void device_update_latency(Device *device, Announcement *announcement)
{
    const unsigned latency = engine_latency_frames(device->engine);
    if (atomic_exchange(&device->latency, latency) != latency)
        announcement_add(announcement, kAudioDevicePropertyLatency, kAudioObjectPropertyScopeInput);
}

Device *device_of(const PropertyRequest *request)
{
    Device *device = driver_device(request->driver, request->object->id);
    return device ? device : driver_device(request->driver, request->object->owner);
}
