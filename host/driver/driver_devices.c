/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/driver_devices.h"

#include "driver/device.h"
#include "driver/device_storage.h"

#include <string.h>

enum { LAST_SERIAL = UINT32_MAX >> OBJECT_INDEX_BITS };

static DeviceSlot *slot_of(Driver *driver, AudioObjectID id)
{
    return &driver->slots[object_serial(id) % DEVICE_CAPACITY];
}

/* An ID with a free slot, which is taken from now on; kAudioObjectUnknown if there is none. */
static AudioObjectID take_slot(Driver *driver)
{
    AudioObjectID found = kAudioObjectUnknown;
    (void)pthread_mutex_lock(&driver->structure_lock);
    for (UInt32 tries = 0; tries < DEVICE_CAPACITY && driver->last_serial < LAST_SERIAL; tries++) {
        const AudioObjectID id = ++driver->last_serial << OBJECT_INDEX_BITS;
        if (atomic_load(&slot_of(driver, id)->id) != kAudioObjectUnknown)
            continue;
        found = id;
        atomic_store(&slot_of(driver, id)->id, id);
        break;
    }
    (void)pthread_mutex_unlock(&driver->structure_lock);
    return found;
}

static bool has_uid(const Driver *driver, const char *uid)
{
    for (const Device *device = driver->devices; device; device = device->older) {
        if (strcmp(device_configuration(device)->uid, uid) == 0)
            return true;
    }
    return false;
}

/* Put the device on the driver's list, where its UID is taken from now on. */
static Status enlist(Driver *driver, Device *device, Error *error)
{
    const char *uid = device_configuration(device)->uid;
    Status status = STATUS_OK;
    (void)pthread_mutex_lock(&driver->structure_lock);
    if (has_uid(driver, uid)) {
        status =
            error_set(error, STATUS_BAD_ARGUMENT, "device %s: there is one with this UID", uid);
    } else {
        device->older = driver->devices;
        driver->devices = device;
    }
    (void)pthread_mutex_unlock(&driver->structure_lock);
    return status;
}

static Device *make_device(Driver *driver, AudioObjectID id,
                           const DeviceConfiguration *configuration, Error *error)
{
    Device *device = device_new(driver, id, configuration, error);
    if (!device || enlist(driver, device, error) == STATUS_OK)
        return device;
    device_free(device);
    return NULL;
}

/* Let others find the device. */
static void publish(Driver *driver, Device *device)
{
    DeviceSlot *slot = slot_of(driver, device->object.id);
    atomic_store(&slot->engine, device->engine);
    atomic_store(&slot->shape, device->shape);
    atomic_store_explicit(&slot->device, device, memory_order_release);
}

Status driver_add_device(Driver *driver, const DeviceConfiguration *configuration, Error *error)
{
    const AudioObjectID id = take_slot(driver);
    if (id == kAudioObjectUnknown)
        return error_set(error, STATUS_BUSY, "device %s: there are %d devices already",
                         configuration->uid, DEVICE_CAPACITY);
    Device *device = make_device(driver, id, configuration, error);
    if (!device) {
        atomic_store(&slot_of(driver, id)->id, kAudioObjectUnknown);
        return error->status;
    }
    device_restore(device);
    publish(driver, device);
    return STATUS_OK;
}
