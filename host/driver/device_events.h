/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file device_events.h
 * What a device's engine tells of its modules: stored, and told to people. */

#ifndef OSSICLE_DRIVER_DEVICE_EVENTS_H
#define OSSICLE_DRIVER_DEVICE_EVENTS_H

#include "driver/device.h"

/** EngineConfig.event; `context` is the device. Whatever locks are held: it takes none but that of
 * the records, and what the host is to be told the log queue's thread tells it. */
void device_engine_event(void *context, const EngineEvent *event);

/** [control] Let the log queue's thread tell the host. */
void device_events_init(Device *device);

/** [control, no lock, no engine any more] */
void device_events_cleanup(Device *device);

#endif
