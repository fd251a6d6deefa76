/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file device_change.h
 * What changes a device. For what only changes while its I/O is stopped (its rate, its formats) the
 * driver asks, and the host performs it when it is safe, or aborts it, which leaves all as it was.
 * A chain, and where it runs, changes at once. [control, no lock held] */

#ifndef OSSICLE_DRIVER_DEVICE_CHANGE_H
#define OSSICLE_DRIVER_DEVICE_CHANGE_H

#include "driver/device.h"
#include "driver/device_applications.h"

/** Adds what changed to `announcement`; on failure all is as it was. [control, locked, I/O stopped]
 */
typedef Status DeviceChangePerform(Device *device, DeviceChange *change, Announcement *announcement,
                                   Error *error);

/** What is to change: the members that `perform` reads. */
struct DeviceChange {
    DeviceChange *next;
    UInt64 action; /**< how the host refers to it */
    DeviceChangePerform *perform;
    Float64 rate;
    ChainSpec chain;
    EngineMode mode;
    Side side;                  /**< of a stream, and its format @{ */
    const StreamFormat *format; /**< @} */
    DeviceConfiguration *configuration;
    ApplicationList applications;
    InsertSet inserts;  /**< that aren't needed any more, as the engine @{ */
    Engine *old_engine; /**< that isn't needed any more: it can't be freed while the lock is held */
};

/** Ask for a change: what it owns is taken over, also on failure. */
OSStatus device_request_change(Device *device, DeviceChange *change);

/** To `change->rate`. */
DeviceChangePerform device_perform_rate;

/** Ask for another rate, one of the device's. The present one is no change. */
OSStatus device_request_rate(Device *device, Float64 rate);

/** Set the chain that `text` describes, or the mode with this name, also while sound runs: the new
 * chain takes over with a cross-fade. What is wrong is reported. @{ */
OSStatus device_set_chain(Device *device, const char *text);
OSStatus device_set_mode(Device *device, const char *text);
/** @} */

/** Carry out, or forget, what was asked for under `action`. */
OSStatus device_perform_change(Device *device, UInt64 action);
OSStatus device_abort_change(Device *device, UInt64 action);

/** Forget all. */
void device_drop_changes(Device *device);

#endif
