/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file application_list.h
 * Which chains a device has for the sound of single applications. [control] */

#ifndef OSSICLE_DRIVER_APPLICATION_LIST_H
#define OSSICLE_DRIVER_APPLICATION_LIST_H

#include "base/status.h"
#include "driver/driver.h"
#include "engine/chain_spec.h"

#include <CoreFoundation/CoreFoundation.h>
#include <stdbool.h>

typedef struct Application {
    CFStringRef bundle_id;
    ChainSpec chain; /**< with the values that parameters have now; may be empty */
    char *awaited; /**< the text that `chain` is to be as soon as its modules are there, or NULL */
} Application;

/** A zeroed one is empty. */
typedef struct ApplicationList {
    Application *items;
    UInt32 count;
} ApplicationList;

/** Append an application, whose chain consists of modules of `catalog`. The place in errors,
 * "applications[INDEX].chain: …", is that of `index`. On failure the list is as it was. */
Status application_list_add(ApplicationList *list, const ApplicationConfiguration *application,
                            UInt32 index, const Catalog *catalog, Error *error);

/** Append an application without its chain, which waits for modules that aren't there. False: no
 * memory. */
bool application_list_await(ApplicationList *list, const ApplicationConfiguration *application);

/** Take chains that wait, and modules that were replaced, from `catalog`, where it has them.
 * Returns whether there were any; `*came` whether one had waited. */
bool application_list_follow(ApplicationList *list, const Catalog *catalog, bool *came);

/** Make a list of `count` applications. On failure it is empty. */
Status application_list_make(ApplicationList *list, const ApplicationConfiguration *applications,
                             UInt32 count, const Catalog *catalog, Error *error);

/** The same of an array of dictionaries, as kOssicleDevicePropertyApplications takes it. */
Status application_list_parse(ApplicationList *list, CFTypeRef array, const Catalog *catalog,
                              Error *error);

/** The array that gives this list again, the caller's to release. NULL: no memory. */
CFArrayRef application_list_copy_plist(const ApplicationList *list);

/** The application with this bundle ID, or NULL. */
Application *application_list_find(const ApplicationList *list, CFStringRef bundle_id);

/** Free what the list holds, and empty it. */
void application_list_cleanup(ApplicationList *list);

#endif
