/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/device_change.h"

#include "driver/device_follow.h"
#include "driver/device_io.h"
#include "driver/device_modules.h"
#include "driver/device_storage.h"

#include <stdlib.h>

static void cleanup_change(DeviceChange *change)
{
    chain_spec_cleanup(&change->chain);
    free(change->configuration);
    application_list_cleanup(&change->applications);
    insert_set_cleanup(&change->inserts);
    engine_free(change->old_engine);
}

static void free_change(DeviceChange *change)
{
    if (change)
        cleanup_change(change);
    free(change);
}

Status device_perform_rate(Device *device, DeviceChange *change, Announcement *announcement,
                           Error *error)
{
    const Status status =
        device->engine ? engine_set_sample_rate(device->engine, change->rate, error) : STATUS_OK;
    if (status != STATUS_OK)
        return status;
    atomic_store(&device->sample_rate, change->rate);
    device_renew_inserts(device, &change->inserts, announcement);
    announcement_add(announcement, kAudioDevicePropertyNominalSampleRate,
                     kAudioObjectPropertyScopeGlobal);
    announcement->formats = true;
    return STATUS_OK;
}

static Status perform_chain(Device *device, DeviceChange *change, Announcement *announcement,
                            Error *error)
{
    const EngineMode mode = engine_mode(device->engine);
    device_keep_out(device, &change->chain, announcement);
    const Status status = engine_set_chain(device->engine, &change->chain, mode, error);
    if (status != STATUS_OK)
        return status;
    device_forget_awaited_chain(device);
    announcement_add(announcement, kOssicleDevicePropertyChain, kAudioObjectPropertyScopeGlobal);
    announcement_add(announcement, kOssicleDevicePropertyParameters,
                     kAudioObjectPropertyScopeGlobal);
    return STATUS_OK;
}

static Status perform_mode(Device *device, DeviceChange *change, Announcement *announcement,
                           Error *error)
{
    Status status = engine_copy_chain(device->engine, &change->chain, error);
    if (status == STATUS_OK) {
        device_keep_out(device, &change->chain, announcement);
        status = engine_set_chain(device->engine, &change->chain, change->mode, error);
    }
    if (status == STATUS_OK)
        announcement_add(announcement, kOssicleDevicePropertyChainMode,
                         kAudioObjectPropertyScopeGlobal);
    return status;
}

/* Take the change with this action off the list; NULL if there is none. */
static DeviceChange *take_change(Device *device, UInt64 action)
{
    (void)pthread_mutex_lock(&device->lock);
    DeviceChange **link = &device->changes;
    while (*link && (*link)->action != action)
        link = &(*link)->next;
    DeviceChange *change = *link;
    if (change)
        *link = change->next;
    (void)pthread_mutex_unlock(&device->lock);
    return change;
}

static Status fail_as_removed(const Device *device, Error *error)
{
    return error_set(error, STATUS_NOT_FOUND, "device %s: it was removed",
                     device_configuration(device)->uid);
}

static OSStatus fail_without_memory(Device *device, DeviceChange *change)
{
    Error error;
    (void)error_set(&error, STATUS_NO_MEMORY, "a change of device %s: %s",
                    device_configuration(device)->uid, status_text(STATUS_NO_MEMORY));
    cleanup_change(change);
    device_report(device, &error);
    return kAudioHardwareUnspecifiedError;
}

OSStatus device_request_change(Device *device, DeviceChange *change)
{
    DeviceChange *kept = malloc(sizeof *kept);
    if (!kept)
        return fail_without_memory(device, change);
    *kept = *change;
    (void)pthread_mutex_lock(&device->lock);
    const UInt64 action = ++device->last_change;
    kept->action = action;
    kept->next = device->changes;
    device->changes = kept;
    (void)pthread_mutex_unlock(&device->lock);
    AudioServerPlugInHostRef host = device->driver->host;
    const OSStatus status =
        host->RequestDeviceConfigurationChange(host, device->object.id, action, NULL);
    if (status != kAudioHardwareNoError) /* the host may have performed it already: look it up */
        free_change(take_change(device, action));
    return status;
}

OSStatus device_request_rate(Device *device, Float64 rate)
{
    if (rate == device->sample_rate)
        return kAudioHardwareNoError;
    if (!device_has_rate(device, rate))
        return kAudioHardwareIllegalOperationError;
    return device_request_change(device,
                                 &(DeviceChange){.perform = device_perform_rate, .rate = rate});
}

