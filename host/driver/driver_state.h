/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file driver_state.h
 * What the driver consists of, for the files of this folder. */

#ifndef OSSICLE_DRIVER_DRIVER_STATE_H
#define OSSICLE_DRIVER_DRIVER_STATE_H

#include "driver/driver.h"
#include "driver/module_records.h"
#include "driver/module_watch.h"
#include "driver/object.h"
#include "engine/error_list.h"
#include "engine/supervisor.h"
#include "loader/catalog.h"
#include "realtime/log_queue.h"
#include "trace/traced.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <module-api.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

typedef struct Device Device;
typedef struct DeviceShape DeviceShape;
typedef struct Engine Engine;

enum {
    DEVICE_CAPACITY = 256, /**< devices at a time; a power of two */
};

/** Objects that belong to no device, by index; 0 is kAudioObjectUnknown. */
enum {
    OWN_PLUG_IN = kAudioObjectPlugInObject,
    OWN_BOX,
    OWN_COUNT,
};

/** What calls need of a device, side by side: one load after another, each waiting for the one
 * before, is most of what a short operation costs. The device with serial number n is in slot
 * n % DEVICE_CAPACITY. */
typedef struct DeviceSlot {
    _Atomic AudioObjectID id;     /**< kAudioObjectUnknown: free */
    _Atomic(Device *) device;     /**< NULL: not ready yet */
    _Atomic(Engine *) engine;     /**< of the device */
    _Atomic(DeviceShape *) shape; /**< of the device; NULL: not ready yet */
} DeviceSlot;

/** See box.h. */
typedef struct Box {
    Object object;
    atomic_bool is_acquired; /**< changed with structure_lock held */
    char *name;              /**< structure_lock: that people gave; NULL: the configured one */
    char *configured_name;   /**< structure_lock: NULL: as the driver says */
} Box;

typedef struct Driver {
    /** First, since the HAL's reference to a driver is a pointer to it. Holds the slots. */
    Traced traced;
    atomic_uint references;
    _Atomic TraceFormat trace_setting; /**< TRACE_FORMAT_COUNT: off */
    AudioServerPlugInHostRef host;     /**< by way of `traced`; NULL until Initialize */
    Trace *trace;                      /**< NULL until it is wanted */
    _Alignas(64) DeviceSlot slots[DEVICE_CAPACITY];
    Object *own[OWN_COUNT];
    Object plug_in;
    Box box;
    PropertyIndex indexes[OBJECT_CLASS_CAPACITY]; /**< of object_classes */
    DriverConfiguration configuration;
    char *modules_folder;
    char *icon_file; /**< NULL: there is none */
    EnginePolicy policy;
    char *worker_program;         /**< NULL: there is none */
    pthread_mutex_t trace_lock;   /**< for changes of the setting; no other lock is held */
    char *defaults_file;          /**< or NULL */
    ErrorList errors;             /**< of the plug-in; its log goes on to the configuration's */
    pthread_mutex_t errors_lock;  /**< for reading them; no other lock is taken inside */
    pthread_mutex_t catalog_lock; /**< taken last: nobody waits for another lock while holding it */
    Catalog *catalog;             /**< NULL until Initialize */
    ModuleRecords records;        /**< restored by Initialize */
    LogQueue *log_queue;          /**< of all devices; NULL until Initialize */
    Supervisor *supervisor;       /**< looks after what changes by itself; NULL until Initialize */
    ModuleWatch module_watch;
    pthread_mutex_t structure_lock; /**< for which devices there are; no other lock is held */
    Device *devices;                /**< all there ever were, newest first */
    UInt32 last_serial;
    atomic_bool is_configuring; /**< a configuration is being applied */
    bool is_initialized;        /**< Initialize has succeeded: the host may be told news */
} Driver;

/** [any] The driver behind the HAL's reference, or NULL if it isn't one of ours. */
static inline Driver *driver_from_reference(AudioServerPlugInDriverRef reference) OSSICLE_REALTIME
{
    /* Only ours points into itself. What isn't ours needn't be aligned as a Driver is. */
    if (!reference || (uintptr_t)*reference - (uintptr_t)reference >= sizeof(Driver))
        return NULL;
    return (Driver *)(void *)reference;
}

/** [any] Where the device `id` is, if it is one. */
static inline const DeviceSlot *driver_slot(const Driver *driver, AudioObjectID id) OSSICLE_REALTIME
{
    return &driver->slots[object_serial(id) % DEVICE_CAPACITY];
}

/** [any] The device `id`, whose slot is `slot`, or NULL. */
static inline Device *slot_device(const DeviceSlot *slot, AudioObjectID id) OSSICLE_REALTIME
{
    Device *device = atomic_load_explicit(&slot->device, memory_order_acquire);
    return atomic_load_explicit(&slot->id, memory_order_relaxed) == id ? device : NULL;
}

/** [io] The engine of the device in this slot. Loaded after it is known that the device runs, since
 * it is replaced only while it doesn't. */
static inline Engine *slot_engine(const DeviceSlot *slot) OSSICLE_REALTIME
{
    return atomic_load_explicit(&slot->engine, memory_order_relaxed);
}

/** [any] The device `id` of the driver behind the HAL's reference, or NULL. */
static inline Device *driver_device(AudioServerPlugInDriverRef reference,
                                    AudioObjectID id) OSSICLE_REALTIME
{
    const Driver *driver = driver_from_reference(reference);
    return driver ? slot_device(driver_slot(driver, id), id) : NULL;
}

/** [any] The device in slot `index`, below DEVICE_CAPACITY, or NULL. */
static inline Device *driver_device_at(const Driver *driver, UInt32 index) OSSICLE_REALTIME
{
    return atomic_load_explicit(&driver->slots[index].device, memory_order_acquire);
}

/** [any] The rows of a class that an object can be of. */
const PropertyIndex *driver_properties_of(const Driver *driver, const ObjectClass *class_info);

/** [control] The Initialize slot. */
OSStatus driver_initialize(Driver *driver, AudioServerPlugInHostRef host);

/** [control] Tell the host that properties of `object` changed. Not with a lock held: the host may
 * call back. */
void driver_announce(const Driver *driver, AudioObjectID object, UInt32 count,
                     const AudioObjectPropertyAddress *addresses);

/** [control, no lock] Tell people what went wrong: error list, announced, and log. */
void driver_report(Driver *driver, const Error *error);

/** The 23 slots (interface.c). */
extern const AudioServerPlugInDriverInterface driver_interface;

/** [control] Free what driver_new and Initialize made. */
void driver_free(Driver *driver);

#endif
