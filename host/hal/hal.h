/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file hal.h
 * A stand-in for coreaudiod: loads one AudioServerPlugIn bundle and drives it as the HAL does.
 *
 * All calls here are for [control] threads, which may be several at once unless a call says
 * otherwise. Each device that has a running client gets one I/O thread; clients' callbacks run on
 * it. Nothing here knows Ossicle's own driver: any bundle works. */

#ifndef OSSICLE_HAL_HAL_H
#define OSSICLE_HAL_HAL_H

#include "base/log.h"
#include "base/status.h"
#include "hal/host_clock.h"
#include "trace/trace.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <CoreFoundation/CoreFoundation.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Hal Hal;
typedef struct HalClient HalClient;

typedef struct HalOptions {
    /** Outlives the HAL; decides what time it is for the driver as well. */
    HostClock *clock;
    /** The property list file that keeps the driver's settings; NULL: they last as long as the HAL.
     * It is replaced as a whole at each change, so it is never half-written. Two HALs can't have
     * the same file at once: hal_new of the second fails. What holds no settings is kept aside. */
    const char *storage_path;
    /** Gets each broken rule and failure; outlives the HAL. May be NULL. */
    const Log *log;
    /** Writes down every call between the HAL and the driver. NULL: nobody does. */
    const TraceOptions *trace;
} HalOptions;

/** Load the bundle at `bundle_path`: Info.plist, CFPlugInTypes, factory, QueryInterface,
 * Initialize. The error says which of these failed and what was expected. */
Hal *hal_new(const char *bundle_path, const HalOptions *options, Error *error);

/** Stop and free every client that is left, abort what configuration changes are still asked for,
 * release the driver. The code stays loaded, as in coreaudiod. NULL is fine. */
void hal_free(Hal *hal);

/** @name Properties, as any client sees them
 * The arguments and results are those of the driver interface. Sizes are checked for what the
 * driver reports; each rule that a driver breaks is logged once.
 * @{ */
Boolean hal_has_property(Hal *hal, AudioObjectID object, const AudioObjectPropertyAddress *address);
OSStatus hal_is_settable(Hal *hal, AudioObjectID object, const AudioObjectPropertyAddress *address,
                         Boolean *settable);
OSStatus hal_get_size(Hal *hal, AudioObjectID object, const AudioObjectPropertyAddress *address,
                      UInt32 qualifier_size, const void *qualifier, UInt32 *size);
OSStatus hal_get(Hal *hal, AudioObjectID object, const AudioObjectPropertyAddress *address,
                 UInt32 qualifier_size, const void *qualifier, UInt32 *size, void *data);
OSStatus hal_set(Hal *hal, AudioObjectID object, const AudioObjectPropertyAddress *address,
                 UInt32 qualifier_size, const void *qualifier, UInt32 size, const void *data);
/** @} */

/** The device with this UID, or kAudioObjectUnknown. NULL: the first that can be the default. */
AudioObjectID hal_find_device(Hal *hal, CFStringRef uid);

/** What a device is at present, as its properties say. */
typedef struct HalDeviceInfo {
    double sample_rate_hz;
    UInt32 input_channels;         /**< of all input streams together; 0: it records nothing */
    UInt32 output_channels;        /**< of all output streams together; 0: it plays nothing */
    UInt32 input_latency;          /**< frames, of the device and its first input stream */
    UInt32 output_latency;         /**< frames, of the device and its first output stream */
    UInt32 input_safety_offset;    /**< frames */
    UInt32 output_safety_offset;   /**< frames */
    UInt32 zero_time_stamp_period; /**< frames */
    UInt32 buffer_frames;          /**< see hal_set_buffer_frames */
} HalDeviceInfo;

/** Read what `device` is. Fails if there is none, or if it lacks a property that it must have. */
Status hal_device_info(Hal *hal, AudioObjectID device, HalDeviceInfo *info, Error *error);

/** Wait until every configuration change that was asked for has been carried out, and what was
 * announced of devices has been looked at. Both happen one after the other on a thread of the HAL.
 *
 * For a change, the device's I/O stops, the driver performs the change, and I/O starts again for
 * the clients it had, whose sample times then jump. A client ends instead if it has other channels
 * now, in a direction that it uses, or other buffers: hal_client_wait returns STATUS_INCOMPATIBLE.
 * It can be started again, once it knows from hal_device_info what it gets. A change of a device
 * that is gone is aborted.
 *
 * When the driver announces its list of devices, or whether one is alive, the clients of each
 * device that is gone are ended, stopped and removed: hal_client_wait returns STATUS_NOT_FOUND, as
 * hal_client_start does from then on, and freeing the client is all that is left to do. Other
 * devices don't notice.
 *
 * Needs no time to pass, so that a thread that holds a virtual clock may call it; not for
 * listeners.
 */
void hal_settle(Hal *hal);

/** Let the driver make a device (CreateDevice). Which keys `description` has is the driver's
 * business. The error says what it returned; then there is no new device. */
Status hal_create_device(Hal *hal, CFDictionaryRef description, AudioObjectID *device,
                         Error *error);
