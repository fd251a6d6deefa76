/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/driver_devices.h"

#include "driver/configuration.h"
#include "driver/device.h"
#include "driver/device_follow.h"
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

/* [structure locked] */
static Device *find_by_uid(const Driver *driver, const char *uid)
{
    Device *device = driver->devices;
    while (device && (device->is_gone || strcmp(device_configuration(device)->uid, uid) != 0))
        device = device->older;
    return device;
}

Device *driver_find_device(Driver *driver, const char *uid)
{
    (void)pthread_mutex_lock(&driver->structure_lock);
    Device *device = find_by_uid(driver, uid);
    (void)pthread_mutex_unlock(&driver->structure_lock);
    return device;
}

/* Put the device on the driver's list, where its UID is taken from now on. */
static Status enlist(Driver *driver, Device *device, Error *error)
{
    const char *uid = device_configuration(device)->uid;
    Status status = STATUS_OK;
    (void)pthread_mutex_lock(&driver->structure_lock);
    if (find_by_uid(driver, uid)) {
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

void driver_publish_device(Device *device)
{
    DeviceSlot *slot = slot_of(device->driver, device->object.id);
    atomic_store(&slot->engine, device->engine);
    atomic_store(&slot->shape, device->shape);
    atomic_store_explicit(&slot->device, device, memory_order_release);
}

#define MAIN(selector)                                                                             \
    {                                                                                              \
        selector, kAudioObjectPropertyScopeGlobal, kAudioObjectPropertyElementMain                 \
    }

/* Devices came or went, or clocks did. */
static void announce_lists(const Driver *driver, bool devices, bool clocks)
{
    static const AudioObjectPropertyAddress plug_in[] = {
        MAIN(kAudioObjectPropertyOwnedObjects),
        MAIN(kAudioPlugInPropertyDeviceList),
        MAIN(kAudioPlugInPropertyClockDeviceList),
    };
    static const AudioObjectPropertyAddress box[] = {
        MAIN(kAudioBoxPropertyDeviceList),
        MAIN(kAudioBoxPropertyClockDeviceList),
    };
    AudioObjectPropertyAddress changed[3] = {plug_in[0]};
    UInt32 count = 1;
    if (devices)
        changed[count++] = plug_in[1];
    if (clocks)
        changed[count++] = plug_in[2];
    driver_announce(driver, kAudioObjectPlugInObject, count, changed);
    driver_announce(driver, OWN_BOX, (UInt32)devices + (UInt32)clocks, devices ? box : box + 1);
}

static bool is_clock(const Device *device)
{
    return device->object.class_info == &clock_device_class;
}

static void announce_alive(const Device *device)
{
    Announcement announcement = {0};
    announcement_add(&announcement, kAudioDevicePropertyDeviceIsAlive,
                     kAudioObjectPropertyScopeGlobal);
    device_announce(device, &announcement);
}

static Device *add_device(Driver *driver, const DeviceConfiguration *configuration, Error *error)
{
    const AudioObjectID id = take_slot(driver);
    if (id == kAudioObjectUnknown) {
        (void)error_set(error, STATUS_BUSY, "device %s: there are %d devices already",
                        configuration->uid, DEVICE_CAPACITY);
        return NULL;
    }
    Device *device = make_device(driver, id, configuration, error);
    if (!device) {
        atomic_store(&slot_of(driver, id)->id, kAudioObjectUnknown);
        return NULL;
    }
    device_restore(device);
    driver_publish_device(device);
    (void)pthread_mutex_lock(&driver->structure_lock);
    atomic_store(&device->is_alive, driver->box.is_acquired && !device->is_gone);
    (void)pthread_mutex_unlock(&driver->structure_lock);
    if (driver->is_initialized) {
        announce_lists(driver, !is_clock(device), is_clock(device));
        device_follow_modules(device); /* files may have changed since its chain was made */
    }
    return device;
}

Status driver_add_device(Driver *driver, const DeviceConfiguration *configuration, Error *error)
{
    return add_device(driver, configuration, error) ? STATUS_OK : error->status;
}

/* What configuration_parse_device can't know: whether the modules are there. */
static Status check_chains(Driver *driver, const DeviceConfiguration *configuration, Error *error)
{
    (void)pthread_mutex_lock(&driver->catalog_lock);
    const Status status = configuration_check_device_chains(configuration, driver->catalog, error);
    (void)pthread_mutex_unlock(&driver->catalog_lock);
    return status;
}

OSStatus driver_create_device(Driver *driver, CFDictionaryRef description, AudioObjectID *id)
{
    Error error;
    DeviceConfiguration configuration;
    Status status = configuration_parse_device(&configuration, description, &error);
    if (status == STATUS_OK)
        status = check_chains(driver, &configuration, &error);
    const Device *device = status == STATUS_OK ? add_device(driver, &configuration, &error) : NULL;
    if (device)
        *id = device->object.id;
    else
        log_write(driver->configuration.log, LOG_LEVEL_ERROR, "a device can't be made: %s",
                  error.message);
    configuration_cleanup_device(&configuration);
    return device ? kAudioHardwareNoError : kAudioHardwareIllegalOperationError;
}

Status driver_remove_device(Driver *driver, Device *device, Error *error)
{
    (void)pthread_mutex_lock(&driver->structure_lock);
    const bool was_gone = atomic_exchange(&device->is_gone, true);
    atomic_store(&device->is_alive, false);
    (void)pthread_mutex_unlock(&driver->structure_lock);
    if (was_gone)
        return error_set(error, STATUS_NOT_FOUND, "device %s: it was removed before",
                         device_configuration(device)->uid);
    announce_alive(device);
    announce_lists(driver, !is_clock(device), is_clock(device));
    driver_end_device(device);
    return STATUS_OK;
}

/* [structure locked] */
static void set_alive(Driver *driver, bool is_alive)
{
    for (Device *device = driver->devices; device; device = device->older) {
        if (!device->is_gone)
            atomic_store(&device->is_alive, is_alive);
    }
}

/* The list only grows at its head, so it can be followed without the lock. */
static void announce_all(const Driver *driver, const Device *newest)
{
    bool devices = false;
    bool clocks = false;
    for (const Device *device = newest; device; device = device->older) {
        if (device->is_gone)
            continue;
        announce_alive(device);
        devices = devices || !is_clock(device);
        clocks = clocks || is_clock(device);
    }
    if (devices || clocks)
        announce_lists(driver, devices, clocks);
}

bool driver_set_acquired(Driver *driver, bool is_acquired)
{
    (void)pthread_mutex_lock(&driver->structure_lock);
    const bool changes = driver->box.is_acquired != is_acquired;
    atomic_store(&driver->box.is_acquired, is_acquired);
    if (changes)
        set_alive(driver, is_acquired);
    const Device *newest = driver->devices;
    (void)pthread_mutex_unlock(&driver->structure_lock);
    if (changes)
        announce_all(driver, newest);
    return changes;
}

static bool is_unused(const Device *device)
{
    return device->clients.count == 0 && device->clients.running == 0;
}

static void clear_slot(Device *device)
{
    DeviceSlot *slot = slot_of(device->driver, device->object.id);
    atomic_store(&slot->device, NULL);
    atomic_store(&slot->shape, NULL);
    atomic_store(&slot->engine, NULL);
    atomic_store(&slot->id, kAudioObjectUnknown);
}

void driver_end_device(Device *device)
{
    Engine *engine = NULL;
    (void)pthread_mutex_lock(&device->lock);
    if (device->is_gone && !device->is_over && is_unused(device)) {
        device->is_over = true;
        clear_slot(device);
        client_table_cleanup(&device->clients);
        engine = device->engine;
        device->engine = NULL;
    }
    (void)pthread_mutex_unlock(&device->lock);
    engine_free(engine);
}
