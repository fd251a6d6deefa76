/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Devices that come and go, and hal_create_device and hal_destroy_device of hal.h. */

#include "hal/device_list.h"

#include "hal/discovery.h"
#include "hal/hal_private.h"
#include "trace/four_chars.h"

#include <stdlib.h>
#include <unistd.h>

static bool is_listed(Hal *hal, AudioObjectID id)
{
    const AudioObjectPropertyAddress address = {kAudioPlugInPropertyDeviceList,
                                                kAudioObjectPropertyScopeGlobal,
                                                kAudioObjectPropertyElementMain};
    UInt32 size = 0;
    AudioObjectID *ids = hal_copy(hal, kAudioObjectPlugInObject, &address, &size);
    bool found = ids == NULL;
    for (size_t i = 0; !found && i < size / sizeof *ids; i++)
        found = ids[i] == id;
    free(ids);
    return found;
}

static bool is_alive(Hal *hal, AudioObjectID id)
{
    const AudioObjectPropertyAddress address = {kAudioDevicePropertyDeviceIsAlive,
                                                kAudioObjectPropertyScopeGlobal,
                                                kAudioObjectPropertyElementMain};
    UInt32 alive = 1;
    UInt32 size = sizeof alive;
    return !hal_has_property(hal, id, &address) ||
           hal_get(hal, id, &address, 0, NULL, &size, &alive) != 0 || alive != 0;
}

bool device_list_has(Hal *hal, AudioObjectID id)
{
    return is_listed(hal, id) && is_alive(hal, id);
}

void device_list_look(Hal *hal)
{
    pthread_mutex_lock(&hal->mutex);
    Device *first = hal->devices; /* records are only added, in front, until the HAL is freed */
    pthread_mutex_unlock(&hal->mutex);
    for (Device *device = first; device != NULL; device = device->next)
        device_look(device);
}

Status hal_create_device(Hal *hal, CFDictionaryRef description, AudioObjectID *device, Error *error)
{
    AudioServerPlugInDriverRef driver = hal->plugin.driver;
    const AudioServerPlugInClientInfo client = {.mClientID = kAudioServerPlugInHostClientID,
                                                .mProcessID = getpid(),
                                                .mIsNativeEndian = true};
    AudioObjectID created = kAudioObjectUnknown;
    const OSStatus status = (*driver)->CreateDevice(driver, description, &client, &created);
    char text[FOUR_CHARS_TEXT_SIZE];
    if (status != 0)
        return error_set(error, STATUS_FAILED,
                         "the driver makes no such device: CreateDevice "
                         "returned %s",
                         four_chars_text((UInt32)status, text));
    if (created == kAudioObjectUnknown)
        return error_set(error, STATUS_FAILED, "CreateDevice succeeded, but gave no device");
    *device = created;
    return STATUS_OK;
}

Status hal_destroy_device(Hal *hal, AudioObjectID device, Error *error)
{
    AudioServerPlugInDriverRef driver = hal->plugin.driver;
    const OSStatus status = (*driver)->DestroyDevice(driver, device);
    char text[FOUR_CHARS_TEXT_SIZE];
    if (status != 0)
        return error_set(error, STATUS_FAILED, "device %u: DestroyDevice returned %s",
                         (unsigned)device, four_chars_text((UInt32)status, text));
    change_queue_look(&hal->changes);
    change_queue_settle(&hal->changes);
    return STATUS_OK;
}
