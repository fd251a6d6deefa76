/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file device.h
 * One loopback device with its streams and controls.
 *
 * Control threads take `lock` for everything but the atomic fields, and never hold it while they
 * call the host, but to store that a module begins to run. I/O threads take no lock: they run only
 * between the first client's StartIO and the last one's StopIO, when nothing they use is replaced.
 */

#ifndef OSSICLE_DRIVER_DEVICE_H
#define OSSICLE_DRIVER_DEVICE_H

#include "base/status.h"
#include "driver/application_list.h"
#include "driver/client_table.h"
#include "driver/clock.h"
#include "driver/custom_properties.h"
#include "driver/device_shape.h"
#include "driver/driver_state.h"
#include "driver/stream_format.h"
#include "engine/engine.h"
#include "engine/error_list.h"
#include "engine/recorder.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <CoreFoundation/CoreFoundation.h>
#include <pthread.h>
#include <stdatomic.h>

/** What a device has once for its input and once for its output. */
typedef enum Side {
    SIDE_INPUT,
    SIDE_OUTPUT,
    SIDE_COUNT,
} Side;

typedef struct Stream {
    Object object;
    _Atomic(const StreamFormat *) integer; /**< its physical format; NULL: float, as its virtual */
} Stream;

/** Two channels, from 1 on; 0: nobody has chosen. */
typedef struct StereoPair {
    UInt16 left;
    UInt16 right;
} StereoPair;

typedef struct DeviceChange DeviceChange;

struct Device {
    Object object;
    /* What each I/O operation needs stands close together, for the sake of the cache. */
    Stream streams[SIDE_COUNT];
    atomic_bool has_side[SIDE_COUNT]; /**< as the shape says */
    atomic_bool running;              /**< I/O is on */
    _Atomic(HighPass *) high_pass;    /**< the shape's; NULL: it has none */
    Clock clock;
    ClientTable clients;
    Recorder *recorder; /**< NULL in a clock device */
    /* For control threads. */
    Driver *driver;
    Device *older;  /**< the device that the driver made before this one */
    float *mix;     /**< what is written, as float; NULL unless integers are */
    Engine *engine; /**< the slot has it too; NULL in a clock device, and when all is over */
    _Atomic(DeviceShape *) shape; /**< the slot has it too */
    atomic_bool is_alive;         /**< in the lists of plug-in and box */
    atomic_bool is_gone;          /**< removed; its UID may be another's */
    bool is_over;                 /**< locked: gone, and nobody uses it any more */
    _Atomic Float64 sample_rate;
    _Atomic Float64 rate_scalar; /**< see device_clock.h */
    atomic_uint latency;         /**< of the chain, as published */
    char *name;                  /**< locked: that people gave; NULL: the configured one */
    _Atomic StereoPair stereo[SIDE_COUNT]; /**< that people chose */
    ApplicationList applications;          /**< locked: with chains of their own */
    /** Locked: see device_follow.h. A chain that waits for its modules, and their states. @{ */
    char *awaited_chain;
    CFTypeRef awaited_states;
    /** @} */
    ErrorList errors; /**< of the device and its modules; its log goes on to the driver's */
    News event_news;  /**< the engine has told something */
    atomic_bool has_new_quarantine;
    pthread_mutex_t lock;
    DeviceChange *changes; /**< asked of the host, neither performed nor aborted yet */
    UInt64 last_change;    /**< the action of the newest */
};

/** [control] Make a device with its engine and its objects, which nobody finds yet. On failure
 * nothing is left. */
Device *device_new(Driver *driver, AudioObjectID id, const DeviceConfiguration *configuration,
                   Error *error);

/** [control] With all its shapes. NULL is fine. */
void device_free(Device *device);

/** [control, locked] Give the device its first shape, or another one. */
void device_set_shape(Device *device, DeviceShape *shape);

/** [control] Take the lock of a device that has an engine; false, without the lock, if it has none
 * or has it no more. */
bool device_lock_engine(Device *device);

/** [control, no lock] Tell people what went wrong: error list, announced, and log. */
void device_report(Device *device, const Error *error);

/** Twice what the largest change announces: each address is there once. */
enum { ANNOUNCEMENT_CAPACITY = 64 };

/** Addresses of properties that changed, to be announced together. */
typedef struct Announcement {
    AudioObjectPropertyAddress addresses[ANNOUNCEMENT_CAPACITY];
    UInt32 count;
    bool formats; /**< the streams' formats changed, too */
} Announcement;

/** Add an address with the main element, unless it is there. */
void announcement_add(Announcement *announcement, AudioObjectPropertySelector selector,
                      AudioObjectPropertyScope scope);

/** [control, no lock] Announce for the device, if there is anything. */
void device_announce(const Device *device, const Announcement *announcement);

/** [any] The channels for stereo: those that were chosen, if there are such. */
StereoPair device_stereo_pair(const Device *device, Side side);

/** [control, locked] Go back to the configured name. */
void device_forget_name(Device *device);

/** [control] An engine as the configuration asks for, with an empty chain. */
Engine *device_new_engine(Device *device, const DeviceConfiguration *configuration,
                          Float64 sample_rate, Error *error);

/** [any] Whether `rate` is one of the device's. */
bool device_has_rate(const Device *device, Float64 rate);

/** [control, locked] Give the engine the gains that the controls have now, and the filter its
 * cutoff. */
void device_update_gain(Device *device);

/** [control, locked] Read the chain's latency anew; add it to `announcement` if it changed. */
void device_update_latency(Device *device, Announcement *announcement);

/** [any] The configuration that the device has at present. In a getter or setter the request's
 * shape has it. */
static inline const DeviceConfiguration *device_configuration(const Device *device) OSSICLE_REALTIME
{
    return atomic_load_explicit(&device->shape, memory_order_acquire)->configuration;
}

/** The device that the object of a request is, or belongs to. */
static inline Device *device_of(const PropertyRequest *request)
{
    return request->device;
}

#endif
