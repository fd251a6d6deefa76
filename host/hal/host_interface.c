/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/host_interface.h"

#include "hal/hal_private.h"

static Hal *hal_of(AudioServerPlugInHostRef host)
{
    return ((const HostInterface *)(const void *)host)->hal;
}

/* Whether a device may be gone. */
static bool tells_of_devices(AudioObjectID object, const AudioObjectPropertyAddress *address)
{
    if (object == kAudioObjectPlugInObject)
        return address->mSelector == kAudioPlugInPropertyDeviceList ||
               address->mSelector == kAudioObjectPropertyOwnedObjects;
    return address->mSelector == kAudioDevicePropertyDeviceIsAlive;
}

static OSStatus properties_changed(AudioServerPlugInHostRef host, AudioObjectID object,
                                   UInt32 count, const AudioObjectPropertyAddress *addresses)
{
    Hal *hal = hal_of(host);
    rules_check(&hal->rules, !io_thread_is_current(), RULE_NOTIFIES_OFF_IO_THREAD, object,
                count > 0 ? addresses[0].mSelector : 0, 0, 1);
    for (UInt32 i = 0; i < count; i++)
        if (tells_of_devices(object, &addresses[i]))
            change_queue_look(&hal->changes);
    pthread_mutex_lock(&hal->mutex);
    HalListener listener = hal->listener;
    void *context = hal->listener_context;
    pthread_mutex_unlock(&hal->mutex);
    if (listener != NULL)
        listener(context, object, count, addresses);
    return kAudioHardwareNoError;
}

/* A missing key is no failure: the driver gets NULL. */
static OSStatus copy_from_storage(AudioServerPlugInHostRef host, CFStringRef key,
                                  CFPropertyListRef *data)
{
    if (key == NULL || data == NULL)
        return kAudioHardwareIllegalOperationError;
    *data = storage_copy(hal_of(host)->storage, key);
    return kAudioHardwareNoError;
}

static OSStatus report(Hal *hal, Status status, const Error *error)
{
    if (status == STATUS_OK)
        return kAudioHardwareNoError;
    log_write(hal->log, LOG_LEVEL_ERROR, "%s", error->message);
    return kAudioHardwareUnspecifiedError;
}

static OSStatus write_to_storage(AudioServerPlugInHostRef host, CFStringRef key,
                                 CFPropertyListRef data)
{
    if (key == NULL || data == NULL)
        return kAudioHardwareIllegalOperationError;
    Hal *hal = hal_of(host);
    Error error;
    return report(hal, storage_write(hal->storage, key, data, &error), &error);
}

static OSStatus delete_from_storage(AudioServerPlugInHostRef host, CFStringRef key)
{
    if (key == NULL)
        return kAudioHardwareIllegalOperationError;
    Hal *hal = hal_of(host);
    Error error;
    const Status status = storage_delete(hal->storage, key, &error);
    return status == STATUS_NOT_FOUND ? kAudioHardwareNoError : report(hal, status, &error);
}

static OSStatus request_change(AudioServerPlugInHostRef host, AudioObjectID device, UInt64 action,
                               void *info)
{
    const Status status = change_queue_add(&hal_of(host)->changes, device, action, info);
    return status == STATUS_OK ? kAudioHardwareNoError : kAudioHardwareUnspecifiedError;
}

void host_interface_init(HostInterface *host, Hal *hal)
{
    host->hal = hal;
    host->interface = (AudioServerPlugInHostInterface){
        .PropertiesChanged = properties_changed,
        .CopyFromStorage = copy_from_storage,
        .WriteToStorage = write_to_storage,
        .DeleteFromStorage = delete_from_storage,
        .RequestDeviceConfigurationChange = request_change,
    };
}
