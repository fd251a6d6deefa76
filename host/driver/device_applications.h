/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file device_applications.h
 * The sound of single applications: a client whose application has a chain gets instances of its
 * own of that chain, an Insert, which the I/O thread finds beside the client's reader.
 *
 * Inserts come and go while their client isn't running: with the client, and in configuration
 * changes. None is freed with the device's lock held: its modules may be saying something to
 * whoever waits for that lock. */

#ifndef OSSICLE_DRIVER_DEVICE_APPLICATIONS_H
#define OSSICLE_DRIVER_DEVICE_APPLICATIONS_H

#include "driver/application_list.h"
#include "driver/client_table.h"
#include "driver/device.h"

/** Inserts by their clients' slots. A zeroed one is empty. */
typedef struct InsertSet {
    Insert *at[CLIENT_CAPACITY];
} InsertSet;

/** [control, no lock] */
void insert_set_cleanup(InsertSet *set);

/** [control, no lock] Ask for other applications and chains, an array as the property takes it. All
 * of it, or nothing: what is wrong is reported, now or when the host has it performed. */
OSStatus device_request_applications(Device *device, CFTypeRef array);

/** [control, locked] The chains of all applications, as the property gives them. */
CFArrayRef device_copy_applications(const Device *device);

/** [control, no lock] Take up what `array` holds, as it was stored, or what is configured if it is
 * NULL, before any client is there. What doesn't work is reported and left out. */
void device_restore_applications(Device *device, CFTypeRef array,
                                 void (*complain)(Device *device, const char *key,
                                                  const char *why));

/** [control, locked] Make the insert of a client that was just added, if its application has a
 * chain. On failure it goes without. */
Status device_add_insert(Device *device, UInt32 client_id, Error *error);

/** [control, locked] Give a parameter of an application's chain, which it has, an accepted value:
 * in the list, and as engine_set_parameter does with each of its clients. */
Status device_set_application_parameter(Device *device, Application *application, size_t module,
                                        uint32_t parameter, double value, int64_t sample_time,
                                        Error *error);

/** [control, locked] Take a client's insert away: NULL if it has none. */
Insert *device_take_insert(Device *device, UInt32 client_id);

/** [control, no lock] Let the chains of applications follow the catalog, as device_follow_modules
 * does. */
void device_follow_applications(Device *device);

/** [control, locked, I/O stopped] Give the device these applications, which change places with its
 * own; device_renew_inserts comes next. */
void device_exchange_applications(Device *device, ApplicationList *applications);

/** [control, locked, I/O stopped] Make all inserts anew, since the rate, the channels or the chains
 * are others. A client whose insert can't be made goes without; that is logged, and added to
 * `announcement`. The old ones are in `old` afterwards, which was empty. */
void device_renew_inserts(Device *device, InsertSet *old, Announcement *announcement);

#endif
