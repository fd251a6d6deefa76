/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file module_watch.h
 * Keeps the driver's catalog at what the modules folders hold, and its chains at what the catalog
 * has. */

#ifndef OSSICLE_DRIVER_MODULE_WATCH_H
#define OSSICLE_DRIVER_MODULE_WATCH_H

#include "engine/supervisor.h"
#include "loader/catalog.h"
#include "loader/folder_watch.h"
#include "loader/search_path.h"

#include <stdatomic.h>
#include <stdbool.h>

typedef struct Driver Driver;

/** A zeroed one watches nothing. */
typedef struct ModuleWatch {
    Driver *driver;
    SearchPath path;
    FolderWatch *watch; /**< NULL: the system can't */
    SupervisorTask task;
    bool is_started;
    atomic_bool is_asked;   /**< to look at everything again */
    CatalogChanges changes; /**< of this run */
} ModuleWatch;

/** [control, Initialize] Begin to watch the folders, and fill the driver's catalog from them. What
 * can't be used is among the catalog's refusals, what can't be watched among the driver's errors.
 */
void module_watch_init(ModuleWatch *watch, Driver *driver);

/** [control, Initialize] Let the supervisor look after changes from now on. */
void module_watch_start(ModuleWatch *watch);

/** [control, no lock] Let nobody look after changes any more. */
void module_watch_stop(ModuleWatch *watch);

/** [control] Have everything looked at again, soon. */
void module_watch_ask(ModuleWatch *watch);

/** [control, the supervisor's thread, or any while it is stopped] Take up what has changed. */
void module_watch_run(ModuleWatch *watch);

/** [control] Stop, and free what init made. */
void module_watch_cleanup(ModuleWatch *watch);

#endif