/** Let the driver destroy a device (DestroyDevice). When this returns, the device's clients have
 * ended as hal_settle says. The error says what the driver returned; then nothing has changed. Not
 * for listeners. */
Status hal_destroy_device(Hal *hal, AudioObjectID device, Error *error);

/** Told of each PropertiesChanged, on the thread that the driver called from. */
typedef void (*HalListener)(void *context, AudioObjectID object, UInt32 count,
                            const AudioObjectPropertyAddress *addresses);
/** Set the one listener; NULL takes it away. Not while a client runs. */
void hal_set_listener(Hal *hal, HalListener listener, void *context);

/** One cycle of a client. [io]
 *
 * `input` holds what the device recorded from `input_time` on; `output` is silent and takes what
 * the client plays from `output_time` on. Both are interleaved float with the device's channel
 * counts; NULL if the device has no such stream or the client doesn't use it.
 *
 * A cycle that starts at sample time P, with a buffer of n frames, records from
 * P - input safety offset - n and plays from P + output safety offset + n; the next starts at
 * P + n. Sample times are whole numbers and follow each other without a gap, except where the
 * device's clock or configuration changed or the machine was too slow: there they jump, and the
 * client sees it by comparing. All fields of the time stamps with a flag are set.
 *
 * Returns false when it is done: it isn't called again, and hal_client_wait returns. */
typedef bool (*HalIOProc)(void *context, UInt32 frames, const AudioTimeStamp *now,
                          const float *input, const AudioTimeStamp *input_time, float *output,
                          const AudioTimeStamp *output_time);

/** Which of a device's streams a client uses. ReadInput happens only if a running client uses
 * input, WriteMix only if one uses output. */
typedef enum HalStreamUse {
    HAL_USE_ALL = 0,
    HAL_USE_INPUT,
    HAL_USE_OUTPUT,
} HalStreamUse;

typedef struct HalClientInfo {
    pid_t process_id;
    CFStringRef bundle_id; /**< retained by the client; may be NULL */
    HalStreamUse use;
} HalClientInfo;

/** Make a client of a device and announce it to the driver (AddDeviceClient). */
HalClient *hal_client_new(Hal *hal, AudioObjectID device_id, const HalClientInfo *info,
                          HalIOProc proc, void *context, Error *error);
/** Stop and remove (RemoveDeviceClient). NULL is fine. */
void hal_client_free(HalClient *client);

/** Start I/O for the client (StartIO): its first cycle comes soon. Returns without waiting for it.
 * To let several clients start in the same cycle of a virtual clock, hold its time meanwhile:
 * host_clock_join, start them, host_clock_leave. */
Status hal_client_start(HalClient *client, Error *error);
/** Stop I/O for the client (StopIO). When this returns the callback doesn't run and won't. Needs no
 * time to pass. Nothing happens if it isn't started. Not from a callback. */
void hal_client_stop(HalClient *client);
/** Wait until the client's callback has returned false, then stop it. Returns at once if it isn't
 * started. The caller must not hold a virtual clock's time meanwhile. If the device's I/O can't go
 * on (its driver refused to start again after a configuration change, or as hal_settle says), it
 * ends as well; the failure is what it returns. */
Status hal_client_wait(HalClient *client, Error *error);

/** A client, as the HAL knows it at a moment. */
typedef struct HalClientState {
    UInt32 id; /**< by which the driver knows it */
    pid_t process_id;
    bool is_running;     /**< its callback is called */
    char bundle_id[256]; /**< UTF-8; empty if it has none, or one that doesn't fit */
} HalClientState;

/** The clients of a device, in the order of their ids: the first `capacity` of them. Returns how
 * many there are. Not for callbacks and listeners. */
size_t hal_device_clients(Hal *hal, AudioObjectID device_id, HalClientState *states,
                          size_t capacity);

/** The I/O buffer size of a device, in frames: 512 unless set. 1 to 65536, and to half of the zero
 * time stamp period, since what is recorded was played two buffers earlier; if the period becomes
 * too short for it later, buffers are half a period long meanwhile. STATUS_BUSY while the device
 * runs. */
Status hal_set_buffer_frames(Hal *hal, AudioObjectID device_id, UInt32 frames, Error *error);

/** What happened to a device's I/O since its first client was made. */
typedef struct HalIOCounters {
    uint64_t cycles;    /**< carried out */
    uint64_t overloads; /**< times that the machine was too slow and cycles were left out */
    uint64_t missed;    /**< cycles left out */
    uint64_t anchors; /**< times that the device's clock was new: at each start or change of seed */
} HalIOCounters;
/** All 0 for a device that never had a client. */
void hal_io_counters(Hal *hal, AudioObjectID device_id, HalIOCounters *counters);

/** Write the calls down that ended before, if calls are traced. What a virtual clock calls before
 * it moves can so keep calls from coming faster than they are written. */
void hal_flush_trace(Hal *hal);

/** How often the driver broke a documented rule. */
uint64_t hal_violation_count(const Hal *hal);

#endif
