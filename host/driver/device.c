/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/device.h"

#include "driver/control_gain.h"
#include "driver/device_change.h"
#include "driver/device_events.h"
#include "driver/device_follow.h"
#include "driver/device_format.h"
#include "driver/io_record.h"
#include "realtime/memory.h"

#include <assert.h>
#include <mach/mach_time.h>
#include <stdlib.h>

/* The log queue's thread calls this. */
static void latency_changed(void *context)
{
    Device *device = context;
    Announcement announcement = {0};
    (void)pthread_mutex_lock(&device->lock);
    device_update_latency(device, &announcement);
    (void)pthread_mutex_unlock(&device->lock);
    device_announce(device, &announcement);
}

Engine *device_new_engine(Device *device, const DeviceConfiguration *configuration,
                          Float64 sample_rate, Error *error)
{
    const EngineConfig config = {
        .channels = configuration->channels,
        .sample_rate_hz = sample_rate,
        .ring_frames = configuration->ring_frames,
        .catalog = device->driver->catalog,
        .log = &device->errors.log,
        .log_queue = device->driver->log_queue,
        .recorder = device->recorder,
        .latency_changed = latency_changed,
        .supervisor = device->driver->supervisor,
        .event = device_engine_event,
        .policy = device->driver->policy,
        .worker_path = device->driver->worker_program,
        .context = device,
    };
    return engine_new(&config, error);
}

static ClockTimebase host_timebase(void)
{
    mach_timebase_info_data_t info = {.numer = 1, .denom = 1};
    (void)mach_timebase_info(&info);
    return (ClockTimebase){info.numer, info.denom};
}

/* For the recorder. */
static uint64_t now_ns(void *context)
{
    return io_record_now_ns(context);
}

/* All that can fail. */
static Status make_parts(Device *device, const DeviceConfiguration *configuration, Error *error)
{
    DeviceShape *shape = NULL;
    if (client_table_init(&device->clients) != STATUS_OK)
        return error_set(error, STATUS_NO_MEMORY, "%s", status_text(STATUS_NO_MEMORY));
    const Status status = device_shape_new(device, configuration, &shape, error);
    if (status != STATUS_OK)
        return status;
    device_set_shape(device, shape);
    if (configuration->is_clock)
        return STATUS_OK;
    device->recorder = recorder_new(now_ns, device);
    if (!device->recorder)
        return error_set(error, STATUS_NO_MEMORY, "%s", status_text(STATUS_NO_MEMORY));
    device->engine = device_new_engine(device, configuration, configuration->default_rate, error);
    return device->engine ? STATUS_OK : error->status;
}

void device_set_shape(Device *device, DeviceShape *shape)
{
    shape->older = device->shape;
    atomic_store(&device->has_side[SIDE_INPUT], (shape->scopes & SCOPE_INPUT) != 0);
    atomic_store(&device->has_side[SIDE_OUTPUT], (shape->scopes & SCOPE_OUTPUT) != 0);
    if (shape->high_pass && device->high_pass != shape->high_pass)
        high_pass_start(shape->high_pass, device->sample_rate);
    atomic_store(&device->high_pass, shape->high_pass);
    atomic_store_explicit(&device->shape, shape, memory_order_release);
    device_check_formats(device);
}

Device *device_new(Driver *driver, AudioObjectID id, const DeviceConfiguration *configuration,
                   Error *error)
{
    /* The readers in it are aligned to cache lines. */
    Device *device = aligned_alloc(_Alignof(Device), sizeof *device);
    if (!device) {
        (void)error_set(error, STATUS_NO_MEMORY, "%s", status_text(STATUS_NO_MEMORY));
        return NULL;
    }
    *device = (Device){
        .driver = driver,
        .sample_rate = configuration->default_rate,
        .rate_scalar = 1,
    };
    clock_init(&device->clock, configuration->ring_frames, host_timebase());
    (void)pthread_mutex_init(&device->lock, NULL);
    (void)error_list_init(&device->errors, driver->configuration.log);
    device_events_init(device);
    device_make_objects(device, id, configuration->is_clock);
    if (make_parts(device, configuration, error) != STATUS_OK) {
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
    device_events_cleanup(device);
    recorder_free(device->recorder);
    memory_free(device->mix);
    device_drop_changes(device);
    client_table_cleanup(&device->clients);
    application_list_cleanup(&device->applications);
    error_list_cleanup(&device->errors);
    (void)pthread_mutex_destroy(&device->lock);
    for (DeviceShape *shape = device->shape; shape;) {
        DeviceShape *older = shape->older;
        device_shape_free(shape);
        shape = older;
    }
    free(device->name);
    device_forget_awaited_chain(device);
    free(device);
}

bool device_lock_engine(Device *device)
{
    (void)pthread_mutex_lock(&device->lock);
    if (device->engine)
        return true;
    (void)pthread_mutex_unlock(&device->lock);
    return false;
}

StereoPair device_stereo_pair(const Device *device, Side side)
{
    const UInt32 channels = device_configuration(device)->channels;
    const StereoPair pair = atomic_load(&device->stereo[side]);
    if (pair.left > 0 && pair.left <= channels && pair.right <= channels)
        return pair;
    return (StereoPair){1, channels > 1 ? 2 : 1};
}

void device_forget_name(Device *device)
{
    free(device->name);
    device->name = NULL;
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
    for (UInt32 i = 0; i < announcement->count; i++) {
        if (announcement->addresses[i].mSelector == selector &&
            announcement->addresses[i].mScope == scope)
            return;
    }
    assert(announcement->count < ANNOUNCEMENT_CAPACITY);
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
    const DeviceConfiguration *configuration = device_configuration(device);
    for (UInt32 i = 0; i < configuration->rate_count; i++) {
        if (configuration->rates[i] == rate)
            return true;
    }
    return false;
}

static void update_filter(const DeviceShape *shape)
{
    for (UInt32 i = 0; i < shape->control_count && shape->high_pass; i++) {
        if (shape->controls[i].kind == &control_kinds[CONTROL_HIGH_PASS])
            high_pass_choose(shape->high_pass, control_value(&shape->controls[i]).number);
    }
}

void device_update_gain(Device *device)
{
    if (!device->engine)
        return;
    float gains[ENGINE_MAX_CHANNELS];
    const DeviceShape *shape = device->shape;
    control_gains(shape->controls, shape->control_count, shape->configuration, gains);
    engine_set_gains(device->engine, gains);
    update_filter(shape);
}

void device_update_latency(Device *device, Announcement *announcement)
{
    const unsigned latency = device->engine ? engine_latency_frames(device->engine) : 0;
    if (atomic_exchange(&device->latency, latency) != latency)
        announcement_add(announcement, kAudioDevicePropertyLatency, kAudioObjectPropertyScopeInput);
}
