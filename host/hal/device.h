/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file device.h
 * What the HAL keeps of a device: its clients, its buffer size, and its I/O thread while any client
 * runs. Private to hal/; all calls are for control threads. */

#ifndef OSSICLE_HAL_DEVICE_H
#define OSSICLE_HAL_DEVICE_H

#include "hal/io_thread.h"

typedef struct Device Device;
struct HalClient {
    Device *device;
    HalClient *next; /**< in the order of their ids */
    IoClient io;
    CFStringRef bundle_id;
    pid_t process_id;
    /* Guarded by the device's mutex. */
    bool is_started;     /**< has had StartIO, not yet StopIO */
    bool is_gone;        /**< its device is gone: the driver knows it no longer */
    HalDeviceInfo began; /**< what the device was when it started */
    Error failure;       /**< why its I/O couldn't go on */
};

struct Device {
    Hal *hal;
    AudioObjectID id;
    Device *next;
    _Atomic UInt32 buffer_frames;
    pthread_mutex_t mutex; /**< guards all below and keeps I/O from being changed twice at once */
    HalClient *clients;
    bool is_gone;     /**< it was found to be no longer there */
    IoThread *thread; /**< NULL: nothing runs; it may have ended by itself */
    IoList *list;     /**< that the thread was given last */
    IoCounters counters;
};

/** The HAL's record of a device, made at the first call. NULL: no memory. */
Device *device_get(Hal *hal, AudioObjectID id);

/** The same, or NULL if there is none yet. */
Device *device_find(Hal *hal, AudioObjectID id);

/** Free all records; no client may be left. */
void device_free_all(Hal *hal);

/** [with the mutex] Let the I/O thread know which clients run: start it, or end it if none does. On
 * failure nothing runs any more. */
Status device_update_io(Device *device, Error *error);

/** [with the mutex] End the clients that run, since nothing carries out their I/O any more: whoever
 * waits for them gets the failure. */
void device_fail_clients(const Device *device, const Error *failure);

/** [with the mutex] Tell the driver that there is no such client any more (RemoveDeviceClient). */
void client_remove(const HalClient *client);

/** [with the mutex] Whether any client's callback may still be called. */
bool device_runs(const Device *device);

/** Look whether the device is still there. If it isn't, its I/O ends, and its clients are stopped
 * and removed: the driver hears nothing of them any more. */
void device_look(Device *device);

/** Carry out a configuration change: stop I/O, let the driver perform it, start I/O again. A client
 * ends whose channels or buffers are no longer those it began with. */
void device_perform_change(Device *device, UInt64 action, void *info);

#endif
