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

#include <CoreAudio/AudioServerPlugIn.h>
#include <CoreFoundation/CoreFoundation.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Hal Hal;
typedef struct HalClient HalClient;

typedef struct HalOptions {
    HostClock *clock; /**< outlives the HAL; decides what time it is for the driver as well */
    const char
        *storage_path; /**< the property list that keeps the driver's settings; NULL: memory */
    const Log *log;    /**< gets each broken rule and failure; outlives the HAL */
} HalOptions;

/** Load the bundle at `bundle_path`: Info.plist, CFPlugInTypes, factory, QueryInterface,
 * Initialize. The error says which of these failed and what was expected. */
Hal *hal_new(const char *bundle_path, const HalOptions *options, Error *error);

/** Stop every client, release the driver. The code stays loaded, as in coreaudiod. NULL is fine. */
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

/** Wait until every configuration change that was asked for has been carried out. */
void hal_settle(Hal *hal);

/** Told of each PropertiesChanged, on the thread that the driver called from. */
typedef void (*HalListener)(void *context, AudioObjectID object, UInt32 count,
                            const AudioObjectPropertyAddress *addresses);
/** Set the one listener; NULL takes it away. Not while a client runs. */
void hal_set_listener(Hal *hal, HalListener listener, void *context);

/** One cycle of a client. [io] `input` holds what the device recorded, at `input_time`; `output` is
 * silent and takes what the client plays, for `output_time`. Both are interleaved float with the
 * device's channel counts, NULL if the device has no such stream. Returns false to stop being
 * called: the client is then stopped as by hal_client_stop, at the end of this cycle. */
typedef bool (*HalIOProc)(void *context, UInt32 frames, const AudioTimeStamp *now,
                          const float *input, const AudioTimeStamp *input_time, float *output,
                          const AudioTimeStamp *output_time);

typedef struct HalClientInfo {
    pid_t process_id;
    CFStringRef bundle_id; /**< retained by the client; may be NULL */
} HalClientInfo;

/** Make a client of `device` and announce it to the driver (AddDeviceClient). */
HalClient *hal_client_new(Hal *hal, AudioObjectID device, const HalClientInfo *info, HalIOProc proc,
                          void *context, Error *error);
/** Stop and remove. NULL is fine. */
void hal_client_free(HalClient *client);

/** Start I/O for the client: its first cycle comes soon. */
Status hal_client_start(HalClient *client, Error *error);
void hal_client_stop(HalClient *client);
/** Wait until the client's callback has returned false, or it was stopped. */
void hal_client_wait(HalClient *client);

/** The I/O buffer size of a device, in frames: 512 unless set. Refused while it runs. */
Status hal_set_buffer_frames(Hal *hal, AudioObjectID device, UInt32 frames, Error *error);

/** How often the driver broke a documented rule. */
uint64_t hal_violation_count(const Hal *hal);

#endif
