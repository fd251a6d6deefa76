/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/device_io.h"

#include "driver/device_applications.h"
#include "driver/device_clock.h"
#include "driver/device_format.h"
#include "driver/device_storage.h"
#include "driver/driver_devices.h"

bool device_halt(Device *device)
{
    const bool was_running = atomic_exchange(&device->running, false);
    if (was_running && device->engine)
        engine_stop(device->engine);
    return was_running;
}

Status device_resume(Device *device, bool was_running, Error *error)
{
    if (!was_running)
        return STATUS_OK;
    Status status = device_prepare_formats(device, error);
    if (status == STATUS_OK && device->recorder)
        status = recorder_start(device->recorder, error);
    if (status == STATUS_OK && device->engine)
        status = engine_start(device->engine, error);
    if (status != STATUS_OK)
        return status;
    if (device->high_pass)
        high_pass_start(device->high_pass, device->sample_rate);
    device_clock_start(device);
    atomic_store(&device->running, true);
    return STATUS_OK;
}

/* A client came, went, started or stopped, and maybe the device with it. The host isn't listed. */
static void announce_client(const Device *device, UInt32 client_id, bool running_changed)
{
    Announcement announcement = {0};
    if (client_id != kAudioServerPlugInHostClientID)
        announcement_add(&announcement, kOssicleDevicePropertyClients,
                         kAudioObjectPropertyScopeGlobal);
    if (running_changed)
        announcement_add(&announcement, kAudioDevicePropertyDeviceIsRunning,
                         kAudioObjectPropertyScopeGlobal);
    device_announce(device, &announcement);
}

/* Take the lock of a device that may be used; false, without the lock, if it is gone. */
static bool lock_alive(Device *device)
{
    (void)pthread_mutex_lock(&device->lock);
    if (device->is_alive && !device->is_over)
        return true;
    (void)pthread_mutex_unlock(&device->lock);
    return false;
}

OSStatus device_add_client(Device *device, const AudioServerPlugInClientInfo *info)
{
    Error error = {.status = STATUS_OK};
    if (!lock_alive(device))
        return kAudioHardwareBadDeviceError;
    const Status status = client_table_add(&device->clients, info);
    if (status == STATUS_OK)
        (void)device_add_insert(device, info->mClientID, &error);
    (void)pthread_mutex_unlock(&device->lock);
    if (status != STATUS_OK)
        return kAudioHardwareIllegalOperationError;
    announce_client(device, info->mClientID, false);
    if (error.status != STATUS_OK)
        device_report(device, &error);
    return kAudioHardwareNoError;
}

OSStatus device_remove_client(Device *device, UInt32 client_id)
{
    (void)pthread_mutex_lock(&device->lock);
    Insert *insert = device_take_insert(device, client_id);
    const Status status = client_table_remove(&device->clients, client_id);
    const bool stopped = device->clients.running == 0 && device_halt(device);
    (void)pthread_mutex_unlock(&device->lock);
    insert_free(insert);
    if (stopped)
        device_store_states(device);
    if (status == STATUS_OK)
        announce_client(device, client_id, stopped);
    driver_end_device(device);
    return status == STATUS_OK ? kAudioHardwareNoError : kAudioHardwareIllegalOperationError;
}

/* Count the start; the first one switches the device on. */
static Status start_locked(Device *device, UInt32 client_id, Error *error)
{
    const Status status = client_table_start(&device->clients, client_id, device->engine);
    if (status != STATUS_OK)
        return error_set(error, status, "start of client %u: %s", client_id, status_text(status));
    if (device_resume(device, !device->running, error) == STATUS_OK)
        return STATUS_OK;
    (void)client_table_stop(&device->clients, client_id);
    return error->status;
}

OSStatus device_start_io(Device *device, UInt32 client_id)
{
    Error error = {0};
    if (!lock_alive(device))
        return kAudioHardwareBadDeviceError;
    const bool was_running = device->running;
    const Status status = start_locked(device, client_id, &error);
    const bool changed = was_running != device->running;
    (void)pthread_mutex_unlock(&device->lock);
    if (status == STATUS_OK) {
        announce_client(device, client_id, changed);
        return kAudioHardwareNoError;
    }
    device_report(device, &error);
    return status == STATUS_NOT_FOUND || status == STATUS_BUSY ? kAudioHardwareIllegalOperationError
                                                               : kAudioHardwareUnspecifiedError;
}

OSStatus device_stop_io(Device *device, UInt32 client_id)
{
    (void)pthread_mutex_lock(&device->lock);
    const Status status = client_table_stop(&device->clients, client_id);
    const bool stopped = device->clients.running == 0 && device_halt(device);
    (void)pthread_mutex_unlock(&device->lock);
    if (stopped)
        device_store_states(device);
    if (status == STATUS_OK)
        announce_client(device, client_id, stopped);
    driver_end_device(device);
    return status == STATUS_OK ? kAudioHardwareNoError : kAudioHardwareIllegalOperationError;
}

void device_finish(Device *device)
{
    (void)pthread_mutex_lock(&device->lock);
    const bool stopped = device_halt(device);
    (void)pthread_mutex_unlock(&device->lock);
    if (stopped)
        device_store_states(device);
}
