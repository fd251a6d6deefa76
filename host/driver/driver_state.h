/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file driver_state.h
 * What the driver consists of, for the files of this folder. */

#ifndef OSSICLE_DRIVER_DRIVER_STATE_H
#define OSSICLE_DRIVER_DRIVER_STATE_H

#include "driver/driver.h"
#include "driver/object.h"
#include "driver/object_table.h"
#include "loader/catalog.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <module-api.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

typedef struct Device Device;
typedef struct Engine Engine;

/** What an I/O operation needs of a device, side by side: one load after another, each waiting for
 * the one before, is most of what a short operation costs. */
typedef struct DeviceRoute {
    _Atomic(Device *) device; /**< NULL: the object with this ID is no device, or not ready */
    Engine *engine;           /**< of the device */
} DeviceRoute;

typedef struct Driver {
    /** First, since the HAL's reference to a driver is a pointer to this. Points to `table`. */
    AudioServerPlugInDriverInterface *interface;
    AudioServerPlugInDriverInterface table;
    ObjectTable objects;
    atomic_uint references;
    DriverConfiguration configuration;
    char *modules_folder;
    AudioServerPlugInHostRef host; /**< NULL until Initialize */
    Object plug_in;
    pthread_mutex_t catalog_lock; /**< taken last: nobody waits for another lock while holding it */
    Catalog *catalog;             /**< NULL until Initialize */
    Device **devices;             /**< configuration.device_count of them, NULL until Initialize */
    UInt32 route_count;
    DeviceRoute routes[]; /**< by object ID */
} Driver;

extern const ObjectClass plug_in_class;
extern const ObjectClass device_class;
extern const ObjectClass stream_class;

/** [any] The driver behind the HAL's reference, or NULL if it isn't one of ours. */
static inline Driver *driver_from_reference(AudioServerPlugInDriverRef reference) OSSICLE_REALTIME
{
    Driver *driver = (void *)reference;
    return driver && driver->interface == &driver->table ? driver : NULL;
}

/** [any] Where the device `id` of the driver behind the HAL's reference is, or NULL. */
static inline const DeviceRoute *driver_route(AudioServerPlugInDriverRef reference,
                                              AudioObjectID id) OSSICLE_REALTIME
{
    const Driver *driver = driver_from_reference(reference);
    if (!driver || id >= driver->route_count)
        return NULL;
    const DeviceRoute *route = &driver->routes[id];
    return atomic_load_explicit(&route->device, memory_order_acquire) ? route : NULL;
}

/** [any] The device with this ID, or NULL. */
static inline Device *driver_device(const Driver *driver, AudioObjectID id) OSSICLE_REALTIME
{
    Object *object = object_table_find(&driver->objects, id);
    return object && object->class_info == &device_class ? (Device *)(void *)object : NULL;
}

/** [any] The device `id` of the driver behind the HAL's reference, or NULL. */
static inline Device *driver_device_from_reference(AudioServerPlugInDriverRef reference,
                                                   AudioObjectID id) OSSICLE_REALTIME
{
    const Driver *driver = driver_from_reference(reference);
    return driver ? driver_device(driver, id) : NULL;
}

/** [any] How many channels the device of `object` has; 0 if it belongs to none. */
UInt32 driver_channels_of(const Driver *driver, const Object *object);

/** [control] The Initialize slot. */
OSStatus driver_initialize(Driver *driver, AudioServerPlugInHostRef host);

/** [control] Tell the host that properties of `object` changed. Not with a lock held: the host may
 * call back. */
void driver_announce(const Driver *driver, AudioObjectID object, UInt32 count,
                     const AudioObjectPropertyAddress *addresses);

/** The 23 slots (interface.c). */
extern const AudioServerPlugInDriverInterface driver_interface;

/** [control] Free what driver_new and Initialize made. */
void driver_free(Driver *driver);

#endif