/* Carry out a change for which sound needn't stop. */
static OSStatus change_now(Device *device, DeviceChange *change)
{
    Error error;
    Announcement announcement = {0};
    Status status = STATUS_NOT_FOUND;
    (void)pthread_mutex_lock(&device->lock);
    if (device->is_over)
        (void)fail_as_removed(device, &error);
    else
        status = change->perform(device, change, &announcement, &error);
    device_update_latency(device, &announcement);
    (void)pthread_mutex_unlock(&device->lock);
    cleanup_change(change);
    if (status != STATUS_OK) {
        device_report(device, &error);
        return kAudioHardwareIllegalOperationError;
    }
    device_store(device);
    device_announce(device, &announcement);
    return kAudioHardwareNoError;
}

OSStatus device_set_chain(Device *device, const char *text)
{
    Error error;
    DeviceChange change = {.perform = perform_chain};
    (void)pthread_mutex_lock(&device->driver->catalog_lock);
    const Status status = chain_spec_parse(&change.chain, text, device->driver->catalog, &error);
    (void)pthread_mutex_unlock(&device->driver->catalog_lock);
    if (status == STATUS_OK)
        return change_now(device, &change);
    device_report(device, &error);
    return kAudioHardwareIllegalOperationError;
}

OSStatus device_set_mode(Device *device, const char *text)
{
    DeviceChange change = {.perform = perform_mode};
    if (engine_mode_parse(text, &change.mode))
        return change_now(device, &change);
    Error error;
    (void)error_set(&error, STATUS_BAD_ARGUMENT, "chain mode '%s' is unknown: it is '%s' or '%s'",
                    text, engine_mode_text(ENGINE_MODE_WORKER),
                    engine_mode_text(ENGINE_MODE_INLINE));
    device_report(device, &error);
    return kAudioHardwareIllegalOperationError;
}

static void announce_formats(const Device *device)
{
    static const AudioObjectPropertyAddress formats[] = {
        {kAudioStreamPropertyVirtualFormat, kAudioObjectPropertyScopeGlobal,
         kAudioObjectPropertyElementMain},
        {kAudioStreamPropertyPhysicalFormat, kAudioObjectPropertyScopeGlobal,
         kAudioObjectPropertyElementMain},
    };
    for (Side side = 0; side < SIDE_COUNT; side++)
        driver_announce(device->driver, device->streams[side].object.id,
                        sizeof formats / sizeof *formats, formats);
}

/* I/O is off by the host's promise, but the clients may still count as running. */
static Status perform_locked(Device *device, DeviceChange *change, Announcement *announcement,
                             Error *error)
{
    if (device->is_over)
        return fail_as_removed(device, error);
    const bool was_running = device_halt(device);
    const Status status = change->perform(device, change, announcement, error);
    device_update_latency(device, announcement);
    Error resume_error;
    if (device_resume(device, was_running, &resume_error) == STATUS_OK || status != STATUS_OK)
        return status;
    *error = resume_error;
    return error->status;
}

OSStatus device_perform_change(Device *device, UInt64 action)
{
    DeviceChange *change = take_change(device, action);
    if (!change)
        return kAudioHardwareIllegalOperationError;
    Error error;
    Announcement announcement = {0};
    (void)pthread_mutex_lock(&device->lock);
    const Status status = perform_locked(device, change, &announcement, &error);
    (void)pthread_mutex_unlock(&device->lock);
    free_change(change);
    if (status != STATUS_OK) {
        device_report(device, &error);
        return kAudioHardwareUnspecifiedError;
    }
    device_store(device);
    device_announce(device, &announcement);
    if (announcement.formats)
        announce_formats(device);
    return kAudioHardwareNoError;
}

OSStatus device_abort_change(Device *device, UInt64 action)
{
    DeviceChange *change = take_change(device, action);
    if (!change)
        return kAudioHardwareIllegalOperationError;
    if (change->configuration) { /* whoever applied it was told that all was well */
        Error error;
        (void)error_set(
            &error, STATUS_FAILED,
            "device %s stays as it was: the host didn't carry out its change; apply the "
            "configuration again",
            device_configuration(device)->uid);
        device_report(device, &error);
    }
    free_change(change);
    return kAudioHardwareNoError;
}

void device_drop_changes(Device *device)
{
    while (device->changes) {
        DeviceChange *next = device->changes->next;
        free_change(device->changes);
        device->changes = next;
    }
}
